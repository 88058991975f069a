import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import type { SqlEngine } from '$lib/engines/engine';
import { SqliteEngine } from '$lib/engines/sqlite/sqlite-engine';
import { joined } from '$lib/jobs/query/stored-result';
import { RowPage } from '$lib/domain/rows/decode';
import { countIpcRows, END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';

interface Tested {
	name: string;
	open: () => Promise<SqlEngine>;
	/** Statements that do the same in each engine. */
	endless: string;
	numbers: string;
	values: string;
}

/** Every engine. */
const ENGINES: Tested[] = [
	{
		name: 'duckdb',
		open: async () => openDuckDb(await wasm()),
		endless: 'SELECT count(*) FROM range(10000000) a, range(10000000) b',
		numbers: 'SELECT * FROM range(10000)',
		values: `SELECT 9223372036854775807::BIGINT AS big, -1.5::DOUBLE AS r, 'ä''👋' AS t, '\\x00\\xFF'::BLOB AS b, NULL::VARCHAR AS n`
	},
	{
		name: 'sqlite',
		open: async () => new SqliteEngine(),
		endless: 'WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
		numbers:
			'WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT i FROM n',
		values: `SELECT 9223372036854775807 AS big, -1.5 AS r, 'ä''👋' AS t, X'00FF' AS b, NULL AS n`
	}
];

let loading: ReturnType<typeof loadEngine> | null = null;
const wasm = () => (loading ??= loadEngine());

const opened: SqlEngine[] = [];
afterEach(() => {
	for (const engine of opened.splice(0)) engine.close();
});

describe.each(ENGINES)('ENG $name', ({ open, endless, numbers, values }) => {
	const start = async () => {
		const engine = await open();
		opened.push(engine);
		return engine;
	};

	test('ENG-1 says its version and its memory', async () => {
		const engine = await start();
		expect(await engine.version()).toMatch(/\d+\.\d+/);
		expect(await engine.memoryBytes()).toBeGreaterThanOrEqual(0);
		expect(engine.isAlive).toBe(true);
	});

	test('ENG-2 gives small results as objects', async () => {
		const connection = await (await start()).connect();
		expect(await connection.rows(`SELECT 1 AS a, 'x' AS b, NULL AS c`)).toEqual([{ a: 1, b: 'x', c: null }]);
	});

	test('ENG-3 streams rows in pieces of an Arrow IPC stream', async () => {
		const engine = await start();
		if (!engine.capabilities.streams) return expect(engine.capabilities.streams).toBe(false);
		const stream = await (await engine.connect()).start(numbers);
		expect(countIpcRows(stream.schema)).toBe(0);
		let rows = 0;
		for (let batch = await stream.next(); batch; batch = await stream.next()) rows += countIpcRows(batch);
		expect(rows).toBe(10_000);
	});

	test('ENG-4 tables belong to all sessions, temporary ones to one', async () => {
		const engine = await start();
		const [one, other] = [await engine.connect(), await engine.connect()];
		if (!engine.capabilities.hasSessions) {
			await one.run('CREATE TEMP TABLE b AS SELECT 1 AS x');
			return expect(await other.rows('SELECT x FROM b')).toEqual([{ x: 1 }]);
		}
		await one.run('CREATE TABLE a AS SELECT 1 AS x');
		await one.run('CREATE TEMP TABLE b AS SELECT 1 AS x');
		expect(await other.rows('SELECT x FROM a')).toEqual([{ x: 1 }]);
		await expect(other.rows('SELECT x FROM b')).rejects.toBeInstanceOf(AppError);
		await other.close();
		expect(await one.rows('SELECT x FROM b')).toEqual([{ x: 1 }]);
	});

	test('ENG-5 a failed statement is an AppError and harms nothing', async () => {
		const connection = await (await start()).connect();
		await expect(connection.run('SELEC 1')).rejects.toMatchObject({ code: 'query/syntax' });
		await expect(connection.run('SELECT * FROM no_such_table')).rejects.toMatchObject({
			code: 'query/failed'
		});
		expect(await connection.rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
	});

	test('ENG-6 a statement can be cancelled, or the engine closed', async () => {
		const engine = await start();
		const connection = await engine.connect();
		const running = connection.start(endless).catch((error: unknown) => error);
		if (engine.capabilities.cancel === 'yields') await connection.cancel();
		else engine.close();
		expect(await running).toBeInstanceOf(AppError);
		if (engine.isAlive) expect(await connection.rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
	});

	test('ENG-7 closing ends every call in flight and all later ones', async () => {
		const engine = await start();
		const connection = await engine.connect();
		const running = connection.run(endless).catch((error: unknown) => error);
		engine.close();
		expect(await running).toMatchObject({ code: 'engine/crashed' });
		await expect(connection.rows('SELECT 1')).rejects.toMatchObject({ code: 'engine/crashed' });
		expect(engine.isAlive).toBe(false);
		await engine.ended;
	});

	test('ENG-9 values arrive exact', async () => {
		const stream = await (await (await start()).connect()).start(values);
		const pieces = [stream.schema];
		for (let batch = await stream.next(); batch; batch = await stream.next()) pieces.push(batch);
		const page = new RowPage(joined([...pieces, END_OF_STREAM]), [
			'BIGINT',
			'DOUBLE',
			'VARCHAR',
			'BLOB',
			'VARCHAR'
		]);
		expect(page.rows(0, 1)).toEqual([[9223372036854775807n, -1.5, `ä'👋`, new Uint8Array([0, 255]), null]]);
	});

	test('ENG-10 after a crash or a close another engine starts', async () => {
		const first = await start();
		first.close();
		const second = await (await start()).connect();
		expect(await second.rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
	});

	test('ENG-8 tokens have their places in UTF-16', async () => {
		const engine = await start();
		const script = `SELECT "ä""x", '👋' FROM orders`;
		const tokens = await engine.tokenize(script);
		expect(tokens.map(({ kind, start: from, end }) => [kind, script.slice(from, end)])).toEqual([
			['keyword', 'SELECT'],
			['identifier', '"ä""x"'],
			['operator', ','],
			['string', `'👋'`],
			['keyword', 'FROM'],
			['identifier', 'orders']
		]);
	});
});
