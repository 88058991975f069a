import { WebLocks, type Release } from '$lib/storage/sources/locks';
import { openSyncAccess } from '$lib/storage/sources/sync-access';
import { FileSpill, GrowingSpill, MemorySpill, type Spill } from './spill';

const FOLDERS = ['tmp', 'results'];
const LOCK_PREFIX = 'varve:results:';

/**
 * Where the rows of results are put down: a folder of this worker alone in the private file system, which is removed by
 * the next worker that starts once this one is gone (a Web Lock tells); in memory where there is no such file system.
 */
export class ResultSpace {
	readonly #folder: FileSystemDirectoryHandle | null;
	readonly #lock: Release | null;

	private constructor(folder: FileSystemDirectoryHandle | null, lock: Release | null) {
		this.#folder = folder;
		this.#lock = lock;
	}

	static async open(): Promise<ResultSpace> {
		const owner = crypto.randomUUID();
		let lock: Release | null = null;
		try {
			const locks = new WebLocks();
			lock = await locks.acquire(LOCK_PREFIX + owner);
			let folder = await navigator.storage.getDirectory();
			for (const name of FOLDERS) folder = await folder.getDirectoryHandle(name, { create: true });
			await removeOrphans(folder, locks);
			return new ResultSpace(await folder.getDirectoryHandle(owner, { create: true }), lock);
		} catch {
			lock?.();
			return new ResultSpace(null, null);
		}
	}

	/** Room for one result. */
	create(resultId: string): Spill {
		const folder = this.#folder;
		if (!folder) return new MemorySpill();
		const name = encodeURIComponent(resultId);
		return new GrowingSpill(async () => {
			const access = await openSyncAccess(await folder.getFileHandle(name, { create: true }));
			return new FileSpill(access, () => folder.removeEntry(name));
		});
	}

	close(): void {
		this.#lock?.();
	}
}

async function removeOrphans(folder: FileSystemDirectoryHandle, locks: WebLocks): Promise<void> {
	const owners: string[] = [];
	for await (const name of folder.keys()) owners.push(name);
	for (const owner of owners) {
		const release = await locks.tryAcquire(LOCK_PREFIX + owner);
		if (!release) continue;
		await folder.removeEntry(owner, { recursive: true }).catch(() => undefined);
		release();
	}
}
