import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import type { SqlEngine } from '$lib/engines/engine';
import { countIpcRows } from '$lib/domain/rows/arrow/ipc';

/** Every engine, and statements that do the same in each of them. */
const ENGINES: { name: string; open: () => Promise<SqlEngine>; endless: string }[] = [
	{
		name: 'duckdb',
		open: async () => openDuckDb(await wasm()),
		endless: 'SELECT count(*) FROM range(10000000) a, range(10000000) b'
	}
];

let loading: ReturnType<typeof loadEngine> | null = null;
const wasm = () => (loading ??= loadEngine());

const opened: SqlEngine[] = [];
afterEach(() => {
	for (const engine of opened.splice(0)) engine.close();
});

describe.each(ENGINES)('ENG $name', ({ open, endless }) => {
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
		const stream = await (await engine.connect()).start('SELECT * FROM range(10000)');
		expect(countIpcRows(stream.schema)).toBe(0);
		let rows = 0;
		for (let batch = await stream.next(); batch; batch = await stream.next()) rows += countIpcRows(batch);
		expect(rows).toBe(10_000);
	});

	test('ENG-4 tables belong to all sessions, temporary ones to one', async () => {
		const engine = await start();
		const [one, other] = [await engine.connect(), await engine.connect()];
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
		await expect(connection.run('SELECT * FROM nothing')).rejects.toMatchObject({ code: 'query/failed' });
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
