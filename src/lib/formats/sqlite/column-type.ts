/** Storage classes that were seen in a column, as bits. */
export const SEEN = {
	integer: 1,
	real: 2,
	text: 4,
	blob: 8,
	null: 16,
	bigInteger: 32,
	otherText: 64
} as const;

/** The type in DuckDB that takes every value of a column. */
export interface ChosenType {
	type: 'BIGINT' | 'DOUBLE' | 'VARCHAR' | 'BLOB' | 'DATE' | 'TIMESTAMP';
	/** Half a sentence. */
	why: string;
}

/**
 * The type for a column of SQLite by the values that it really holds; what is declared decides only where there are
 * none, and for dates, which SQLite keeps as text (SPEC SQL-3).
 * @param seen bits of `SEEN`; `otherText` where a text is no date of the declared kind
 */
export function chooseType(seen: number, declaredType: string): ChosenType {
	const has = (bit: number) => (seen & bit) !== 0;
	const values = seen & (SEEN.integer | SEEN.real | SEEN.text | SEEN.blob);
	if (values === 0) return { type: declaredKind(declaredType), why: 'no values; as declared' };
	if (values === SEEN.integer) return { type: 'BIGINT', why: 'whole numbers' };
	if (values === SEEN.real) return { type: 'DOUBLE', why: 'real numbers' };
	if (values === SEEN.blob) return { type: 'BLOB', why: 'bytes' };
	if (values === SEEN.text) {
		const kind = dateKind(declaredType);
		if (kind === null || has(SEEN.otherText)) return { type: 'VARCHAR', why: 'text' };
		return { type: kind, why: `declared ${declaredType}, and every text is one` };
	}
	if (values === (SEEN.integer | SEEN.real) && !has(SEEN.bigInteger))
		return { type: 'DOUBLE', why: 'whole and real numbers, all exact as real numbers' };
	const classes = (['integer', 'real', 'text', 'blob'] as const).filter((name) => has(SEEN[name]));
	const spelled = has(SEEN.blob) ? "; bytes are written as X'…'" : '';
	return { type: 'VARCHAR', why: `values of several kinds (${classes.join(', ')})${spelled}` };
}

/** `DATE` or `TIMESTAMP` where a declared type names one, else null. */
export function dateKind(declaredType: string): 'DATE' | 'TIMESTAMP' | null {
	const name = declaredType.trim().toUpperCase();
	if (name === 'DATE') return 'DATE';
	return name === 'DATETIME' || name.startsWith('TIMESTAMP') ? 'TIMESTAMP' : null;
}

const DATE_TEXT = /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIMESTAMP_TEXT = /^(.{10}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** Whether a text is a date (or time of a day) that exists, in the one spelling that survives. */
export function isDateText(text: string, kind: 'DATE' | 'TIMESTAMP'): boolean {
	const day = kind === 'DATE' ? text : TIMESTAMP_TEXT.exec(text)?.[1];
	if (day === undefined || !DATE_TEXT.test(day)) return false;
	return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** SQLite's rules of affinity (https://sqlite.org/datatype3.html, 3.1). */
function declaredKind(declaredType: string): ChosenType['type'] {
	const date = dateKind(declaredType);
	if (date) return date;
	const name = declaredType.toUpperCase();
	if (name.includes('INT')) return 'BIGINT';
	if (/CHAR|CLOB|TEXT/.test(name)) return 'VARCHAR';
	if (name.includes('BLOB')) return 'BLOB';
	return /REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(name) ? 'DOUBLE' : 'VARCHAR';
}
