/** First characters by which spreadsheets know a formula (OWASP, “CSV Injection”). */
const STARTS = ['=', '+', '-', '@', '\t', '\r'];
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The same as bytes, for a first look. */
export const FORMULA_BYTES: ReadonlySet<number> = new Set(STARTS.map((start) => start.charCodeAt(0)));

/** True where a spreadsheet would take `text` for a formula; a plain number such as `-5` is none. */
export function looksLikeFormula(text: string): boolean {
	return STARTS.includes(text.charAt(0)) && !NUMBER.test(text);
}
