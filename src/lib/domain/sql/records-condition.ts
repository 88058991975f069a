/**
 * Records so close together are read with what lies between them: that takes less than it takes to plan a list of them.
 */
const DENSE_SPAN = 400;

/**
 * A condition for few records, by their numbers in `column`; one at least. A range comes first, as it tells the engine what
 * it need not read.
 */
export function recordsCondition(column: string, records: readonly number[]): string {
	const low = records.reduce((least, record) => Math.min(least, record));
	const high = records.reduce((most, record) => Math.max(most, record));
	const isDense = high - low <= DENSE_SPAN * records.length;
	const range = `${column} BETWEEN ${low} AND ${high}`;
	return isDense ? range : `${range} AND ${column} IN (${records.join(', ')})`;
}
