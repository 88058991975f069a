import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RowPage } from '$lib/domain/rows/decode';
import { QueryService } from '$lib/jobs/query/query-service';
import { slicePage } from '$lib/jobs/query/slice-page';
import type { ResultHandle, TableRequest } from '$lib/protocol/query-api';
import { addOrders, openEngine, query, TableLibrary } from './support';

const library = new TableLibrary();
let service: QueryService;
let lastId = 0;

beforeAll(async () => {
	await addOrders(library, 1, 100_000, 3);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

function openTable(request: Partial<TableRequest>): Promise<ResultHandle> {
	const queryId = `table-${++lastId}`;
	return service.openTable(
		{ name: 'orders', orderBy: [], filter: null, ...request, queryId },
		() => undefined
	);
}

async function rows({ resultId, columns }: ResultHandle, start: number, end: number): Promise<unknown[][]> {
	const { rowStart, ipc } = await service.page(resultId, start, end);
	const page = new RowPage(
		ipc,
		columns.map((column) => column.type)
	);
	return page.rows(start - rowStart, end - rowStart);
}

/** Resolves when the last row of a statement is there. */
function runToEnd(queryId: string, sql: string): Promise<number> {
	return new Promise((resolve, reject) => {
		service
			.run({ queryId, sql }, (progress) => progress.complete && resolve(progress.rowCount))
			.then(({ progress }) => progress.complete && resolve(progress.rowCount), reject);
	});
}

describe('a table as a result', () => {
	test('QRY-10 is there at once with its count, and paged from anywhere in file order', async () => {
		const handle = await openTable({});
		expect(handle.progress).toMatchObject({ rowCount: 100_000, complete: true });
		expect(handle.columns).toEqual([
			{ name: 'id', type: 'BIGINT' },
			{ name: 'label', type: 'VARCHAR' },
			{ name: 'v', type: 'BIGINT' }
		]);
		expect(await rows(handle, 0, 2)).toEqual([
			[1, 'row 1', 1],
			[2, 'row 2', 1]
		]);
		const overTheSeam = await rows(handle, 49_990, 50_010);
		expect(overTheSeam.map((row) => row[0])).toEqual(
			Array.from({ length: 20 }, (_, index) => 49_991 + index)
		);
		expect(await rows(handle, 99_999, 100_100)).toEqual([[100_000, 'row 100000', 1]]);
		expect(await rows(handle, 200_000, 200_100)).toEqual([]);
	});

	test('QRY-10 sorted and filtered in the engine, ties in file order', async () => {
		const handle = await openTable({
			orderBy: [{ column: 'v', descending: true }],
			filter: `id % 1000 = 7 -- a comment`
		});
		expect((await rows(handle, 0, 3)).map((row) => row[0])).toEqual([7, 1007, 2007]);
		const descending = await openTable({ orderBy: [{ column: 'id', descending: true }] });
		expect((await rows(descending, 0, 2)).map((row) => row[0])).toEqual([100_000, 99_999]);
		expect(descending.columns.map((column) => column.name)).toEqual(['id', 'label', 'v']);
	});

	test.each(['id = 1) OR (true', 'id = ', 'id = 1; DROP TABLE x', ''])(
		'QRY-10 %j is no filter',
		async (filter) => {
			await expect(openTable({ filter })).rejects.toMatchObject({ code: 'query/syntax' });
		}
	);

	test('QRY-7 an error in a filter has its place in the filter', async () => {
		await expect(openTable({ filter: 'id > 3 AND nope = 1' })).rejects.toMatchObject({
			facts: { position: 11 }
		});
	});

	test('QRY-3 records and rejects are tables, too', async () => {
		const records = await openTable({ name: 'orders@1.records' });
		expect(await rows(records, 99_999, 100_000)).toEqual([[100_000, 100_000, 'row 100000', 1]]);
		const rejects = await openTable({ name: 'orders.rejects' });
		expect(await rows(rejects, 0, 10)).toHaveLength(3);
		await expect(openTable({ name: 'nothing' })).rejects.toMatchObject({ code: 'source/unknown' });
	});
});

describe('a statement as a result', () => {
	test('QRY-11 counts every row and pages from anywhere', async () => {
		const sql = `SELECT i, 'text ' || i AS t, i::DECIMAL(18,2) AS d, to_seconds(i) AS s FROM range(1000000) r(i)`;
		expect(await runToEnd('million', sql)).toBe(1_000_000);
		const columns = ['BIGINT', 'VARCHAR', 'DECIMAL(18,2)', 'INTERVAL'].map((type) => ({ name: type, type }));
		const handle = {
			resultId: 'million',
			columns,
			progress: { rowCount: 0, complete: true, elapsedMs: 0, error: null }
		};
		for (const start of [0, 777_777, 999_998]) {
			const [row] = await rows(handle, start, start + 1);
			expect(row?.slice(0, 3)).toEqual([start, `text ${start}`, `${start}.00`]);
		}
		const page = await service.page('million', 500_000, 500_100);
		expect(page.ipc.length).toBeLessThan(1_000_000);
		await service.release('million');
		await expect(service.page('million', 0, 1)).rejects.toMatchObject({ code: 'query/failed' });
	});

	test('QRY-11 what does not fit any more is counted, and told when it is asked for', async () => {
		const count = await runToEnd('big', `SELECT i, repeat('x', 100) AS t FROM range(3000000) r(i)`);
		expect(count).toBe(3_000_000);
		expect((await service.page('big', 1_000_000, 1_000_010)).rowCount).toBeGreaterThan(9);
		await expect(service.page('big', 2_999_990, 3_000_000)).rejects.toMatchObject({ code: 'storage/full' });
		await service.release('big');
	});

	test('QRY-11 pages of a wide result are cut to the rows asked for', async () => {
		const list = Array.from({ length: 1200 }, (_, index) => `i + ${index} AS c${index}`).join(', ');
		const queryId = 'wide';
		expect(await runToEnd(queryId, `SELECT ${list} FROM range(10000) t(i)`)).toBe(10_000);
		const page = await service.page(queryId, 4000, 4064);
		expect(page).toMatchObject({ rowStart: 4000, rowCount: 64 });
		expect(page.ipc.length).toBeLessThan(2_000_000);
		const decoded = new RowPage(
			page.ipc,
			Array.from({ length: 1200 }, () => 'BIGINT')
		);
		expect(decoded.value(63, 1199)).toBe(4063 + 1199);
		await service.release(queryId);
	});

	test('QRY-11 a cut page has the same values', async () => {
		const sql = `SELECT i, nullif(i % 3, 0) = 1 AS b, i::DECIMAL(38,3) AS d, i::HUGEINT AS h, 'text ' || i AS t,
			encode('b' || i) AS o, DATE '2024-01-01' + i::INTEGER AS e, TIME '10:00' AS m, TIMESTAMP '2024-01-01' AS s,
			CASE WHEN i % 2 = 0 THEN [i, NULL, -i] END AS l, [i::DOUBLE, 0.5]::DOUBLE[2] AS a,
			{'x': i, 'y': ['n' || i]} AS r, MAP {'k' || i: {'z': i::DECIMAL(9,2)}} AS p, uuid() AS u,
			i::FLOAT AS f, i::UTINYINT AS n, [true, i % 2 = 0] AS z FROM range(200) t(i)`;
		const queryId = 'mixed';
		const { columns } = await service.run({ queryId, sql }, () => undefined);
		const types = columns.map((column) => column.type);
		const whole = await service.page(queryId, 0, 200);
		const expected = new RowPage(whole.ipc, types);
		for (const [from, to] of [
			[0, 1],
			[13, 77],
			[199, 200]
		] as const) {
			const cut = await slicePage(whole, from, to, 0);
			expect(cut).toMatchObject({ rowStart: from, rowCount: to - from });
			expect(new RowPage(cut.ipc, types).rows(0, to - from)).toEqual(expected.rows(from, to));
		}
		await service.release(queryId);
	});

	test('QRY-12 another statement need not wait for the rows of the one before', async () => {
		const before = await service.run({ queryId: 'endless', sql: 'FROM range(2000000000)' }, () => undefined);
		expect(before.progress.complete).toBe(false);
		const startedAt = performance.now();
		expect((await query(service, 'SELECT 42')).rows).toEqual([[42]]);
		expect(performance.now() - startedAt).toBeLessThan(1000);
		await service.release('endless');
	});

	test('QRY-12 in a session with tables the rows that still come are stopped, and that is told', async () => {
		await query(service, 'CREATE TABLE mine AS SELECT 1 AS a');
		const ended = new Promise<unknown>((resolve) => {
			void service.run({ queryId: 'endless', sql: 'FROM range(2000000000)' }, (progress) => {
				if (progress.complete) resolve(progress.error);
			});
		});
		await expect
			.poll(async () => (await service.page('endless', 0, 1).catch(() => null))?.rowCount)
			.toBeGreaterThan(0);
		expect((await query(service, 'FROM mine')).rows).toEqual([[1]]);
		expect(await ended).toMatchObject({
			code: 'cancelled',
			message: expect.stringContaining('another statement')
		});
		await service.release('endless');
	});
});
