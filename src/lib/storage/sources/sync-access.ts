/** The part of FileSystemSyncAccessHandle used here; TypeScript's DOM library leaves it to workers. */
export interface SyncAccessHandle {
	read(buffer: Uint8Array<ArrayBuffer>, options?: { at?: number }): number;
	/** @returns bytes written; fewer than asked on a full disk */
	write(buffer: Uint8Array<ArrayBuffer>, options?: { at?: number }): number;
	truncate(sizeBytes: number): void;
	getSize(): number;
	flush(): void;
	close(): void;
}

/** Chromium forgets what was asked of a handle that nothing holds: the promise never settles. */
const opening = new Set<FileSystemFileHandle>();

/** Opens a file for exclusive access in place; exists in dedicated workers only. */
export async function openSyncAccess(handle: FileSystemFileHandle): Promise<SyncAccessHandle> {
	opening.add(handle);
	try {
		return await (
			handle as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> }
		).createSyncAccessHandle();
	} finally {
		opening.delete(handle);
	}
}
