import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RowPage } from '$lib/domain/rows/decode';
import { QueryService } from '$lib/jobs/query/query-service';
import type { EngineChoice, ResultHandle } from '$lib/protocol/query-api';
import { addSqlite, sqliteFile } from './sqlite-support';
import { addOrders, openEngine, TableLibrary } from './support';

const library = new TableLibrary();
let service: QueryService;
let lastId = 0;

beforeAll(async () => {
	await addOrders(library, 1, 100_000, 3);
	const statements = [
		'CREATE TABLE items (id INTEGER, price REAL)',
		'INSERT INTO items VALUES (1, 2.5), (2, NULL), (3, 1.5)'
	];
	await addSqlite(library, 'shop', 1, await sqliteFile('shop.db', statements));
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

const run = (sql: string, engine: EngineChoice = 'auto') =>
	service.run({ queryId: `sortable-${++lastId}`, sql, engine }, () => undefined);

/** Resolves when all rows of the sorted result are there. */
function sort(result: ResultHandle, ...order: [number, 'asc' | 'desc'][]): Promise<ResultHandle> {
	const orderBy = order.map(([column, direction]) => ({ column, descending: direction === 'desc' }));
	const { resultId } = result;
	return new Promise((resolve, reject) => {
		let isComplete = false;
		let handle: ResultHandle | null = null;
		const settle = () => isComplete && handle && resolve(handle);
		service
			.sortResult({ queryId: `sorted-${++lastId}`, resultId, orderBy }, ({ complete }) => {
				isComplete ||= complete;
				settle();
			})
			.then((opened) => {
				handle = opened;
				isComplete ||= opened.progress.complete;
				settle();
			}, reject);
	});
}

async function rows({ resultId, columns }: ResultHandle, start = 0, end = 10): Promise<unknown[][]> {
	const { rowStart, ipc } = await service.page(resultId, start, end);
	const types = columns.map(({ type }) => type);
	return new RowPage(ipc, types).rows(start - rowStart, end - rowStart);
}

describe('a result in another order (QRY-16)', () => {
	test('is sorted whole, not by the pages that were looked at', async () => {
		const result = await run('SELECT id, label FROM orders');
		expect(result.canSort).toBe(true);
		const sorted = await sort(result, [0, 'desc']);
		expect(await rows(sorted, 0, 2)).toEqual([
			[100_000, 'row 100000'],
			[99_999, 'row 99999']
		]);
		expect(await rows(sorted, 99_999, 100_000)).toEqual([[1, 'row 1']]);
		expect(await rows(result, 0, 1)).toEqual([[1, 'row 1']]);
	});

	test('has NULLs last both ways, and equal rows as the statement gave them', async () => {
		const result = await run(
			'SELECT * FROM (VALUES (2, 9), (NULL, 8), (1, 7), (2, 6), (NULL, 5)) AS t(a, b)'
		);
		expect(await rows(await sort(result, [0, 'asc']))).toEqual([
			[1, 7],
			[2, 9],
			[2, 6],
			[null, 8],
			[null, 5]
		]);
		expect(await rows(await sort(result, [0, 'desc'], [1, 'asc']))).toEqual([
			[2, 6],
			[2, 9],
			[1, 7],
			[null, 5],
			[null, 8]
		]);
	});

	test('sorts by value, not by the text that values travel as', async () => {
		const result = await run(
			`SELECT v::ENUM('small', 'medium', 'large') AS size, i FROM
			(VALUES ('large', INTERVAL 2 DAY), ('small', INTERVAL 10 DAY), ('medium', INTERVAL 30 HOUR)) AS t(v, i)`
		);
		const sizes = await rows(await sort(result, [0, 'asc']));
		expect(sizes.map(([size]) => size)).toEqual(['small', 'medium', 'large']);
		const spans = await rows(await sort(result, [1, 'desc']));
		expect(spans.map(([size]) => size)).toEqual(['small', 'large', 'medium']);
	});

	test('takes columns of one name, statements with an order, a comment or a WITH of their own', async () => {
		for (const sql of [
			'SELECT 1 AS a, x AS a FROM range(3) t(x)',
			'SELECT 1, x FROM range(3) t(x) ORDER BY x LIMIT 3 -- the end',
			'WITH t AS (SELECT * FROM range(3) r(x)) SELECT 1, x FROM t;',
			'FROM range(3) t(x) SELECT 1, x'
		]) {
			expect(await rows(await sort(await run(sql), [1, 'desc']))).toEqual([
				[1, 2],
				[1, 1],
				[1, 0]
			]);
		}
	});

	test('is sorted by SQLite where SQLite ran the statement', async () => {
		const result = await run('SELECT id, price FROM "shop.items"', 'auto');
		expect(result.note?.engine).toBe('sqlite');
		const sorted = await sort(result, [1, 'desc']);
		expect((await rows(sorted)).map(([id]) => id)).toEqual([1, 3, 2]);
	});

	test('works on tables of the session', async () => {
		await run('CREATE TEMP TABLE mine AS SELECT x FROM range(5) t(x)');
		const sorted = await sort(await run('SELECT x FROM mine'), [0, 'desc']);
		expect((await rows(sorted)).map(([x]) => x)).toEqual([4, 3, 2, 1, 0]);
	});

	test('is not offered where running again gives other rows; a column may be called like that', async () => {
		expect((await run('SELECT random() AS r')).canSort).toBe(false);
		expect((await run('SELECT * FROM range(100) USING SAMPLE 3')).canSort).toBe(false);
		expect((await run('EXPLAIN SELECT 1')).canSort).toBe(false);
		expect((await run('SELECT 1 AS random, 2 AS sample, 3 AS age')).canSort).toBe(true);
	});

	test('fails with a sentence where the result is closed', async () => {
		const result = await run('SELECT 1');
		await service.release(result.resultId);
		await expect(async () => sort(result, [0, 'asc'])).rejects.toMatchObject({ code: 'query/failed' });
	});
});

test('QRY-16 refuses to sort what a newer version would change', async () => {
	const fresh = new QueryService(openEngine, library);
	try {
		const result = await fresh.run({ queryId: 'before', sql: 'SELECT id FROM orders' }, () => undefined);
		await addOrders(library, 2, 50, 0);
		await fresh.invalidate('orders');
		const request = { queryId: 'after', resultId: 'before', orderBy: [{ column: 0, descending: true }] };
		expect(result.canSort).toBe(true);
		await expect(fresh.sortResult(request, () => undefined)).rejects.toMatchObject({
			code: 'query/failed',
			message: expect.stringContaining('Run it again')
		});
	} finally {
		await fresh.close();
	}
});
