import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppError } from '$lib/domain/errors';
import { DuckDbConnection } from '$lib/engines/duckdb/duckdb-connection';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import { addOrders, openEngine, query, TableLibrary } from './support';

const RUNAWAY = 'SELECT count(*) FROM range(1000000) a, range(1000000) b';
/** One call of a function that does not return to the engine's loop for seconds. */
const UNYIELDING = 'SELECT list_sort(list_transform(range(5000000 + i), x -> hash(x)))[1] FROM range(3) t(i)';
const CRASH = `SELECT timestamptz '2024-01-02 10:00:00+00' AT TIME ZONE 'UTC'`;

const library = new TableLibrary();
let engines: DuckDbEngine[] = [];
let service: QueryService;

beforeEach(async () => {
	if (library.tables.size === 0) await addOrders(library, 1, 10);
	engines = [];
	service = new QueryService(async () => {
		const engine = await openEngine();
		engines.push(engine);
		return engine;
	}, library);
	await service.start();
});
afterEach(() => service.close());

/** Cancels a statement once the engine has it. */
async function cancelled(sql: string): Promise<{ error: unknown; elapsedMs: number }> {
	const start = vi.spyOn(DuckDbConnection.prototype, 'start');
	const running = service.run({ queryId: 'runaway', sql }, () => undefined).catch((error: unknown) => error);
	await vi.waitFor(() => expect(start).toHaveBeenCalled());
	start.mockRestore();
	const cancelledAt = performance.now();
	await service.cancel('runaway');
	const elapsedMs = performance.now() - cancelledAt;
	return { error: await running, elapsedMs };
}

describe('cancel', () => {
	test('QRY-8 a runaway statement ends within 200 ms and the engine stays', async () => {
		const { error, elapsedMs } = await cancelled(RUNAWAY);
		expect(error).toMatchObject({ code: 'cancelled' });
		expect(elapsedMs).toBeLessThan(200);
		expect(engines).toHaveLength(1);
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
		expect(engines).toHaveLength(1);
	});

	test('QRY-8 an engine that does not yield is replaced, and sources are there again', async () => {
		await query(service, 'CREATE TABLE mine AS SELECT 1 AS a');
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
		const { error, elapsedMs } = await cancelled(UNYIELDING);
		expect(error).toMatchObject({ code: 'cancelled', facts: { sessionLost: true } });
		expect((error as AppError).message).toContain('restarted');
		expect(elapsedMs).toBeLessThan(200);
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
		expect(engines).toHaveLength(2);
		await expect(query(service, 'FROM mine')).rejects.toMatchObject({ code: 'query/failed' });
	});

	test('QRY-8 rows that still come can be cancelled, and those that came stay', async () => {
		const progress: boolean[] = [];
		const handle = await service.run({ queryId: 'long', sql: 'FROM range(500000000)' }, (now) => {
			progress.push(now.complete);
		});
		expect(handle.progress.complete).toBe(false);
		await service.cancel('long');
		await expect.poll(() => progress.at(-1)).toBe(true);
		expect((await service.page('long', 0, 5)).rowCount).toBeGreaterThan(0);
	});

	test('QRY-8 a statement can be cancelled at any moment, and the next one runs', async () => {
		for (let round = 0; round < 8; round++) {
			const queryId = `early-${round}`;
			const running = service
				.run({ queryId, sql: RUNAWAY }, () => undefined)
				.catch((error: unknown) => error);
			for (let turn = 0; turn < round * 3; turn++) await engines[0]?.version().catch(() => null);
			await service.cancel(queryId);
			expect(await running).toMatchObject({ code: 'cancelled' });
			expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
		}
	});

	test('QRY-8 cancelling what has ended does nothing', async () => {
		await query(service, 'SELECT 1');
		await service.cancel('never');
		expect(engines).toHaveLength(1);
	});
});

describe('loss of the engine', () => {
	test('QRY-9 a crash is told in a sentence and the next statement runs', async () => {
		const table = await service.openTable(
			{ queryId: 'table', name: 'orders', orderBy: [], filter: null },
			() => undefined
		);
		await expect(query(service, CRASH)).rejects.toMatchObject({
			code: 'engine/crashed',
			message: expect.stringContaining('restarted'),
			facts: { sessionLost: false }
		});
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
		expect((await service.page(table.resultId, 0, 10)).rowCount).toBe(10);
		expect(engines).toHaveLength(2);
	});

	test('QRY-9 a statement that fails after its first rows says so', async () => {
		const sql = `SELECT CASE WHEN i = 400000 THEN ('x' || i)::INTEGER ELSE i END FROM range(1000000) t(i)`;
		const ended = Promise.withResolvers<unknown>();
		await service.run({ queryId: 'late', sql }, (progress) => {
			if (progress.complete) ended.resolve(progress.error);
		});
		expect(await ended.promise).toMatchObject({
			code: 'query/failed',
			message: expect.stringContaining('x400000')
		});
		expect((await service.page('late', 0, 10)).rowCount).toBeGreaterThan(0);
		expect(engines).toHaveLength(1);
	});

	test('QRY-9 the loss of what the session made is told', async () => {
		await query(service, 'CREATE TABLE mine AS SELECT 1 AS a');
		await expect(query(service, CRASH)).rejects.toMatchObject({ facts: { sessionLost: true } });
	});

	test('QRY-9 a statement that needs too much memory ends with a sentence; the next one runs', async () => {
		await expect(query(service, 'SELECT len(list(range)) FROM range(1000000000)')).rejects.toMatchObject({
			code: 'query/out-of-memory',
			message: expect.stringContaining('memory')
		});
		expect((await query(service, 'SELECT count(*) FROM orders')).rows).toEqual([[10]]);
	}, 120_000);
});
