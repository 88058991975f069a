import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WorkerHandle } from '$lib/client/worker-handle';
import type { diskWorker } from './disk.worker';

type DiskWorker = typeof diskWorker;

function startDisk(): WorkerHandle<DiskWorker> {
	const worker = new Worker(new URL('./disk.worker.ts', import.meta.url), { type: 'module' });
	return new WorkerHandle<DiskWorker>(worker, 'disk');
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe.each(['opfs', 'memory'] as const)('a disk in %s [STO-1, STO-2]', (mode) => {
	const root = `disk-test-${crypto.randomUUID()}`;
	let disk: WorkerHandle<DiskWorker>;

	beforeAll(async () => {
		disk = startDisk();
		expect(await disk.call((api) => api.open(mode))).toBe(mode);
	});
	afterAll(async () => {
		await disk.call((api) => api.remove([root]));
		disk.terminate();
	});

	const write = (path: string[], text: string) =>
		disk.call((api) => api.write([root, ...path], bytesOf(text)));
	const read = async (path: string[]) => (await disk.call((api) => api.read([root, ...path])))?.text();
	const list = (path: string[]) => disk.call((api) => api.list([root, ...path]));

	test('reads what was written, whole, also over a longer file', async () => {
		await write(['a', 'b', 'file.txt'], 'a longer text');
		await write(['a', 'b', 'file.txt'], 'short');
		expect(await read(['a', 'b', 'file.txt'])).toBe('short');
		await write(['a', 'empty'], '');
		expect(await read(['a', 'empty'])).toBe('');
	});

	test('lists folders and files by name, and nothing where there is no folder', async () => {
		await write(['list', 'z'], '1');
		await write(['list', 'folder', 'x'], '1');
		await write(['list', 'ä"%.y'], '1');
		expect(await list(['list'])).toEqual([
			{ name: 'folder', kind: 'directory' },
			{ name: 'z', kind: 'file' },
			{ name: 'ä"%.y', kind: 'file' }
		]);
		expect(await list(['nowhere', 'at all'])).toEqual([]);
	});

	test('what is not there reads as null and is removed without complaint', async () => {
		await write(['here'], '1');
		expect(await read(['not'])).toBe(undefined);
		expect(await read(['no', 'folder'])).toBe(undefined);
		await disk.call((api) => api.remove([root, 'not']));
		await disk.call((api) => api.remove([root, 'no', 'folder']));
		expect(await disk.call((api) => api.handle([root, 'not']))).toBe(null);
		await expect(disk.call((api) => api.seal([root, 'not']))).rejects.toMatchObject({
			code: 'storage/damaged'
		});
	});

	test('removes a file alone, and a folder with all in it', async () => {
		await write(['gone', 'a', 'b'], '1');
		await write(['gone', 'a', 'c'], '1');
		await write(['gone-not'], '1');
		await disk.call((api) => api.remove([root, 'gone', 'a', 'b']));
		expect(await list(['gone', 'a'])).toEqual([{ name: 'c', kind: 'file' }]);
		await disk.call((api) => api.remove([root, 'gone']));
		expect(await list(['gone', 'a'])).toEqual([]);
		expect(await read(['gone-not'])).toBe('1');
	});

	test('tells how much is used', async () => {
		await write(['big'], 'x'.repeat(100_000));
		expect((await disk.call((api) => api.usage())).usedBytes).toBeGreaterThanOrEqual(100_000);
	});
});

describe('a file that an engine has open', () => {
	test('is waited for, and is told when it stays open', async () => {
		const root = `disk-test-${crypto.randomUUID()}`;
		const disk = startDisk();
		const engine = startDisk();
		await disk.call((api) => api.open('opfs'));
		await disk.call((api) => api.write([root, 'part'], bytesOf('1')));
		const handle = (await disk.call((api) => api.handle([root, 'part']))) as FileSystemFileHandle;
		await engine.call((api) => api.hold(handle));
		await expect(disk.call((api) => api.seal([root, 'part']))).rejects.toMatchObject({
			code: 'storage/locked'
		});
		const sealed = disk.call((api) => api.seal([root, 'part']));
		engine.terminate();
		await sealed;
		await disk.call((api) => api.remove([root]));
		expect(await disk.call((api) => api.list([root]))).toEqual([]);
		disk.terminate();
	});
});
