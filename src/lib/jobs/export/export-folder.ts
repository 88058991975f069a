import { WebLocks } from '$lib/storage/sources/locks';

const FOLDERS = ['tmp', 'exports'];
/** Held by a tab as long as it may read what it exported. */
export const EXPORT_LOCK_PREFIX = 'varve:exports:';

/**
 * Where exports of one tab are written before they are downloaded: a folder of its own in the private file system. It
 * goes with the first export of any tab after this one is closed, which a Web Lock tells.
 */
export class ExportFolder {
	/** Null where the browser gives no private file system. */
	readonly #folder: FileSystemDirectoryHandle | null;

	private constructor(folder: FileSystemDirectoryHandle | null) {
		this.#folder = folder;
	}

	/** @param owner whose lock the tab holds */
	static async open(owner: string): Promise<ExportFolder> {
		try {
			let folder = await navigator.storage.getDirectory();
			for (const name of FOLDERS) folder = await folder.getDirectoryHandle(name, { create: true });
			await removeOrphans(folder, owner);
			return new ExportFolder(await folder.getDirectoryHandle(owner, { create: true }));
		} catch {
			return new ExportFolder(null);
		}
	}

	/** A new empty file, or null where there is no place for one. */
	async create(name: string): Promise<FileSystemFileHandle | null> {
		return (await this.#folder?.getFileHandle(name, { create: true })) ?? null;
	}

	async remove(name: string): Promise<void> {
		await this.#folder?.removeEntry(name).catch(() => undefined);
	}
}

async function removeOrphans(folder: FileSystemDirectoryHandle, owner: string): Promise<void> {
	const locks = new WebLocks();
	const others: string[] = [];
	for await (const name of folder.keys()) if (name !== owner) others.push(name);
	for (const other of others) {
		const release = await locks.tryAcquire(EXPORT_LOCK_PREFIX + other);
		if (!release) continue;
		await folder.removeEntry(other, { recursive: true }).catch(() => undefined);
		release();
	}
}
