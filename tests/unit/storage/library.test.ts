import { beforeEach, describe, expect, test } from 'vitest';
import type { LibraryEvent } from '$lib/protocol/library-api';
import { memoryConfig } from '$lib/storage/config/config';
import type { Library } from '$lib/storage/library/library';
import { MemoryLocks } from '$lib/storage/sources/locks';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { draftOf } from '../../support/version-draft';
import { filesOf, importVersion, libraryOver, partBytes, ROOT } from './memory-library';

let disk: MemoryDisk;
let sources = memoryConfig().sources;
let library: Library;

beforeEach(() => {
	disk = new MemoryDisk();
	sources = memoryConfig().sources;
	library = libraryOver(disk, sources);
});

function begin(importId: string, sourceId: string | null, newName = 'orders') {
	return library.beginImport({ importId, sourceId, newName, kind: 'file' });
}

/** Replaces the one file of `sourceId` whose name has `ending`. */
async function replaceFile(sourceId: string, ending: string, bytes: Uint8Array<ArrayBuffer> | null) {
	const name = [...(await filesOf(disk, [...ROOT, sourceId])).keys()]
		.map((key) => key.split('/').at(-1) ?? '')
		.filter((candidate) => candidate.endsWith(ending));
	expect(name).toHaveLength(1);
	const at = [...ROOT, sourceId, name[0] ?? ''];
	if (bytes) await disk.write(at, bytes);
	else await disk.remove(at);
}

describe('imports', () => {
	test('the receipt is filled in, and the version found under its names [RCP-11, STO-12]', async () => {
		const receipt = await importVersion(library, null, { newName: 'Orders', mark: 5 });
		expect(receipt).toMatchObject({
			version: 1,
			status: 'committed',
			sourceName: 'Orders',
			storedBytes: 12_288
		});
		expect(Date.parse(receipt.committedAt)).toBeGreaterThan(0);
		const [version] = await library.versions(receipt.sourceId);
		expect(version?.receipt).toEqual(receipt);
		const names = ['orders', 'ORDERS@1', 'orders.rejects', 'orders@1.records', 'orders@2', 'other'];
		const resolved = await library.resolve(names);
		expect(resolved.map(({ name, version, view }) => [name, version, view])).toEqual([
			['orders', 1, 'rows'],
			['ORDERS@1', 1, 'rows'],
			['orders.rejects', 1, 'rejects'],
			['orders@1.records', 1, 'records']
		]);
		const file = resolved[0]?.parts[0]?.file;
		expect(new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer()).at(-1)).toBe(5);
		expect(await library.schema()).toMatchObject([{ name: 'Orders', newestVersion: 1, versions: [1] }]);
	});

	test('names that are taken get a number, also by imports that still run', async () => {
		await importVersion(library, null, { newName: 'orders' });
		expect((await begin('a', null, 'ORDERS')).sourceName).toBe('ORDERS 2');
		expect((await begin('b', null, 'or.ders')).sourceName).toBe('or_ders');
		expect((await begin('c', null, 'orders')).sourceName).toBe('orders 3');
		await library.abortImport('a');
		expect((await begin('d', null, 'orders')).sourceName).toBe('orders 2');
	});

	test('a second import of a source waits for the first, and builds on it [STO-10]', async () => {
		const { sourceId } = await importVersion(library, null);
		expect(await begin('a', sourceId)).toMatchObject({ newest: { version: 1 } });
		const second = begin('b', sourceId);
		await library.createPart('a', 0);
		expect((await library.sources())[0]?.status).toBe('importing');
		await library.commitImport('a', draftOf('a', { partBytes: [await partBytes(2)] }));
		expect(await second).toMatchObject({ newest: { version: 2 } });
		await library.abortImport('b');
		expect((await library.sources())[0]?.status).toBe('ready');
	});

	test('an abort ends the wait, overtakes its begin, and is harmless afterwards', async () => {
		const { sourceId } = await importVersion(library, null);
		await begin('a', sourceId);
		const waiting = begin('b', sourceId);
		await library.abortImport('b');
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
		await library.abortImport('c');
		await expect(begin('c', sourceId)).rejects.toMatchObject({ code: 'cancelled' });
		await library.abortImport('a');
		await library.abortImport('a');
		await expect(library.createPart('a', 0)).rejects.toMatchObject({ code: 'cancelled' });
		expect(await importVersion(library, sourceId)).toMatchObject({ version: 2 });
	});

	test('a new source that gets no version is gone [STO-5]', async () => {
		await begin('a', null);
		await library.createPart('a', 0);
		await library.abortImport('a');
		expect(await library.sources()).toEqual([]);
		expect((await filesOf(disk)).size).toBe(0);
	});

	test('an unchanged file makes no version, but a line in the log [RCP-10]', async () => {
		const { sourceId } = await importVersion(library, null);
		await begin('a', sourceId);
		const receipt = await library.finishUnchanged('a', { ...draftOf('a').receipt, version: 1 });
		expect(receipt).toMatchObject({ status: 'unchanged', version: 1, sourceName: 'orders' });
		expect(await library.versions(sourceId)).toHaveLength(1);
		expect((await library.sources())[0]?.status).toBe('ready');
	});

	test('a part that is no database is refused, and nothing is left', async () => {
		await begin('a', null);
		const draft = draftOf('a', { partBytes: [new Uint8Array(20_000)] });
		await expect(library.commitImport('a', draft)).rejects.toMatchObject({ code: 'internal' });
		expect((await filesOf(disk)).size).toBe(0);
	});

	test('an unknown source is told', async () => {
		await expect(begin('a', 'nobody')).rejects.toMatchObject({ code: 'source/unknown' });
	});
});

