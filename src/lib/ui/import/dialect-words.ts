import type { DelimitedDialect } from '$lib/formats/delimited/options';
import { texts } from '../texts';

const { value: words, chip } = texts.import;

const DELIMITERS: Record<string, string> = {
	',': words.comma,
	';': words.semicolon,
	'\t': words.tab,
	'|': words.pipe,
	' ': words.space
};

export function delimiterWord(delimiter: string): string {
	return DELIMITERS[delimiter] ?? delimiter;
}

export function quoteWord(quote: string | null): string {
	if (quote === null) return words.none;
	return { '"': words.doubleQuote, "'": words.singleQuote }[quote] ?? quote;
}

export function escapeWord(escape: string | null, quote: string | null): string {
	if (escape === null) return words.none;
	if (escape === quote) return words.doubled;
	return escape === '\\' ? words.backslash : escape;
}

export function nullTokensWord(tokens: readonly string[]): string {
	return tokens.map((token) => (token === '' ? words.emptyText : token)).join(', ') || words.none;
}

/** How a file was read, in words, for its receipt. Takes what a receipt has, which may be of another format. */
export function dialectWords(kept: Record<string, unknown>): string[] {
	const dialect = kept as Partial<DelimitedDialect>;
	const said: (string | false | undefined)[] = [
		dialect.encoding && `${dialect.encoding}${dialect.bom ? ' + BOM' : ''}`,
		dialect.delimiter && delimiterWord(dialect.delimiter),
		dialect.quote !== undefined && `${chip.quote}: ${quoteWord(dialect.quote)}`,
		dialect.header !== undefined && `${chip.header}: ${dialect.header ? words.headerYes : words.headerNo}`,
		dialect.newline?.toUpperCase(),
		dialect.comment ? `${chip.comment}: ${dialect.comment}` : undefined,
		dialect.skipLines ? `${chip.skipLines}: ${dialect.skipLines}` : undefined,
		dialect.nullTokens && `${chip.nullTokens}: ${nullTokensWord(dialect.nullTokens)}`,
		dialect.numbers?.decimalSeparator === ',' && `${chip.decimalComma}: ${words.decimalComma}`,
		dialect.dateFormat ? `${chip.dateFormat}: ${dialect.dateFormat}` : undefined,
		dialect.trim && `${chip.trim}: ${words.trimYes}`
	];
	return [...said, ...workbookWords(kept)].filter((word): word is string => Boolean(word));
}

/** Where the headers of a workbook's sheets were found. */
function workbookWords({ sheets }: Record<string, unknown>): string[] {
	if (!Array.isArray(sheets)) return [];
	const { headerRow } = texts.import.setting;
	return (sheets as { sheet: string; headerRow: number }[]).map(({ sheet, headerRow: row }) => {
		const value = texts.import.settingValue('headerRow', row);
		return sheets.length === 1 ? `${headerRow.label}: ${value}` : `${sheet}: ${headerRow.label} ${value}`;
	});
}
