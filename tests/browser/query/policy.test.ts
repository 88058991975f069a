import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import { addOrders, openEngine, query, TableLibrary } from './support';

const library = new TableLibrary();
let service: QueryService;

beforeAll(async () => {
	await addOrders(library, 1, 10, 1);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

describe('what SQL may do', () => {
	test.each([
		`ATTACH 'x.db'`,
		'DETACH varve',
		`COPY orders TO 'x.csv'`,
		`COPY (SELECT 1) TO 'x.csv'`,
		`EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'`,
		`EXPLAIN (FORMAT JSON) COPY (SELECT 1) TO 'x.csv'`,
		`PREPARE p AS COPY (SELECT 1) TO 'x.csv'`,
		`EXPORT DATABASE 'x'`,
		`IMPORT DATABASE 'x'`,
		'INSTALL json',
		'FORCE INSTALL json',
		'LOAD json',
		'CHECKPOINT',
		'FORCE CHECKPOINT',
		'USE memory',
		'/* so */ use -- what\n memory',
		'SET autoload_known_extensions = true',
		'SET GLOBAL enable_external_access = true',
		`SET search_path = 'main'`,
		`SET schema = 'main'`,
		'RESET search_path',
		`PRAGMA memory_limit = '1GB'`,
		'PRAGMA enable_checkpoint_on_shutdown',
		'CALL force_checkpoint()'
	])('QRY-4 %s is refused with a way out', async (sql) => {
		const error: unknown = await query(service, sql).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: 'query/not-allowed' });
		expect((error as Error).message).toMatch(/\.$/);
	});

	test.each([
		'DROP VIEW orders',
		'DROP VIEW IF EXISTS "orders"',
		'DROP VIEW varve.main.orders',
		'ALTER VIEW orders RENAME TO x',
		'INSERT INTO orders VALUES (1)',
		'INSERT OR REPLACE INTO orders VALUES (1)',
		'UPDATE orders SET id = 1',
		'UPDATE "orders@1" SET id = 1',
		'DELETE FROM orders',
		'DELETE FROM "orders.rejects"',
		'TRUNCATE orders',
		'WITH a AS (SELECT 1) DELETE FROM orders'
	])('QRY-4 %s is refused, as versions never change', async (sql) => {
		await expect(query(service, sql)).rejects.toMatchObject({ code: 'query/not-allowed' });
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
	});

	test('QRY-4 the stored tables themselves are read-only', async () => {
		await query(service, 'FROM orders');
		const { rows } = await query(
			service,
			`SELECT DISTINCT database_name FROM duckdb_tables() WHERE database_name LIKE 'varve\\_%' ESCAPE '\\'`
		);
		const alias = String(rows[0]?.[0]);
		await expect(query(service, `DELETE FROM ${alias}.main.t0_s0`)).rejects.toMatchObject({
			code: 'query/failed'
		});
	});

	test('QRY-2 temporary tables, views, macros, variables and settings of the session', async () => {
		await query(service, 'CREATE TEMP TABLE t AS SELECT id FROM orders');
		await query(service, 'INSERT INTO t VALUES (11)');
		await query(service, 'UPDATE t SET id = id + 1');
		await query(service, 'DELETE FROM t WHERE id = 2');
		await query(service, 'CREATE TEMP VIEW w AS SELECT max(id) AS m FROM t');
		await query(service, 'CREATE MACRO twice(x) AS x * 2');
		await query(service, 'SET VARIABLE n = 5');
		await query(service, `SET default_null_order = 'nulls_first'`);
		expect((await query(service, `SELECT twice(m), getvariable('n') FROM w`)).rows).toEqual([[24, 5]]);
		await query(service, 'DROP TABLE t');
	});

	test('QRY-5 nothing is fetched from other hosts', async () => {
		const sql = `SELECT * FROM read_csv('https://example.com/data.csv')`;
		await expect(query(service, sql)).rejects.toMatchObject({
			code: 'query/failed',
			message: expect.stringContaining('reads no addresses')
		});
		expect((await query(service, 'SELECT 1')).rows).toEqual([[1]]);
	});
});

describe('errors of statements', () => {
	test.each([
		['', 'query/syntax', 0],
		['  -- nothing\n ;', 'query/syntax', 0],
		['SELECT 1; SELECT 2', 'query/not-allowed', 10],
		['SELEC 1', 'query/syntax', 0],
		['\n  SELECT * FORM orders', 'query/syntax', 17],
		['SELECT id, nope FROM orders', 'query/failed', 11],
		[`SELECT '👋', nope FROM orders`, 'query/failed', 13],
		['SELECT * FROM missing', 'query/failed', 14],
		['/* ü */ SELECT foo(1)', 'query/failed', 15],
		[`SELECT INTERVAL '1 day', '👋', 'x'::INTEGER`, 'query/failed', 34],
		['CREATE TABLE x AS SELECT nope', 'query/failed', 25],
		['EXPLAIN SELECT nope', 'query/failed', 15]
	])('QRY-7 %j fails at its place', async (sql, code, position) => {
		const error: unknown = await query(service, sql).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code, facts: { position } });
		expect((error as Error).message).not.toContain('exception_type');
	});

	test('QRY-7 hints of the engine are kept', async () => {
		await expect(query(service, 'SELECT idd FROM orders')).rejects.toThrow('Candidate bindings: "id"');
	});
});
