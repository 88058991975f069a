import { BLOCK_BYTES, type Block } from '$lib/formats/archive/blocks';
import { canHashAtOnce, openSha256, sha256AtOnce } from './hash';

/** What a thread that reads is told: first the file; then, for each block, that it is done with. */
export type ReadingCall =
	/** @param ahead blocks that may come before one is done with */
	| { file: File; ahead: number; isHashed: boolean }
	/** The block's memory, to be used again; null: it was given on. */
	| { taken: ArrayBuffer | null };

/** The file's blocks in order, and when all were hashed its SHA-256 as lower-case hex; null: it can't go on. */
export type ReadingAnswer = Block | string | null;

/**
 * What is being read. Chromium collects such a stream while a read of it is pending where nothing else holds it, as a function
 * that waits for the read does not: that would then wait for ever.
 */
const reading = new Set<FileBytes>();

/**
 * Reads a file, and hashes it, apart from the thread that works on its bytes. Fresh memory costs more than to fill it,
 * so the same few blocks are used again and again.
 */
export class ReadingThread {
	readonly #spares: (ArrayBuffer | null)[] = [];
	#wake: (() => void) | null = null;

	/** @param answer gives a block away: it is empty afterwards */
	constructor(private readonly answer: (answer: ReadingAnswer) => void) {}

	take(call: ReadingCall): void {
		if ('taken' in call) {
			this.#spares.push(call.taken);
			this.#wake?.();
			return;
		}
		this.#spares.push(...Array<null>(call.ahead).fill(null));
		// the other side reads on and meets the same error, which it can tell
		this.#read(call).catch(() => this.answer(null));
	}

	async #read({ file, isHashed }: Exclude<ReadingCall, { taken: unknown }>): Promise<void> {
		const bytes = new FileBytes(file);
		reading.add(bytes);
		if (isHashed && canHashAtOnce(file.size)) this.answer(await this.#gather(bytes, file.size));
		else {
			const hash = isHashed ? await openSha256(file.size) : null;
			for (let at = 0; at < file.size; at += BLOCK_BYTES) {
				const length = Math.min(BLOCK_BYTES, file.size - at);
				const block = new Uint8Array(await bytes.into(await this.#spare(), 0, length), 0, length);
				hash?.update(block);
				this.answer(block);
			}
			if (hash) this.answer(await hash.digest());
		}
		reading.delete(bytes);
	}

	/** Reads into one memory, from which the blocks are copied. @returns the hash of all of it */
	async #gather(bytes: FileBytes, size: number): Promise<string> {
		let memory = new ArrayBuffer(size);
		for (let at = 0; at < size; at += BLOCK_BYTES) {
			const length = Math.min(BLOCK_BYTES, size - at);
			memory = await bytes.into(memory, at, at + length);
			const block = new Uint8Array(await this.#spare(), 0, length);
			block.set(new Uint8Array(memory, at, length));
			this.answer(block);
		}
		return sha256AtOnce(new Uint8Array(memory));
	}

	/** Memory for a block, when one more may come. */
	async #spare(): Promise<ArrayBuffer> {
		while (this.#spares.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
		return this.#spares.pop() ?? new ArrayBuffer(BLOCK_BYTES);
	}
}

/** Reads a file's bytes in order straight into given memory. */
class FileBytes {
	readonly #reader: ReadableStreamBYOBReader;
	#left: number;

	constructor(private readonly file: File) {
		this.#reader = file.stream().getReader({ mode: 'byob' });
		this.#left = file.size;
	}

	/**
	 * Fills `[from, to)` of the memory.
	 * @returns the memory, as it was moved
	 * @throws DOMException where the file is not what it was: of the last bytes at the latest
	 */
	async into(memory: ArrayBuffer, from: number, to: number): Promise<ArrayBuffer> {
		let at = from;
		let moved = memory;
		while (at < to) {
			const { done, value } = await this.#reader.read(new Uint8Array(moved, at, to - at));
			if (done) throw new RangeError('the file is shorter than it was');
			moved = value.buffer;
			at += value.length;
		}
		this.#left -= to - from;
		// a stream asks only once, when it is opened, whether the file was changed since it was chosen
		if (this.#left === 0) await this.file.slice(0, 1).arrayBuffer();
		return moved;
	}
}
