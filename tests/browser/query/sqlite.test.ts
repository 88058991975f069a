import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import type { EngineChoice, ResultHandle } from '$lib/protocol/query-api';
import { RowPage } from '$lib/domain/rows/decode';
import { addOrders, openEngine, TableLibrary } from './support';
import { addSqlite, sqliteFile } from './sqlite-support';

const library = new TableLibrary();
let service: QueryService;

beforeAll(async () => {
	await addOrders(library, 1, 10, 2);
	const shop = await sqliteFile('shop.db', [
		'CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT, price REAL, big INTEGER, raw BLOB, made DATE, mixed)',
		`INSERT INTO items VALUES (1, 'ä''👋', 1.5, 9223372036854775807, X'00FF', '2024-02-29', 7)`,
		`INSERT INTO items VALUES (2, NULL, -0.1, -9223372036854775808, NULL, NULL, 'seven')`,
		`INSERT INTO items VALUES (3, 'nul' || char(0) || 'in', 1e300, 0, X'', '1999-12-31', X'07')`,
		'CREATE TABLE "odd name" (x)',
		`INSERT INTO "odd name" VALUES (1), (2.5)`,
		'CREATE VIEW cheap AS SELECT id, label FROM items WHERE price < 2'
	]);
	await addSqlite(library, 'shop', 1, shop);
	await addSqlite(library, 'one', 1, await sqliteFile('one.db', ['CREATE TABLE t AS SELECT 5 AS x']));
	const wide = 'PRAGMA encoding = "UTF-16le"';
	await addSqlite(
		library,
		'wide',
		1,
		await sqliteFile('wide.db', [wide, `CREATE TABLE t AS SELECT 'ü漢' AS x`])
	);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

let last = 0;
async function run(
	sql: string,
	engine: EngineChoice = 'auto'
): Promise<{ handle: ResultHandle; rows: unknown[][] }> {
	const queryId = `sqlite-${++last}`;
	let complete!: () => void;
	const ended = new Promise<void>((resolve) => (complete = resolve));
	const handle = await service.run({ queryId, sql, engine }, (progress) => progress.complete && complete());
	if (!handle.progress.complete) await ended;
	const { ipc } = await service.page(queryId, 0, 20_000);
	const page = new RowPage(
		ipc,
		handle.columns.map((column) => column.type)
	);
	await service.release(queryId);
	return { handle, rows: page.rows(0, page.rowCount) };
}
const scalar = async (sql: string, engine?: EngineChoice) => (await run(sql, engine)).rows[0]?.[0];

describe('opened SQLite files', () => {
	test('SQL-4 what names one file alone runs in SQLite, with exact values', async () => {
		const { handle, rows } = await run('SELECT * FROM shop.items ORDER BY id');
		expect(handle.note).toEqual({ engine: 'sqlite', fromCache: false, brought: [] });
		expect(handle.columns.map(({ type }) => type)).toEqual([
			'BIGINT',
			'VARCHAR',
			'DOUBLE',
			'BIGINT',
			'BLOB',
			'VARCHAR',
			'VARCHAR'
		]);
		expect(rows).toEqual([
			[1, `ä'👋`, 1.5, 9223372036854775807n, new Uint8Array([0, 255]), '2024-02-29', '7'],
			[2, null, -0.1, -9223372036854775808n, null, null, 'seven'],
			[3, 'nul\0in', 1e300, 0, new Uint8Array(), '1999-12-31', `X'07'`]
		]);
		expect(await scalar('SELECT group_concat(id) FROM "shop"."items"')).toBe('1,2,3');
		expect(await scalar('SELECT count(*) FROM "shop.items"')).toBe(3);
		expect(await scalar('SELECT sum(x) FROM "shop@1"."odd name"')).toBe(3.5);
		expect(await scalar('SELECT x FROM one')).toBe(5);
		expect(await scalar('SELECT x FROM one.t')).toBe(5);
		expect(await scalar('SELECT x FROM wide')).toBe('ü漢');
		expect(await scalar('SELECT count(*) FROM shop.cheap')).toBe(2);
	});

	test('SQL-5 in DuckDB the same values, dates as dates', async () => {
		const { handle, rows } = await run('SELECT * FROM shop.items ORDER BY id', 'duckdb');
		expect(handle.note).toMatchObject({ engine: 'duckdb', brought: [{ table: 'shop.items', rowCount: 3 }] });
		expect(handle.columns.map(({ type }) => type)[5]).toBe('DATE');
		expect(rows).toEqual([
			[1, `ä'👋`, 1.5, 9223372036854775807n, new Uint8Array([0, 255]), '2024-02-29', '7'],
			[2, null, -0.1, -9223372036854775808n, null, null, 'seven'],
			[3, 'nul\0in', 1e300, 0, new Uint8Array(), '1999-12-31', `X'07'`]
		]);
		expect(await scalar('SELECT list(x ORDER BY x)::VARCHAR FROM shop."odd name"')).toBe('[1.0, 2.5]');
		expect(await scalar('SELECT x FROM wide', 'duckdb')).toBe('ü漢');
		expect(await scalar('SELECT shop.items.label FROM shop.items WHERE items.id = 1', 'duckdb')).toBe(`ä'👋`);
	});

	test('SQL-5 a join brings only the columns it names, once', async () => {
		const sql = 'SELECT o.label, i.price FROM orders o JOIN shop.items i ON i.id = o.id ORDER BY o.id LIMIT ';
		const first = await run(`${sql}2`);
		expect(first.rows).toEqual([
			['row 1', 1.5],
			['row 2', -0.1]
		]);
		// all of them are here already from the test before
		expect(first.handle.note?.brought).toMatchObject([{ table: 'shop.items', columnCount: 3, isKept: true }]);
		const fresh = new QueryService(openEngine, library);
		const handle = await fresh.run({ queryId: 'a', sql: `${sql}2` }, () => undefined);
		expect(handle.note?.brought).toMatchObject([{ columnCount: 3, rowCount: 3, isKept: false }]);
		const more = await fresh.run(
			{ queryId: 'b', sql: 'SELECT big FROM shop.items, orders' },
			() => undefined
		);
		expect(more.note?.brought).toMatchObject([{ columnCount: 1, isKept: false }]);
		const again = await fresh.run({ queryId: 'c', sql: `${sql}3` }, () => undefined);
		expect(again.note?.brought).toMatchObject([{ isKept: true }]);
		await fresh.close();
	});

	test('SQL-4 the user chooses; SQLite refuses what it can not do', async () => {
		await expect(run('SELECT * FROM orders', 'sqlite')).rejects.toMatchObject({ code: 'query/not-allowed' });
		await expect(run('SELECT * FROM shop.items, orders', 'sqlite')).rejects.toMatchObject({
			code: 'query/not-allowed'
		});
		await expect(run(`DELETE FROM shop.items`, 'sqlite')).rejects.toMatchObject({
			code: 'query/not-allowed'
		});
		await expect(run(`DELETE FROM shop.items`)).rejects.toMatchObject({ code: 'query/not-allowed' });
		const error = await run('  SELECT nope FROM shop.items', 'sqlite').catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: 'query/failed', facts: { position: 9 } });
		// what SQLite does not understand is DuckDB's
		const { handle } = await run('SELECT id FROM shop.items QUALIFY row_number() OVER (ORDER BY id) = 1');
		expect(handle.note?.engine).toBe('duckdb');
	});

	test('QRY-8 a statement of SQLite is cancelled, and the next one runs', async () => {
		const endless = `WITH RECURSIVE n(i) AS (SELECT 1 FROM one.t UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`;
		const running = service.run({ queryId: 'endless', sql: endless }, () => undefined);
		const failure = running.catch((thrown: unknown) => thrown);
		await run('SELECT 1');
		await service.cancel('endless');
		expect(await failure).toMatchObject({ code: 'cancelled' });
		expect(await scalar('SELECT x FROM one.t')).toBe(5);
	});

	test('QRY-15 the same statement over the same versions is answered from the cache', async () => {
		const sql = 'SELECT count(*) AS n, max(label) FROM orders';
		expect((await run(sql)).handle.note?.fromCache).toBe(false);
		const again = await run(sql);
		expect([again.handle.note?.fromCache, again.rows]).toEqual([true, [[10, 'row 9']]]);
		const random = 'SELECT random() > 2, count(*) FROM orders';
		await run(random);
		expect((await run(random)).handle.note?.fromCache).toBe(false);
		await addOrders(library, 2, 20);
		await service.invalidate('orders');
		const newer = await run(sql);
		expect([newer.handle.note?.fromCache, newer.rows[0]?.[0]]).toEqual([false, 20]);
	});

	test('SQL-6 the Data tab reads, sorts and filters in place', async () => {
		const handle = await service.openTable(
			{
				queryId: 'table',
				name: 'shop.items',
				orderBy: [{ column: 'big', descending: true }],
				filter: 'id < 3'
			},
			() => undefined
		);
		const { ipc } = await service.page('table', 0, 10);
		const rows = new RowPage(
			ipc,
			handle.columns.map((column) => column.type)
		).rows(0, 10);
		expect(rows.map((row) => row[0])).toEqual([1, 2]);
		expect([handle.columns[5]?.type, rows[0]?.[5]]).toEqual(['DATE', '2024-02-29']);
	});
});
