/** A file as its bytes, read at once: engines in a worker can't wait. */
export interface ByteReader {
	readonly sizeBytes: number;
	/** Copies bytes from `offset` on into `target`. @returns how many there were */
	read(target: Uint8Array, offset: number): number;
}

/** Exists in workers only, so TypeScript's library of the page does not know it. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

const BLOCK_BYTES = 256 * 1024;
const KEPT_BLOCKS = 128;

/** A file read in place, block by block; the blocks used last are kept (32 MiB). Only in workers. */
export class FileBytes implements ByteReader {
	readonly sizeBytes: number;
	readonly #reader = new FileReaderSync();
	/** By block number; the one used last comes last. */
	readonly #blocks = new Map<number, Uint8Array>();
	#last: { number: number; bytes: Uint8Array } | null = null;

	constructor(private readonly file: File) {
		this.sizeBytes = file.size;
	}

	/** @throws DOMException where the file is gone or has changed */
	read(target: Uint8Array, offset: number): number {
		const end = Math.min(offset + target.length, this.sizeBytes);
		let at = offset;
		while (at < end) {
			const number = Math.floor(at / BLOCK_BYTES);
			const from = at - number * BLOCK_BYTES;
			const piece = this.#block(number).subarray(from, from + end - at);
			target.set(piece, at - offset);
			at += piece.length;
		}
		return Math.max(0, end - offset);
	}

	#block(number: number): Uint8Array {
		if (this.#last?.number === number) return this.#last.bytes;
		let bytes = this.#blocks.get(number);
		if (bytes) this.#blocks.delete(number);
		else bytes = this.#load(number);
		this.#blocks.set(number, bytes);
		this.#last = { number, bytes };
		return bytes;
	}

	#load(number: number): Uint8Array {
		for (const oldest of this.#blocks.keys()) {
			if (this.#blocks.size < KEPT_BLOCKS) break;
			this.#blocks.delete(oldest);
		}
		const start = number * BLOCK_BYTES;
		return new Uint8Array(this.#reader.readAsArrayBuffer(this.file.slice(start, start + BLOCK_BYTES)));
	}
}

/** Bytes that are in memory already. */
export class MemoryBytes implements ByteReader {
	readonly sizeBytes: number;

	constructor(private readonly bytes: Uint8Array) {
		this.sizeBytes = bytes.length;
	}

	read(target: Uint8Array, offset: number): number {
		const piece = this.bytes.subarray(offset, offset + target.length);
		target.set(piece);
		return piece.length;
	}
}
