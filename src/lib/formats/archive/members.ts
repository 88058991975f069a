/** Endings of files that are likely to be tables of delimited text. */
const TABLE_NAME =
	/\.((csv|tsv|tab|psv|dsv|ssv|json|ndjson|jsonl|geojson)(\.gz)?|xlsx|xlsm|xlsb|xls|ods|fods|parquet|arrow|arrows|feather|ipc|sqlite3?|db3?|duckdb)$/i;
const TEXT_NAME = /\.(txt|dat|data|log|asc|text)(\.gz)?$/i;
/** What operating systems put into archives beside the files that were meant. */
const JUNK = /(^|\/)(__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|\.git\/)/i;

/**
 * The members among `entries` that may be meant: those named like tables, else like text, else all that are no junk
 * (SPEC ARC-3).
 */
export function candidateMembers<E extends { filename: string }>(
	entries: readonly E[]
): { entry: E; path: string }[] {
	const files = meantMembers(entries);
	for (const pattern of [TABLE_NAME, TEXT_NAME]) {
		const matching = files.filter(({ path }) => pattern.test(path));
		if (matching.length > 0) return matching;
	}
	return files;
}

/** Paths of the members that are neither junk nor offered by `candidateMembers`: they are told (SPEC ARC-3). */
export function leftOutMembers(entries: readonly { filename: string }[]): string[] {
	const offered = new Set(candidateMembers(entries).map(({ entry }) => entry));
	return meantMembers(entries)
		.filter(({ entry }) => !offered.has(entry))
		.map(({ path }) => path);
}

/** What is no junk. */
function meantMembers<E extends { filename: string }>(entries: readonly E[]): { entry: E; path: string }[] {
	return entries
		.filter(({ filename }) => !JUNK.test(filename.replaceAll('\\', '/')))
		.map((entry) => ({ entry, path: displayPath(entry.filename) }));
}

/** A member's path fit to be shown: no control or direction-changing characters, no way out of the archive. */
export function displayPath(path: string): string {
	const parts = path
		.replaceAll('\\', '/')
		.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
		.split('/')
		.filter((part) => part !== '' && part !== '.' && part !== '..');
	return parts.join('/') || 'file';
}

/** Whether a zip with these members is a workbook: Excel's or OpenDocument's. */
export function isWorkbook(names: readonly string[]): boolean {
	if (names.includes('[Content_Types].xml')) return names.some((name) => name.startsWith('xl/'));
	return names.includes('mimetype') && names.includes('content.xml');
}

/** What document a zip with these members really is, or null. */
export function documentKind(names: readonly string[]): string | null {
	const has = (name: string): boolean => names.includes(name);
	if (has('[Content_Types].xml')) {
		if (names.some((name) => name.startsWith('xl/'))) return 'an Excel workbook';
		return 'an Office document';
	}
	if (has('mimetype') && has('content.xml')) return 'an OpenDocument file';
	if (has('META-INF/MANIFEST.MF')) return 'a Java archive';
	return null;
}
