import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import { makePart, openEngine, TableLibrary, versionTable } from '../query/support';
import { table } from './support';

const ROWS = 20_000;
const library = new TableLibrary();
let engine: DuckDbEngine;
let service: QueryService;

beforeAll(async () => {
	engine = await openEngine();
	service = new QueryService(openEngine, library);
});
afterAll(() => {
	service.close();
	engine.close();
});

/** The first number from which on `ROWS` hashes are taken for far fewer by a sketch. */
async function misjudged(): Promise<number> {
	const connection = await engine.connect();
	for (let first = 0; first < 100 * ROWS; first += ROWS) {
		const hashes = `SELECT md5(i::VARCHAR) AS h FROM range(${first}, ${first + ROWS}) t(i)`;
		const [row] = await connection.rows(`SELECT approx_count_distinct(h) AS n FROM (${hashes})`);
		if (Number(row?.['n']) < ROWS * 0.8) return first;
	}
	throw new Error('the engine has better sketches now');
}

describe('keys that are measured', () => {
	test('DIF-8 MET-4 a key is found though a sketch takes its values for fewer', async () => {
		const first = await misjudged();
		const file = await makePart('keys.duckdb', [
			`CREATE TABLE part.t0_s0 AS SELECT i - ${first} + 1 AS record_number, 'town ' || i % 700 AS c0, md5(i::VARCHAR) AS c1 ` +
				`FROM range(${first}, ${first + ROWS}) t(i)`
		]);
		const columns: [string, string][] = [
			['town', 'VARCHAR'],
			['code', 'VARCHAR']
		];
		library.add('keys', 1, versionTable(columns, [ROWS]), [file]);
		const [best] = await service.suggestKeys({ queryId: 'keys', side: table('keys@1') });
		expect(best).toMatchObject({ columns: ['code'], distinct: ROWS, isUnique: true });
	});
});
