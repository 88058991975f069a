import { expose } from 'comlink';
import { installTransferHandlers } from '$lib/protocol/remote';
import { chooseDisk } from '$lib/storage/sources/choose-disk';
import type { Disk, DiskPath } from '$lib/storage/sources/disk';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { openSyncAccess } from '$lib/storage/sources/sync-access';

installTransferHandlers();

let disk: Disk;
let closeFile: (() => void) | null = null;

/** A disk, driven by a test from the page: files can be written in place in workers only. */
export const diskWorker = {
	async open(mode: Disk['mode']): Promise<Disk['mode']> {
		disk = mode === 'memory' ? new MemoryDisk() : (await chooseDisk()).disk;
		return disk.mode;
	},
	usage: () => disk.usage(),
	list: (path: DiskPath) => disk.list(path),
	read: (path: DiskPath) => disk.read(path),
	write: (path: DiskPath, bytes: Uint8Array<ArrayBuffer>) => disk.write(path, bytes),
	seal: (path: DiskPath) => disk.seal(path),
	handle: (path: DiskPath) => disk.handle(path),
	remove: (path: DiskPath) => disk.remove(path),
	/** Keeps a file open as an engine does. */
	async hold(handle: FileSystemFileHandle): Promise<void> {
		const access = await openSyncAccess(handle);
		closeFile = () => access.close();
	},
	letGo: async () => closeFile?.()
};

expose(diskWorker);
