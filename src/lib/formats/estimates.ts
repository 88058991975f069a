import type { PackedInput } from './archive/input';
import type { Preview } from './format';

/** Measured on two cores: a whole import. */
const BYTES_PER_MS = 60_000;
const LEAST_MS = 300;
/** The smallest version file there is. */
const STORED_BASE_BYTES = 274_432;

/**
 * What an import of so many unpacked bytes will take; only estimates.
 * @param storedShare what is stored of a byte
 */
export function importEstimates(
	bytes: number,
	storedShare: number
): Pick<Preview, 'estimatedMs' | 'estimatedStoredBytes'> {
	return {
		estimatedMs: Math.round(LEAST_MS + bytes / BYTES_PER_MS),
		estimatedStoredBytes: Math.round(STORED_BASE_BYTES + bytes * storedShare)
	};
}

/**
 * Size of the whole text. Where it is not known, the rest of the file is taken to pack as well as its head.
 * @param headBytes of the text, which are all that has been read
 */
export function unpackedBytes(input: PackedInput, headBytes: number): number {
	if (input.sizeBytes !== null) return input.sizeBytes;
	return Math.round(input.file.size * Math.max(1, headBytes / Math.max(1, input.packedBytesRead())));
}
