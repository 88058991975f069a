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

/** Opens a file for exclusive access in place; exists in dedicated workers only. */
export function openSyncAccess(handle: FileSystemFileHandle): Promise<SyncAccessHandle> {
	return (
		handle as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> }
	).createSyncAccessHandle();
}
