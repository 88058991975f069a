import { tableFromIPC } from 'apache-arrow';
import { rowHashSql } from '$lib/domain/layers/exact-value';
import { addRun, type Runs } from '$lib/domain/layers/runs';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';

/** What folding needs to know of a table: in file order, a hash of each row's values, and the record numbers. */
export interface RowFacts {
	hashes: BigUint64Array;
	records: Runs;
}

/** @param select `record_number, c0 …` in file order */
export async function readRowFacts(
	engine: DuckDbEngine,
	select: string,
	types: readonly string[],
	rows: number
): Promise<RowFacts> {
	const hashes = new BigUint64Array(rows);
	const records: Runs = { lengths: [], starts: [] };
	let at = 0;
	const connection = await engine.connect();
	try {
		const stream = await connection.start(
			`SELECT ${rowHashSql(types)} AS h, record_number AS r FROM (${select})`
		);
		for (let batch = await stream.next(); batch; batch = await stream.next()) {
			const table = tableFromIPC([stream.schema, batch, END_OF_STREAM]);
			const numbers = table.getChild('r')?.toArray() as BigInt64Array;
			hashes.set(table.getChild('h')?.toArray() as BigUint64Array, at);
			at += numbers.length;
			for (const number of numbers) addRun(records, Number(number), 1);
		}
	} finally {
		await connection.close();
	}
	if (at !== rows) throw new Error(`${at} rows instead of ${rows}`);
	return { hashes, records };
}