describe('changes', () => {
	test('a removed version gives its space back, and its number is not given again [STO-11, VER-1]', async () => {
		const { sourceId } = await importVersion(library, null);
		await importVersion(library, sourceId);
		await library.removeVersion(sourceId, 2);
		const parts = [...(await filesOf(disk)).keys()].filter((name) => name.endsWith('.duckdb'));
		expect(parts).toHaveLength(1);
		await expect(library.removeVersion(sourceId, 2)).rejects.toMatchObject({ code: 'version/unknown' });
		expect((await library.resolve(['orders']))[0]?.version).toBe(1);
		expect(await importVersion(library, sourceId)).toMatchObject({ version: 3 });
	});

	test('a removed source leaves nothing [STO-11]', async () => {
		const { sourceId } = await importVersion(library, null);
		await library.removeSource(sourceId);
		expect((await filesOf(disk)).size).toBe(0);
		expect(await sources.ofProject('default')).toEqual([]);
		await expect(library.versions(sourceId)).rejects.toMatchObject({ code: 'source/unknown' });
		await expect(library.removeSource(sourceId)).rejects.toMatchObject({ code: 'source/unknown' });
	});

	test('a source is renamed everywhere, but not to a name that is taken', async () => {
		const { sourceId } = await importVersion(library, null);
		await importVersion(library, null, { newName: 'other' });
		await expect(library.renameSource(sourceId, 'OTHER')).rejects.toMatchObject({
			code: 'source/name-taken'
		});
		await library.renameSource(sourceId, 'Orders');
		await library.renameSource(sourceId, 'sales.2024');
		expect(await library.resolve(['orders'])).toEqual([]);
		expect((await library.resolve(['sales_2024']))[0]?.sourceId).toBe(sourceId);
		expect((await libraryOver(disk).sources()).map((source) => source.name)).toEqual(['other', 'sales_2024']);
		expect((await sources.ofProject('default')).map((source) => source.name).sort()).toEqual([
			'other',
			'sales_2024'
		]);
	});

	test('listeners are told of every change', async () => {
		const events: LibraryEvent[] = [];
		await library.subscribe((event) => void events.push(event));
		const { sourceId } = await importVersion(library, null);
		expect(events).toEqual([{ kind: 'source-changed', sourceId }, { kind: 'storage-changed' }]);
		events.length = 0;
		await library.removeSource(sourceId);
		expect(events).toEqual([{ kind: 'source-removed', sourceId }, { kind: 'storage-changed' }]);
	});
});

