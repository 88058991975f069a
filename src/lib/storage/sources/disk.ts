/** Names of folders, and last of the file or folder meant, from the disk's root: `['projects', 'default']`. */
export type DiskPath = readonly string[];

export interface DiskEntry {
	name: string;
	kind: 'file' | 'directory';
}

/**
 * A tree of files where sources are kept. Two implementations, one contract (SPEC STO-2).
 * Failures are AppErrors: `storage/full`, `storage/locked` (a file is open elsewhere), `storage/unavailable`.
 */
export interface Disk {
	readonly mode: 'opfs' | 'memory';
	/** Bytes in use and to be had; a quota of 0 is not known. */
	usage(): Promise<{ usedBytes: number; quotaBytes: number }>;
	/** Entries of a folder by name; empty where the folder does not exist. */
	list(path: DiskPath): Promise<DiskEntry[]>;
	/** A snapshot of a file, or null where there is none. */
	read(path: DiskPath): Promise<File | null>;
	/**
	 * Writes a whole file and flushes it; folders on the way are made. Not atomic: a writer that dies or fails
	 * can leave a shorter file.
	 */
	write(path: DiskPath, content: Uint8Array<ArrayBuffer> | Blob): Promise<void>;
	/**
	 * Waits until nobody has an existing file open for writing, and flushes it.
	 * @throws `storage/locked` when it stays open
	 */
	seal(path: DiskPath): Promise<void>;
	/** The handle of an existing file, for an engine to write to; null in memory. */
	handle(path: DiskPath): Promise<FileSystemFileHandle | null>;
	/** Removes a file, or a folder with all in it; harmless where there is none. */
	remove(path: DiskPath): Promise<void>;
}
