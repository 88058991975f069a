import { AppError } from '$lib/domain/errors';
import type { ByteStream } from './byte-stream';

/** Bytes asked of the disk at once. */
export const BLOCK_BYTES = 8 << 20;

/** Bytes that are the caller's alone until it asks for the next ones: their memory may then be used again. */
export type Block = Uint8Array<ArrayBuffer>;

/**
 * The bytes of `file` from an offset on in large blocks; the next one is being read while the last one is worked on.
 * @throws AppError `file/changed` when the file changed or vanished since it was chosen
 */
export async function* fileBlocks(file: File, from = 0): AsyncGenerator<Block> {
	const read = async (start: number) => {
		try {
			return new Uint8Array(await file.slice(start, start + BLOCK_BYTES).arrayBuffer());
		} catch (cause) {
			throw new AppError(
				'file/changed',
				`${file.name} was changed, moved or deleted while it was being read. Choose it again to import it as it is now.`,
				{ file: file.name },
				{ cause }
			);
		}
	};
	let ahead = read(from);
	// a failure of the block ahead is reported when its turn comes
	ahead.catch(() => undefined);
	for (let start = from; start < file.size; start += BLOCK_BYTES) {
		const block = await ahead;
		if (start + BLOCK_BYTES < file.size) {
			ahead = read(start + BLOCK_BYTES);
			ahead.catch(() => undefined);
		}
		yield block;
	}
}

/** The bytes of a stream, in blocks of at least `BLOCK_BYTES` but the last. */
export async function* streamBlocks(stream: ByteStream): AsyncGenerator<Block> {
	let block = new Uint8Array(BLOCK_BYTES * 2);
	let length = 0;
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			if (length + value.length > block.length) {
				yield block.subarray(0, length);
				block = new Uint8Array(Math.max(BLOCK_BYTES * 2, value.length));
				length = 0;
			}
			block.set(value, length);
			length += value.length;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
	if (length > 0) yield block.subarray(0, length);
}
