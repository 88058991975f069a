import { AppError } from '$lib/domain/errors';

/** Three headers of 4 KiB, then the blocks (DuckDB's storage format, `MainHeader` and `DatabaseHeader`). */
const HEADER_BYTES = 4096;
const FIRST_BLOCK = 3 * HEADER_BYTES;
const DEFAULT_BLOCK_BYTES = 262_144;
/** Behind the header's checksum. */
const AT = { iteration: 8, blockCount: 32, blockBytes: 40 };

/**
 * Checks that the file has all the blocks that its newest header speaks of: reading past the end of a cut file would
 * keep the engine busy for ever.
 * @throws AppError `file/damaged`
 */
export async function checkDatabaseSize(file: File): Promise<void> {
	const facts = { file: file.name };
	const head = new DataView(await file.slice(0, FIRST_BLOCK).arrayBuffer());
	if (head.byteLength < FIRST_BLOCK) {
		throw new AppError('file/damaged', 'it is shorter than the header of a DuckDB database.', facts);
	}
	const [first, second] = [HEADER_BYTES, 2 * HEADER_BYTES].map((start) => ({
		start,
		iteration: head.getBigUint64(start + AT.iteration, true)
	})) as [Header, Header];
	const { start } = second.iteration > first.iteration ? second : first;
	const blockCount = head.getBigUint64(start + AT.blockCount, true);
	const written = head.getBigUint64(start + AT.blockBytes, true);
	const blockBytes = written === 0n ? BigInt(DEFAULT_BLOCK_BYTES) : written;
	if (BigInt(file.size) >= BigInt(FIRST_BLOCK) + blockCount * blockBytes) return;
	throw new AppError('file/damaged', 'it is cut off: the end of the database is missing.', facts);
}

interface Header {
	start: number;
	iteration: bigint;
}
