import initSqlJs from 'sql.js';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { memoryConfig } from '$lib/storage/config/config';
import type { SourceStore } from '$lib/storage/config/source-store';
import { Library } from '$lib/storage/library/library';
import { LibraryEvents } from '$lib/storage/library/library-events';
import type { Disk, DiskPath } from '$lib/storage/sources/disk';
import { emptyDatabase } from '$lib/storage/sources/empty-database';
import { MemoryLocks } from '$lib/storage/sources/locks';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { draftOf } from '../../support/version-draft';

export const ROOT: DiskPath = ['projects', 'default', 'sources'];

/** A library in Node over any disk; `sources` is what IndexedDB still knows from earlier runs. */
export function libraryOver(
	disk: Disk,
	sources: SourceStore = memoryConfig().sources,
	locks = new MemoryLocks()
): Library {
	return new Library(async () => ({
		disk,
		reason: 'a test',
		path: ROOT,
		lockPrefix: 'test',
		locks,
		projectId: 'default',
		sources,
		statements: memoryConfig(),
		events: new LibraryEvents(null),
		sqlite: await initSqlJs()
	}));
}

/** Imports one version; its single part is an empty database with `mark` at its end. */
export async function importVersion(
	library: Library,
	sourceId: string | null,
	{ newName = 'orders', mark = 1, importId = crypto.randomUUID() as string } = {}
): Promise<Receipt> {
	await library.beginImport({ importId, sourceId, newName, kind: 'file' });
	await library.createPart(importId, 0);
	return library.commitImport(importId, draftOf(importId, { partBytes: [await partBytes(mark)] }));
}

export async function partBytes(mark: number): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = await emptyDatabase();
	bytes[bytes.length - 1] = mark;
	return bytes;
}

/** Every file below `path`, by its path. */
export async function filesOf(disk: Disk, path: DiskPath = []): Promise<Map<string, File>> {
	const files = new Map<string, File>();
	for (const { name, kind } of await disk.list(path)) {
		const at = [...path, name];
		if (kind === 'directory') for (const [key, file] of await filesOf(disk, at)) files.set(key, file);
		else files.set(at.join('/'), (await disk.read(at)) as File);
	}
	return files;
}

export async function copyOf(disk: Disk): Promise<MemoryDisk> {
	const copy = new MemoryDisk();
	for (const [key, file] of await filesOf(disk))
		await copy.write(key.split('/'), new Uint8Array(await file.arrayBuffer()));
	return copy;
}
