import { describe, expect, test } from 'vitest';
import { memoryConfig } from '$lib/storage/config/config';
import { NO_RETENTION } from '$lib/domain/versions/timeline-settings';
import { nextLayerTask, type StoredVersion } from '$lib/domain/layers/layer-work';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { filesOf, importVersion, libraryOver } from './memory-library';

describe('the time line of a source', () => {
	test('VER-16 names, notes and pins are kept over a restart, and can be taken back', async () => {
		const disk = new MemoryDisk();
		const { sources } = memoryConfig();
		const library = libraryOver(disk, sources);
		const { sourceId } = await importVersion(library, null);
		await library.setLabels(sourceId, 1, { name: ' July ', note: 'from Ann', pinned: true });
		await library.setLabels(sourceId, 1, { note: 'from Bob' });
		const [version] = await libraryOver(disk, sources).versions(sourceId);
		expect(version).toMatchObject({ name: 'July', note: 'from Bob', pinned: true });
		await library.setLabels(sourceId, 1, { name: '', note: '', pinned: false });
		const [plain] = await libraryOver(disk, sources).versions(sourceId);
		expect(plain?.name ?? plain?.note ?? plain?.pinned).toBeUndefined();
		await expect(library.setLabels(sourceId, 7, { name: 'none' })).rejects.toMatchObject({
			code: 'version/unknown'
		});
	});

	test('VER-15 retention removes what no rule keeps, with its files; pinned versions stay', async () => {
		const disk = new MemoryDisk();
		const library = libraryOver(disk);
		const { sourceId } = await importVersion(library, null);
		for (let mark = 2; mark <= 6; mark++) await importVersion(library, sourceId, { mark });
		await library.setLabels(sourceId, 2, { pinned: true });
		expect(await library.applyRetention(sourceId)).toEqual([]);
		await library.saveTimelineSettings(sourceId, { gate: false, retention: { ...NO_RETENTION, last: 2 } });
		expect(await library.applyRetention(sourceId)).toEqual([1, 3, 4]);
		expect((await library.versions(sourceId)).map(({ version }) => version)).toEqual([2, 5, 6]);
		const parts = [...(await filesOf(disk)).keys()].filter((name) => name.endsWith('.duckdb'));
		expect(parts).toHaveLength(3);
		expect((await library.timelineSettings(sourceId)).retention.last).toBe(2);
	});
});

describe('VER-13 what is done next in the background', () => {
	const version = (number: number, more: Partial<StoredVersion> = {}): StoredVersion =>
		({
			version: number,
			parts: [{ fileName: `v${number}.duckdb`, sizeBytes: 1 }],
			isRemoved: false,
			staysFull: false,
			content: { method: 'm', hashes: [] },
			...more
		}) as StoredVersion;
	const layer = (baseVersion: number, ...chain: number[]) => ({ layer: { baseVersion, chain } });

	test('a hash for each version, then the oldest full one is folded', () => {
		expect(nextLayerTask([version(1)])).toBeNull();
		expect(nextLayerTask([version(1), version(2, { content: undefined })])).toEqual({
			kind: 'content',
			version: 2
		});
		expect(nextLayerTask([version(1), version(2), version(3)])).toEqual({
			kind: 'fold',
			version: 1,
			base: 2
		});
		expect(nextLayerTask([version(1, layer(2, 1)), version(2), version(4)])).toEqual({
			kind: 'fold',
			version: 2,
			base: 4
		});
		expect(nextLayerTask([version(1, { staysFull: true }), version(2)])).toBeNull();
	});

	test('a newest version with layers gets files of its own; what was removed is tidied away', () => {
		const removed = { isRemoved: true };
		expect(nextLayerTask([version(1, layer(2, 1)), version(2, removed)])).toEqual({
			kind: 'promote',
			version: 1
		});
		const gone = version(2, { ...removed, ...layer(3, 2) });
		expect(nextLayerTask([version(1, layer(3, 2, 1)), gone, version(3)])).toEqual({ kind: 'tidy', base: 3 });
	});

	test('damaged versions and opened SQLite files are left alone', () => {
		const sqlite = { parts: [{ fileName: 'v1.sqlite', sizeBytes: 1 }] };
		expect(nextLayerTask([version(1, sqlite), version(2, sqlite)])).toBeNull();
		expect(nextLayerTask([version(1, { problem: 'gone' }), version(2)])).toBeNull();
	});
});
