import { AppError } from '$lib/domain/errors';
import { rowsDifferSql } from '$lib/domain/layers/exact-value';
import { RunReader, type Runs } from '$lib/domain/layers/runs';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';

/** Rows compared at once: what the engine holds in memory for it. */
const ROWS_AT_ONCE = 500_000;

/**
 * Compares two SELECTs of `record_number, c0 …` row by row and value by value.
 * @param known how many rows there must be, and their record numbers, which ascend
 * @throws AppError `internal` where they are not the same
 */
export async function assertSameRows(
	engine: DuckDbEngine,
	expected: string,
	actual: string,
	types: readonly string[],
	known: { rows: number; records: Runs }
): Promise<void> {
	const [count] = await engine.rows(`SELECT count(*) AS n FROM (${actual})`);
	let same = 0;
	const reader = new RunReader(known.records);
	const recordAt = (row: number) => [...reader.pieces(row, row + 1)][0]?.start ?? 0;
	for (let from = 0; from < known.rows; from += ROWS_AT_ONCE) {
		const to = Math.min(known.rows, from + ROWS_AT_ONCE);
		const range = `record_number BETWEEN ${recordAt(from)} AND ${recordAt(to - 1)}`;
		const of = (select: string) => `(SELECT * FROM (${select}) WHERE ${range})`;
		const [row] = await engine.rows(
			`SELECT count(*) FILTER (NOT (${rowsDifferSql(types, 'a', 'b')})) AS n ` +
				`FROM ${of(expected)} AS a JOIN ${of(actual)} AS b ON a.record_number = b.record_number`
		);
		same += Number(row?.['n']);
	}
	if (same === known.rows && Number(count?.['n']) === known.rows) return;
	throw new AppError(
		'internal',
		`Of ${known.rows} rows ${same} would be read as they are: the version stays stored as it was.`,
		{ rows: known.rows, same, read: Number(count?.['n']) }
	);
}
