import { AppError } from '$lib/domain/errors';
import type { Disk, DiskEntry, DiskPath } from './disk';
import { openSyncAccess, type SyncAccessHandle } from './sync-access';

/** Of a file that is copied. */
const BLOCK_BYTES = 8 * 2 ** 20;

/**
 * How long a file that is still open elsewhere is waited for: a terminated worker lets go of it a moment later, an
 * engine that reads in place a third of a second after its last read.
 */
const LOCK_WAITS_MS = [5, 20, 50, 75, 75, 75, 75, 75, 100, 250, 500, 1000];

/** The origin private file system; only in a dedicated worker, as only there files can be written in place. */
export class OpfsDisk implements Disk {
	readonly mode = 'opfs';
	/** Directories that were there, by path: each step of a path is a call to another process. */
	readonly #directories = new Map<string, FileSystemDirectoryHandle>();

	private constructor(private readonly root: FileSystemDirectoryHandle) {}

	/** @throws DOMException or TypeError where the browser has no private file system, or a pretended one */
	static async open(): Promise<OpfsDisk> {
		return new OpfsDisk(await navigator.storage.getDirectory());
	}

	async usage(): Promise<{ usedBytes: number; quotaBytes: number }> {
		const { usage = 0, quota = 0 } = await navigator.storage.estimate();
		return { usedBytes: usage, quotaBytes: quota };
	}

	async list(path: DiskPath): Promise<DiskEntry[]> {
		const found = await this.#inDirectory(path, false, async (directory) => {
			const entries: DiskEntry[] = [];
			for await (const [name, handle] of directory.entries()) entries.push({ name, kind: handle.kind });
			return entries;
		});
		return (found ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	async read(path: DiskPath): Promise<File | null> {
		const handle = await this.#file(path, false);
		if (!handle) return null;
		try {
			return await handle.getFile();
		} catch (error) {
			if (isNotFound(error)) return null;
			throw asDiskError(error, path);
		}
	}

	async write(path: DiskPath, content: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
		const handle = await this.#file(path, true);
		await this.#locked(handle, path, async (access) => {
			access.truncate(0);
			let at = 0;
			for await (const bytes of blocksOf(content)) {
				// Browsers differ in what a full disk does: an exception, or fewer bytes written than asked.
				if (access.write(bytes, { at }) < bytes.length) throw fullError(path);
				at += bytes.length;
			}
		});
	}

	async seal(path: DiskPath): Promise<void> {
		const handle = await this.#file(path, false);
		if (!handle) throw new AppError('storage/damaged', `The file ${nameOf(path)} is gone.`);
		await this.#locked(handle, path, () => undefined);
	}

	handle(path: DiskPath): Promise<FileSystemFileHandle | null> {
		return this.#file(path, false);
	}

	async remove(path: DiskPath): Promise<void> {
		await this.#inDirectory(path.slice(0, -1), false, (directory) =>
			whenFree(() => directory.removeEntry(nameOf(path), { recursive: true }))
		);
	}

	/** Runs `use` with exclusive access to the file, then flushes it. */
	async #locked(
		handle: FileSystemFileHandle,
		path: DiskPath,
		use: (access: SyncAccessHandle) => void | Promise<void>
	): Promise<void> {
		const access = await whenFree(() => openSyncAccess(handle)).catch((error: unknown) => {
			throw asDiskError(error, path);
		});
		try {
			await use(access);
			access.flush();
		} catch (error) {
			throw asDiskError(error, path);
		} finally {
			access.close();
		}
	}

	/**
	 * Calls with a directory; where one that was remembered is gone, with what is there now.
	 * @returns null where there is none, or what was looked for in it is not there
	 */
	async #inDirectory<T>(
		path: DiskPath,
		create: boolean,
		use: (directory: FileSystemDirectoryHandle) => Promise<T>
	): Promise<T | null> {
		const key = path.join('/');
		const known = this.#directories.get(key);
		try {
			if (known) return await use(known);
		} catch (error) {
			if (!isNotFound(error)) throw asDiskError(error, path);
			this.#directories.delete(key);
		}
		try {
			let directory = this.root;
			for (const name of path) directory = await directory.getDirectoryHandle(name, { create });
			this.#directories.set(key, directory);
			return await use(directory);
		} catch (error) {
			if (!create && isNotFound(error)) return null;
			throw asDiskError(error, path);
		}
	}

	async #file(path: DiskPath, create: true): Promise<FileSystemFileHandle>;
	async #file(path: DiskPath, create: boolean): Promise<FileSystemFileHandle | null>;
	#file(path: DiskPath, create: boolean): Promise<FileSystemFileHandle | null> {
		return this.#inDirectory(path.slice(0, -1), create, (directory) =>
			directory.getFileHandle(nameOf(path), { create })
		);
	}
}

async function* blocksOf(content: Uint8Array<ArrayBuffer> | Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	if (content instanceof Uint8Array) return yield content;
	for (let at = 0; at < content.size; at += BLOCK_BYTES)
		yield new Uint8Array(await content.slice(at, at + BLOCK_BYTES).arrayBuffer());
}

/** Runs `action`, again for a while where the file is open elsewhere. */
async function whenFree<T>(action: () => Promise<T>): Promise<T> {
	for (const waitMs of LOCK_WAITS_MS) {
		try {
			return await action();
		} catch (error) {
			if (!isLocked(error)) throw error;
			await new Promise((resolve) => setTimeout(resolve, waitMs));
		}
	}
	return action();
}

function nameOf(path: DiskPath): string {
	return path.at(-1) ?? '';
}

function isNotFound(error: unknown): boolean {
	return (
		error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError')
	);
}

function isLocked(error: unknown): boolean {
	return (
		error instanceof DOMException &&
		(error.name === 'NoModificationAllowedError' || error.name === 'InvalidStateError')
	);
}

function fullError(path: DiskPath, cause?: unknown): AppError {
	return new AppError(
		'storage/full',
		'The browser gives no more storage. Remove versions or sources that are not needed, then try again.',
		{ file: nameOf(path) },
		{ cause }
	);
}

function asDiskError(error: unknown, path: DiskPath): AppError {
	if (error instanceof AppError) return error;
	if (error instanceof DOMException && error.name === 'QuotaExceededError') return fullError(path, error);
	const facts = { file: nameOf(path), cause: String(error) };
	if (isLocked(error)) return new AppError('storage/locked', `The file ${nameOf(path)} is in use.`, facts);
	return new AppError('storage/unavailable', `The browser's storage failed: ${String(error)}`, facts, {
		cause: error
	});
}
