import { AppError, asAppError } from '$lib/domain/errors';
import { openSyncAccess, type SyncAccessHandle } from '$lib/storage/sources/sync-access';
import type { ExportFolder } from './export-folder';
import type { ByteSink } from './writer';

/** Pieces of this size are handed to the browser, which keeps large ones on disk. */
const BLOB_PIECE_BYTES = 2 ** 24;

/** A sink that ends: with a file, or with nothing. */
export interface Destination extends ByteSink {
	/** @returns what was written, where it is not in a file that the user chose */
	close(): Promise<Blob | null>;
	/** Leaves nothing behind. */
	abort(): Promise<void>;
}

/** A file that the user chose. Its old content stays until `close`. */
export async function openChosenFile(handle: FileSystemFileHandle): Promise<Destination> {
	const file = await writable(() => handle.createWritable());
	let bytesWritten = 0;
	return {
		get bytesWritten() {
			return bytesWritten;
		},
		write: (bytes) =>
			writable(async () => {
				await file.write(bytes);
				bytesWritten += bytes.length;
			}),
		close: () => writable(async () => file.close().then(() => null)),
		abort: () => file.abort().catch(() => undefined)
	};
}

/** A file of ours, from which the user downloads; in memory where there is no private file system. */
export async function openTemporaryFile(folder: ExportFolder, mediaType: string): Promise<Destination> {
	const name = crypto.randomUUID();
	const handle = await folder.create(name).catch(() => null);
	const access = handle && (await openSyncAccess(handle).catch(() => null));
	if (!handle || !access) return memoryDestination(mediaType);
	return fileDestination(handle, access, mediaType, () => folder.remove(name));
}

function fileDestination(
	handle: FileSystemFileHandle,
	access: SyncAccessHandle,
	mediaType: string,
	remove: () => Promise<void>
): Destination {
	let bytesWritten = 0;
	return {
		get bytesWritten() {
			return bytesWritten;
		},
		write: (bytes) =>
			writable(async () => {
				if (access.write(bytes, { at: bytesWritten }) < bytes.length) throw new Error('the disk is full.');
				bytesWritten += bytes.length;
			}),
		close: async () => {
			access.close();
			const file = await handle.getFile();
			return file.slice(0, file.size, mediaType);
		},
		abort: async () => {
			access.close();
			await remove();
		}
	};
}

function memoryDestination(mediaType: string): Destination {
	let pieces: Blob[] = [];
	let open: Uint8Array<ArrayBuffer>[] = [];
	let openBytes = 0;
	let bytesWritten = 0;
	const seal = () => {
		pieces.push(new Blob(open));
		open = [];
		openBytes = 0;
	};
	return {
		get bytesWritten() {
			return bytesWritten;
		},
		write: async (bytes) => {
			open.push(bytes.slice());
			bytesWritten += bytes.length;
			openBytes += bytes.length;
			if (openBytes >= BLOB_PIECE_BYTES) seal();
		},
		close: async () => {
			seal();
			return new Blob(pieces, { type: mediaType });
		},
		abort: async () => {
			pieces = [];
			open = [];
		}
	};
}

async function writable<T>(task: () => Promise<T>): Promise<T> {
	try {
		return await task();
	} catch (cause) {
		const error = asAppError(cause, 'export/unwritable');
		if (!(cause instanceof DOMException) || cause.name !== 'QuotaExceededError') throw error;
		throw new AppError('export/unwritable', 'the disk is full.', {}, { cause });
	}
}
