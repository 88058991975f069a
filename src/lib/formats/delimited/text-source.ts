import { AppError } from '$lib/domain/errors';
import type { PackedInput } from '$lib/formats/archive/input';
import type { DelimitedDialect } from './options';
import type { ScannerOptions } from './scanner-types';

/** Bytes asked of the disk at once. */
const BLOCK_BYTES = 8 << 20;

/**
 * The bytes of `file` in large blocks; the next one is being read while the last one is worked on.
 * @throws AppError `file/changed` when the file changed or vanished since it was chosen
 */
export async function* fileBlocks(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const read = async (start: number) => {
		try {
			return new Uint8Array(await file.slice(start, start + BLOCK_BYTES).arrayBuffer());
		} catch (cause) {
			const name = file instanceof File ? file.name : 'The file';
			throw new AppError(
				'file/changed',
				`${name} was changed, moved or deleted while it was being read. Choose it again to import it as it is now.`,
				{ file: name },
				{ cause }
			);
		}
	};
	let ahead = read(0);
	// a failure of the block ahead is reported when its turn comes
	ahead.catch(() => undefined);
	for (let start = 0; start < file.size; start += BLOCK_BYTES) {
		const block = await ahead;
		if (start + BLOCK_BYTES < file.size) {
			ahead = read(start + BLOCK_BYTES);
			ahead.catch(() => undefined);
		}
		yield block;
	}
}

/** The unpacked bytes of a packed input, in blocks of at least `BLOCK_BYTES` but the last. */
export async function* unpackedBlocks(input: PackedInput): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	let block = new Uint8Array(BLOCK_BYTES * 2);
	let length = 0;
	const reader = input.stream().getReader();
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

/** How a dialect's encoding is turned into the UTF-8 that the scanner reads. */
export class TextInput {
	readonly offsetUnit: ScannerOptions['offsetUnit'];
	readonly offsetBase: number;
	readonly isTranscoded: boolean;
	readonly #decoder: TextDecoder | null;
	readonly #encoder = new TextEncoder();
	#bomBytesLeft: number;

	constructor({ encoding, bom }: Pick<DelimitedDialect, 'encoding' | 'bom'>) {
		const label = new TextDecoder(encoding).encoding;
		const isUtf16 = label.startsWith('utf-16');
		this.isTranscoded = label !== 'utf-8';
		// our own skip of the byte-order mark, so that the offset is right
		this.#bomBytesLeft = bom ? (isUtf16 ? 2 : 3) : 0;
		this.offsetBase = this.#bomBytesLeft;
		this.#decoder = this.isTranscoded ? new TextDecoder(label, { ignoreBOM: true }) : null;
		this.offsetUnit = !this.isTranscoded
			? 'utf8'
			: isUtf16
				? 'utf16'
				: MULTI_BYTE.has(label)
					? 'none'
					: 'code-point';
	}

	/** @returns UTF-8 of the next block */
	push(block: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
		const skip = Math.min(this.#bomBytesLeft, block.length);
		this.#bomBytesLeft -= skip;
		const bytes = skip > 0 ? block.subarray(skip) : block;
		return this.#decoder ? this.#encoder.encode(this.#decoder.decode(bytes, { stream: true })) : bytes;
	}

	/** @returns UTF-8 of what was cut off at the end */
	finish(): Uint8Array<ArrayBuffer> {
		return this.#decoder ? this.#encoder.encode(this.#decoder.decode()) : new Uint8Array(0);
	}
}

/** Encodings of TextDecoder in which a character may take several bytes. */
const MULTI_BYTE = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']);
