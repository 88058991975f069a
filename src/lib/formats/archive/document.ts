import { AppError } from '$lib/domain/errors';
import { isAbsurdRatio, ratioError } from './ratio';
import { entryChunks, rawEntries } from './zip';

/** What is read of a document that is a zip file inside. Sizes are of the unpacked parts, in bytes. */
export interface DocumentLimits {
	/** Parts that are of interest. */
	isWanted(path: string): boolean;
	partBytes: number;
	totalBytes: number;
	/** Where less than the whole of a part is enough: how much; null: the whole. */
	headBytes?(path: string, sizeBytes: number): number | null;
}

/**
 * Unpacks the parts of a document by their path; what is not wanted is not unpacked, and no more than the limits,
 * whatever the list of parts declares (SPEC XLS-12).
 * @throws AppError `file/too-large`, `file/encrypted`, `archive/ratio`, `archive/damaged`
 */
export async function readDocument(
	file: File,
	limits: DocumentLimits
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
	const parts = new Map<string, Uint8Array<ArrayBuffer>>();
	let totalBytes = 0;
	for (const entry of await rawEntries(file)) {
		const path = entry.filename;
		if (!limits.isWanted(path)) continue;
		if (entry.encrypted) {
			throw new AppError('file/encrypted', `${file.name} is encrypted.`, { file: file.name });
		}
		const headBytes = limits.headBytes?.(path, entry.uncompressedSize) ?? null;
		const chunks: Uint8Array[] = [];
		let length = 0;
		for await (const chunk of entryChunks(file, entry, () => undefined)) {
			length += chunk.length;
			chunks.push(chunk);
			if (length > limits.partBytes || totalBytes + length > limits.totalBytes) throw tooLarge(file, limits);
			if (isAbsurdRatio(totalBytes + length, file.size)) throw ratioError(file.name);
			if (headBytes !== null && length >= headBytes) break;
		}
		totalBytes += length;
		parts.set(path, joined(chunks, length));
	}
	return parts;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}

function tooLarge(file: File, { partBytes, totalBytes }: DocumentLimits): AppError {
	const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
	const message =
		`${file.name} is larger inside than can be read at once: a sheet may have ${mb(partBytes)} unpacked, ` +
		`the whole file ${mb(totalBytes)}.`;
	return new AppError('file/too-large', message, { file: file.name });
}
