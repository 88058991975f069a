import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import { addOrders, openEngine, query, TableLibrary } from './support';

const library = new TableLibrary();
let service: QueryService;

beforeAll(async () => {
	await addOrders(library, 1, 10, 2);
	await addOrders(library, 2, 20);
	await addOrders(library, 3, 30);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

const scalar = async (sql: string) => (await query(service, sql)).rows[0]?.[0];

describe('orders AT (…)', () => {
	test.each([
		['SELECT count(*) FROM orders AT (VERSION => 1)', 10],
		['select count(*) from Orders at(version=>2) where orders.id > 5', 15],
		['SELECT count(*) FROM "orders" AT (VERSION => 1) AS o WHERE o.id < 3', 2],
		['SELECT count(*) FROM orders AT (VERSION => 1) o JOIN orders AT (VERSION => 2) USING (id)', 10],
		['SELECT count(*) FROM "orders.rejects" AT (VERSION => 1)', 2],
		['FROM orders AT (VERSION => 1) SELECT count(*)', 10],
		[`SELECT count(*) FROM orders AT (TIMESTAMP => '2026-01-02 12:00')`, 20],
		[`SELECT count(*) FROM orders AT (TIMESTAMP => TIMESTAMP '2026-01-02' - INTERVAL 1 HOUR)`, 10],
		[`SELECT 'orders AT (VERSION => 1)' -- orders AT (VERSION => 1)`, 'orders AT (VERSION => 1)'],
		[`SELECT count(*) /* orders AT (VERSION => 1) */ FROM orders`, 30]
	])('QRY-14 %s', async (sql, value) => {
		expect(await scalar(sql)).toBe(value);
	});

	test('QRY-14 a version or time that is not there is told with its place', async () => {
		const position = 'SELECT * FROM '.length;
		await expect(query(service, 'SELECT * FROM orders AT (VERSION => 9)')).rejects.toMatchObject({
			code: 'version/unknown',
			facts: { position }
		});
		await expect(
			query(service, `SELECT 1; `.slice(9) + `SELECT * FROM orders AT (TIMESTAMP => '2020-01-01')`)
		).rejects.toMatchObject({ code: 'version/unknown', facts: { position: position + 1 } });
		await expect(query(service, `FROM orders AT (TIMESTAMP => 'soon')`)).rejects.toMatchObject({
			code: 'query/syntax'
		});
	});

	test('QRY-7 places of errors are those of the text that was given', async () => {
		const sql = 'SELECT nope FROM orders AT (VERSION => 1)';
		await expect(query(service, sql)).rejects.toMatchObject({ facts: { position: 7 } });
		const behind = 'SELECT id FROM orders AT (VERSION => 1) WHERE nope';
		await expect(query(service, behind)).rejects.toMatchObject({ facts: { position: behind.length - 4 } });
	});
});

describe('"orders@1..2.diff"', () => {
	test('DIF-11 changes can be selected and aggregated', async () => {
		const { handle, rows } = await query(
			service,
			`SELECT change, count(*), sum(v_new - v_old) FROM "orders@1..2.diff" GROUP BY change ORDER BY change`
		);
		expect(handle.columns).toHaveLength(3);
		expect(rows).toEqual([
			['added', 10, null],
			['modified', 10, 10]
		]);
		const { handle: whole, rows: first } = await query(service, 'FROM "orders@1..2.diff" LIMIT 1');
		expect(whole.columns.map(({ name }) => name)).toEqual([
			'change',
			'changed',
			'record_number_old',
			'record_number_new',
			'id',
			'label_old',
			'label_new',
			'v_old',
			'v_new'
		]);
		expect(first[0]).toEqual(['modified', ['v'], 1, 1, 1, 'row 1', 'row 1', 1, 2]);
	});

	test('DIF-9 DIF-11 follows the options that are kept for the source', async () => {
		library.kept.set('orders', { key: ['id'], ignore: ['v'] });
		expect(await scalar(`SELECT count(*) FROM "orders@1..2.diff"`)).toBe(10);
		library.kept.clear();
		expect(await scalar(`SELECT count(*) FROM "orders@1..2.diff"`)).toBe(20);
	});

	test('DIF-11 what is not there, and what can not be written', async () => {
		await expect(query(service, 'FROM "orders@1..9.diff"')).rejects.toMatchObject({ code: 'query/failed' });
		await expect(query(service, 'DROP VIEW "orders@1..2.diff"')).rejects.toMatchObject({
			code: 'query/not-allowed'
		});
	});
});

describe('cell history', () => {
	test('DIF-13 a key is followed through all versions', async () => {
		const request = { queryId: 'history', source: 'orders', table: null };
		const { versions } = await service.cellHistory({ ...request, key: [{ column: 'id', value: '15' }] });
		expect(versions.map(({ version, change, rows }) => [version, change, rows])).toEqual([
			[1, 'missing', 0],
			[2, 'added', 1],
			[3, 'changed', 1]
		]);
		expect(versions[2]?.fields).toEqual([{ column: 'v', old: '2', new: '3' }]);
		await expect(
			service.cellHistory({ ...request, key: [{ column: 'nr', value: '1' }] })
		).rejects.toMatchObject({ code: 'diff/column' });
	});
});
