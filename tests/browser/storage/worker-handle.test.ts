import { describe, expect, test } from 'vitest';
import { WorkerHandle } from '$lib/client/worker-handle';
import { AppError } from '$lib/domain/errors';
import type { mortal } from './mortal.worker';

function start(): WorkerHandle<typeof mortal> {
	const worker = new Worker(new URL('./mortal.worker.ts', import.meta.url), { type: 'module' });
	return new WorkerHandle<typeof mortal>(worker, 'tester');
}

describe('calls to a worker', () => {
	test('resolve and reject as what they call', async () => {
		const handle = start();
		expect(await handle.call((api) => api.echo(1))).toBe(1);
		await expect(handle.call((api) => api.fail())).rejects.toMatchObject({
			name: 'AppError',
			code: 'storage/full',
			facts: { file: 'x' }
		});
		expect(handle.isAlive).toBe(true);
		handle.terminate();
	});

	test('reject as cancelled, or with the reason given, when it is terminated', async () => {
		const handle = start();
		await handle.call((api) => api.echo(1));
		const waiting = handle.call((api) => api.wait());
		handle.terminate();
		handle.terminate(new AppError('internal', 'too late'));
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
		await expect(handle.call((api) => api.echo(1))).rejects.toMatchObject({ code: 'cancelled' });
		expect(await handle.ended).toMatchObject({ code: 'cancelled' });
		const other = start();
		other.terminate(new AppError('query/out-of-memory', 'Memory.'));
		await expect(other.call((api) => api.echo(1))).rejects.toMatchObject({ code: 'query/out-of-memory' });
	});

	test('reject as crashed when the worker fails outside of a call', async () => {
		const handle = start();
		const waiting = handle.call((api) => api.wait());
		await handle.call((api) => api.failLater());
		await expect(waiting).rejects.toMatchObject({ code: 'engine/crashed', facts: { worker: 'tester' } });
		expect(handle.isAlive).toBe(false);
	});

	test('reject as crashed when the worker does not start', async () => {
		const script = URL.createObjectURL(
			new Blob(['throw new Error("no start")'], { type: 'text/javascript' })
		);
		const handle = new WorkerHandle<typeof mortal>(new Worker(script, { type: 'module' }), 'tester');
		await expect(handle.call((api) => api.echo(1))).rejects.toMatchObject({ code: 'engine/crashed' });
		URL.revokeObjectURL(script);
	});
});
