/** The most that is put on the clipboard: more is refused with a sentence, never cut. */
export const MAX_COPIED_CELLS = 2_000_000;
export const MAX_COPIED_CHARACTERS = 64 * 1024 * 1024;

/**
 * A field of tab-separated text as spreadsheets read it from the clipboard: quoted where it holds a tab, a line end or
 * begins with a quote. NULL is an empty field, and so is the empty text (spreadsheets know no difference).
 */
export function tsvField(text: string | null): string {
	if (text === null) return '';
	if (!needsQuotes(text)) return text;
	return `"${text.replaceAll('"', '""')}"`;
}

/** Lines end in `\n`; the last has none. */
export function tsvLines(rows: Iterable<readonly (string | null)[]>): string {
	const lines: string[] = [];
	for (const row of rows) lines.push(row.map(tsvField).join('\t'));
	return lines.join('\n');
}

function needsQuotes(text: string): boolean {
	return text.startsWith('"') || text.includes('\t') || text.includes('\n') || text.includes('\r');
}