describe('after a restart', () => {
	test('sources are found though the list in IndexedDB is lost, and it is made again [STO-13]', async () => {
		const { sourceId } = await importVersion(library, null, { newName: 'Bestellungen' });
		const empty = memoryConfig().sources;
		expect(await libraryOver(disk, empty).sources()).toMatchObject([{ id: sourceId, name: 'Bestellungen' }]);
		expect(await empty.ofProject('default')).toMatchObject([{ id: sourceId, name: 'Bestellungen' }]);
	});

	test('a source whose files are gone is told, and can be removed [STO-13]', async () => {
		const { sourceId } = await importVersion(library, null);
		await disk.remove(ROOT);
		const reopened = libraryOver(disk, sources);
		const [source] = await reopened.sources();
		expect(source).toMatchObject({ name: 'orders', status: 'damaged' });
		expect(source?.problem).toContain('files are gone');
		await reopened.removeSource(sourceId);
		expect(await libraryOver(disk, sources).sources()).toEqual([]);
	});

	test('a truncated part damages its version only [STO-6]', async () => {
		const { sourceId } = await importVersion(library, null);
		await importVersion(library, sourceId, { importId: 'second' });
		await importVersion(library, null, { newName: 'others' });
		await replaceFile(sourceId, 'second-p0.duckdb', (await partBytes(1)).slice(0, 4096));
		const reopened = libraryOver(disk, sources);
		const [orders, others] = await reopened.sources();
		expect(orders).toMatchObject({ status: 'damaged', versions: 2 });
		expect(orders?.problem).toContain('4096 instead of 12288 bytes');
		expect(others).toMatchObject({ status: 'ready', problem: null });
		const found = await reopened.resolve(['orders', 'orders@1', 'orders@2', 'others']);
		expect(found.map((table) => table.name)).toEqual(['orders@1', 'others']);
		expect((await reopened.problems(['orders', 'orders@1', 'others', 'x'])).map(({ name }) => name)).toEqual([
			'orders'
		]);
		expect((await reopened.schema()).map(({ name }) => name)).toEqual(['others']);
		expect((await reopened.versions(sourceId)).map((version) => version.problem !== undefined)).toEqual([
			false,
			true
		]);
		await reopened.removeVersion(sourceId, 2);
		expect((await reopened.sources())[0]).toMatchObject({ status: 'ready', problem: null, versions: 1 });
	});

	test('a damaged newest version is not taken for the same file [VER-3]', async () => {
		const { sourceId } = await importVersion(library, null);
		await replaceFile(sourceId, '.duckdb', null);
		library = libraryOver(disk, sources);
		expect((await begin('a', sourceId)).newest).toBe(null);
	});

	test.each([
		['garbage', new TextEncoder().encode('garbage')],
		['gone', null]
	])(
		'a catalogue that is %s damages its source only, and nothing is removed unasked [STO-6]',
		async (_, bytes) => {
			const { sourceId } = await importVersion(library, null);
			await importVersion(library, null, { newName: 'others' });
			await replaceFile(sourceId, '.sqlite', bytes);
			for (const listed of [sources, memoryConfig().sources]) {
				const reopened = libraryOver(disk, listed);
				const damaged = (await reopened.sources()).find((source) => source.id === sourceId);
				expect(damaged?.status).toBe('damaged');
				expect(damaged?.problem).toContain('One data file is still stored');
				await expect(reopened.versions(sourceId)).rejects.toMatchObject({ code: 'storage/damaged' });
				await expect(reopened.renameSource(sourceId, 'x')).rejects.toMatchObject({ code: 'storage/damaged' });
				await expect(
					reopened.beginImport({ importId: crypto.randomUUID(), sourceId, newName: '', kind: 'file' })
				).rejects.toMatchObject({ code: 'storage/damaged' });
				expect(await reopened.resolve(['others', 'orders'])).toHaveLength(1);
			}
			const reopened = libraryOver(disk, sources);
			await reopened.removeSource(sourceId);
			expect((await reopened.sources()).map((source) => source.name)).toEqual(['others']);
			expect((await filesOf(disk, [...ROOT, sourceId])).size).toBe(0);
		}
	);

	test('what an import in another tab is writing is left alone [STO-5, STO-10]', async () => {
		const locks = new MemoryLocks();
		const first = libraryOver(disk, sources, locks);
		const { sourceId } = await importVersion(first, null);
		await first.beginImport({ importId: 'running', sourceId, newName: '', kind: 'file' });
		const staged = [...ROOT, sourceId, 'v2-running-p0.duckdb'];
		await disk.write(staged, await partBytes(4));
		const second = libraryOver(disk, sources, locks);
		expect((await second.sources())[0]).toMatchObject({ versions: 1, status: 'importing' });
		expect(await disk.read(staged)).not.toBe(null);
		const receipt = await first.commitImport(
			'running',
			draftOf('running', { partBytes: [await partBytes(4)] })
		);
		expect(receipt.version).toBe(2);
	});

	test('what an import left that died is removed [STO-5]', async () => {
		const { sourceId } = await importVersion(library, null);
		const rubbish = ['v2-dead-p0.duckdb', 'v2-dead-p0.duckdb.wal', `catalogue-9-${'0'.repeat(32)}.sqlite`];
		for (const name of rubbish) await disk.write([...ROOT, sourceId, name], await partBytes(1));
		await disk.write([...ROOT, 'never-committed', 'uncommitted'], new Uint8Array());
		await disk.write([...ROOT, 'never-committed', 'v1-dead-p0.duckdb'], await partBytes(1));
		const before = await filesOf(disk);
		await libraryOver(disk, sources).open();
		const after = await filesOf(disk);
		expect(before.size - after.size).toBe(5);
		expect([...after.keys()].filter((name) => name.includes('dead'))).toEqual([]);
	});
});
