const FLOATS = /^(FLOAT|DOUBLE|REAL)$/i;
const FLOAT_LISTS = /^(FLOAT|DOUBLE|REAL)\[\d*\]$/i;
const EXACT =
	/^(BOOLEAN|(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))|DECIMAL\(\d+,\s*\d+\)|VARCHAR|DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|BLOB|UUID)$/i;

/**
 * Expressions that are all equal only where two values are the same one. For most types the value itself says it; but
 * DuckDB holds -0.0 for 0.0, 30 days for a month, and so within nested values: their text is compared as well.
 * @param column an SQL expression
 */
export function exactTerms(column: string, type: string): string[] {
	if (EXACT.test(type)) return [column];
	if (FLOATS.test(type)) return [column, `signbit(${column})`];
	return [column, `CAST(${column} AS VARCHAR)`];
}

/** 64 bits that are the same for rows of the same values; `qualifier` stands in front of the columns `c0 …`. */
export function rowHashSql(types: readonly string[], qualifier = ''): string {
	const terms = types.flatMap((type, index) => exactTerms(`${qualifier}c${index}`, type));
	return terms.length > 0 ? `hash(${terms.join(', ')})` : 'hash(0)';
}

/** A condition that holds where rows `a` and `b` are not the same. */
export function rowsDifferSql(types: readonly string[], a: string, b: string): string {
	const differ = types.flatMap((type, index) => {
		const [left, right] = [exactTerms(`${a}.c${index}`, type), exactTerms(`${b}.c${index}`, type)];
		return left.map((term, i) => `${term} IS DISTINCT FROM ${right[i]}`);
	});
	return differ.length > 0 ? differ.join(' OR ') : 'false';
}

/** An aggregate over `record_number, c0 …`: the same for the same rows, in whatever order they come. */
export function contentHashSql(types: readonly string[]): string {
	return `coalesce(sum(hash(record_number, ${rowHashSql(types)})), 0)::VARCHAR || '/' || count(*)`;
}

/** A condition that holds where a row has a -0.0, be it within a list or struct; null where it can't have one. */
export function negativeZeroSql(types: readonly string[]): string | null {
	const conditions = types.flatMap((type, index) => hasNegativeZeroSql(`c${index}`, type) ?? []);
	return conditions.length > 0 ? conditions.join(' OR ') : null;
}

/** A condition that holds where a value is a -0.0 or has one within; null where its type has none. */
export function hasNegativeZeroSql(value: string, type: string): string | null {
	if (FLOATS.test(type)) return `(${value} = 0 AND signbit(${value}))`;
	if (FLOAT_LISTS.test(type)) return `len(list_filter(${value}, lambda x: x = 0 AND signbit(x))) > 0`;
	return /\b(FLOAT|DOUBLE|REAL)\b/i.test(type) ? `contains(CAST(${value} AS VARCHAR), '-0.0')` : null;
}
