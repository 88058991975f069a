import type { DelimitedDialect } from './options';
import type { ScannerOptions } from './scanner-types';

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
