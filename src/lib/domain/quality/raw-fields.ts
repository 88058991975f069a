/** How the text of a reject is taken apart; from the receipt's dialect. */
export interface RawDialect {
	delimiter: string;
	quote: string | null;
	nullTokens: readonly string[];
}

/** @param dialect of a receipt; what is not there is as in plain CSV */
export function rawDialect(dialect: Record<string, unknown> | undefined): RawDialect {
	const { delimiter, quote, nullTokens } = dialect ?? {};
	return {
		delimiter: typeof delimiter === 'string' && delimiter !== '' ? delimiter : ',',
		quote: quote === null || typeof quote === 'string' ? quote : '"',
		nullTokens: Array.isArray(nullTokens) ? nullTokens.map(String) : ['']
	};
}

/**
 * The values of a rejected record, as far as they can be told, one for each of `count` columns: too few are filled up
 * with NULL, those too many stay together in the last one, so that nothing of the text is lost. Never fails, as what is
 * wrong with the record may be its quotes.
 */
export function rawFields(
	raw: string,
	count: number,
	{ delimiter, quote, nullTokens }: RawDialect
): (string | null)[] {
	const fields: (string | null)[] = [];
	let rest = raw.replace(/[\r\n]+$/, '');
	while (fields.length < count - 1) {
		const { value, isQuoted, end } = firstField(rest, delimiter, quote);
		fields.push(!isQuoted && nullTokens.includes(value) ? null : value);
		if (end === null) return [...fields, ...Array<null>(count - fields.length).fill(null)];
		rest = rest.slice(end);
	}
	const { value, isQuoted, end } = firstField(rest, delimiter, quote);
	const last = end === null ? value : rest;
	return [...fields, !isQuoted && nullTokens.includes(last) ? null : last];
}

/** @returns `end`: where the next field begins, or null where there is none */
function firstField(
	text: string,
	delimiter: string,
	quote: string | null
): { value: string; isQuoted: boolean; end: number | null } {
	if (quote !== null && text.startsWith(quote)) {
		let close = text.indexOf(quote, 1);
		while (close >= 0 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
		const after = close + 1;
		if (close > 0 && (after === text.length || text.startsWith(delimiter, after))) {
			const value = text.slice(1, close).replaceAll(quote + quote, quote);
			return { value, isQuoted: true, end: after === text.length ? null : after + delimiter.length };
		}
	}
	const at = text.indexOf(delimiter);
	return at < 0
		? { value: text, isQuoted: false, end: null }
		: { value: text.slice(0, at), isQuoted: false, end: at + delimiter.length };
}
