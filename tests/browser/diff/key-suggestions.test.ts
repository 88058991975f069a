import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import { makePart, openEngine, TableLibrary, versionTable } from '../query/support';
import { diff, table } from './support';

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

/** Adds a version of numbers; each column is made of `i`, the row. */
async function addTable(
	source: string,
	rows: number,
	names: readonly string[],
	columns: readonly string[],
	version = 1
): Promise<void> {
	const file = await makePart(`${source}-${version}.duckdb`, [
		`CREATE TABLE part.t0_s0 AS SELECT i + 1 AS record_number, ${columns.join(', ')} FROM range(${rows}) t(i)`
	]);
	library.add(
		source,
		version,
		versionTable(
			names.map((name) => [name, 'BIGINT']),
			[rows]
		),
		[file]
	);
}

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

	// of more rows than `SAMPLED_VALUES` twice over only a part of the values is looked at
	test.each([250, 400_000])(
		'DIF-8 a lone unique column is found behind better named ones, of %i rows',
		async (rows) => {
			const source = `codes${rows}`;
			const names = ['name', 'name_en', 'name_fr', 'alpha_code', 'country_id', 'numeric', 'town'];
			// a value in fifty is there twice, in each column another one; `numeric` has no value twice
			const twice = [0, 1, 2, 3, 4].map(
				(column) => `CASE WHEN i % 50 = ${column} THEN i + 1 ELSE i END AS c${column}`
			);
			await addTable(source, rows, names, [...twice, 'i * 7 AS c5', 'i % 9 AS c6']);
			const [best] = await service.suggestKeys({ queryId: source, side: table(`${source}@1`) });
			expect(best).toMatchObject({ columns: ['numeric'], distinct: rows, isUnique: true });
		}
	);

	test('DIF-8 without a unique column the best with 95 % different values is the key', async () => {
		const share = (column: number, repeated: number) =>
			`CASE WHEN i % 1000 < ${repeated} THEN ${column} ELSE i END AS c${column}`;
		const names = ['code', 'id', 'key', 'number', 'remark'];
		const repeated = [60, 70, 80, 90, 10];
		await addTable(
			'best',
			2000,
			names,
			repeated.map((many, column) => share(column, many))
		);
		const { summary } = await diff(service, table('best@1'), table('best@1'));
		expect(summary).toMatchObject({ key: ['remark'], keyOrigin: 'measured' });
	});

	test('DIF-8 a column that only one side has keeps no other from being the key', async () => {
		await addTable('parts', 300, ['serial', 'town'], ['i AS c0', 'i % 7 AS c1'], 1);
		await addTable('parts', 300, ['id', 'serial', 'town'], ['i AS c0', 'i AS c1', 'i % 7 AS c2'], 2);
		const { summary } = await diff(service, table('parts@1'), table('parts@2'));
		expect(summary).toMatchObject({ key: ['serial'], keyOrigin: 'measured', modified: 0 });
	});
});
