import { AppError } from '$lib/domain/errors';
import type { ByteStream } from './byte-stream';

/** Up to here every ratio is fine: a small file can't fill a disk. */
const HARMLESS_BYTES = 100e6;
const MAX_RATIO = 1000;

/** Whether unpacking so much from so little is absurd (SPEC ARC-5). */
export function isAbsurdRatio(unpackedBytes: number, packedBytes: number): boolean {
	return unpackedBytes > HARMLESS_BYTES && unpackedBytes > packedBytes * MAX_RATIO;
}

export function ratioError(fileName: string): AppError {
	return new AppError(
		'archive/ratio',
		`${fileName} unpacks to more than ${MAX_RATIO} times its size, as files made to fill a disk do. It was not read.`,
		{ file: fileName }
	);
}

/** Stops a stream of unpacked bytes when it becomes absurdly long for `packed`, whatever the archive declares. */
export function guardRatio(stream: ByteStream, packed: File): ByteStream {
	let unpackedBytes = 0;
	return stream.pipeThrough(
		new TransformStream({
			transform(chunk, controller) {
				unpackedBytes += chunk.length;
				if (isAbsurdRatio(unpackedBytes, packed.size)) throw ratioError(packed.name);
				controller.enqueue(chunk);
			}
		})
	);
}
