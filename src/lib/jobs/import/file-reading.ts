import type { PackedInput } from '$lib/formats/archive/input';
import { BLOCK_BYTES, fileBlocks, type Block } from '$lib/formats/archive/blocks';
import { openSha256, sha256OfFile } from './hash';
import type { ReadingAnswer, ReadingCall } from './reading-thread';

/** Blocks that the thread has read and we have not taken: with more of them it waits, so that memory stays bounded. */
const BLOCKS_AHEAD = 3;

/**
 * A file that is imported: its bytes and its SHA-256. What its reader reads from the first byte to the last is hashed as it
 * passes, and where the file is large read ahead in a thread of its own: the import's thread takes bytes of a file only
 * while it waits, and it is busy with those it has.
 */
export class FileReading {
	/** For the reader: as it was given, but that its blocks come from here. */
	readonly input: PackedInput;
	readonly #file: File;
	/** Null inside: it could not be found out on the way. */
	#digest: Promise<string | null> | null = null;
	#bytesRead = 0;
	readonly #threads: ReadingThreadHandle[] = [];
	/** Has begun to read, for the first reader. */
	#started: ReadingThreadHandle | null = null;

	/** @param isSequential its reader will take all its blocks; else, and where it is packed, it is read apart for its hash */
	constructor(input: PackedInput, isSequential: boolean) {
		const file = input.file;
		this.#file = file;
		if (isSequential && input.packed === 'none') {
			this.#started = this.#startThread();
			this.input = { ...input, blocks: () => this.#blocks(), packedBytesRead: () => this.#bytesRead };
		} else {
			this.input = input;
			this.#keep(sha256OfFile(input.file, () => undefined));
		}
	}

	/** Waits for the whole file's. @throws AppError `file/changed` */
	async digest(): Promise<string> {
		return (await this.#digest) ?? sha256OfFile(this.#file, () => undefined);
	}

	/** Ends what is still being read. */
	close(): void {
		for (const thread of this.#threads) thread.end();
	}

	async *#blocks(): AsyncGenerator<Block> {
		const file = this.#file;
		this.#bytesRead = 0;
		const thread = this.#started ?? this.#startThread();
		this.#started = null;
		if (thread) yield* this.#count(this.#fromThread(thread));
		// no thread, or it could not go on
		if (this.#bytesRead === file.size && file.size > 0) return;
		const hash = this.#digest || this.#bytesRead > 0 ? null : await openSha256(file.size);
		for await (const block of this.#count(fileBlocks(file, this.#bytesRead))) {
			hash?.update(block);
			yield block;
		}
		if (hash) this.#keep(hash.digest());
	}

	#startThread(): ReadingThreadHandle | null {
		// small files are read before a thread has started
		if (this.#file.size <= BLOCK_BYTES) return null;
		const thread = new ReadingThreadHandle(this.#file, this.#digest === null);
		this.#threads.push(thread);
		return thread;
	}

	async *#count(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
		for await (const block of blocks) {
			this.#bytesRead += block.length;
			yield block;
		}
	}

	/** Ends early where the thread can't start or go on. */
	async *#fromThread(thread: ReadingThreadHandle): AsyncGenerator<Block> {
		for (let left = this.#file.size; left > 0;) {
			const block = await thread.next();
			if (block === null) break;
			left -= block.length;
			if (left === 0 && !this.#digest) this.#keep(thread.digest);
			yield block;
			thread.giveBack(block);
		}
	}

	#keep(digest: Promise<string | null>): void {
		// reported where it is awaited
		digest.catch(() => undefined);
		this.#digest = digest;
	}
}

/** The other side of a `ReadingThread`. */
class ReadingThreadHandle {
	/** Null: there is none. */
	readonly digest: Promise<string | null>;
	readonly #worker: Worker;
	readonly #blocks: Block[] = [];
	#isOver = false;
	#wake: (() => void) | null = null;
	#tellDigest!: (digest: string | null) => void;

	constructor(file: File, isHashed: boolean) {
		this.digest = new Promise((resolve) => (this.#tellDigest = resolve));
		this.#worker = new Worker(new URL('../../workers/reading.worker.ts', import.meta.url), {
			type: 'module'
		});
		this.#worker.onmessage = ({ data }: MessageEvent<ReadingAnswer>) => this.#hear(data);
		this.#worker.onerror = (event) => {
			event.preventDefault();
			this.#hear(null);
		};
		this.#post({ file, ahead: BLOCKS_AHEAD, isHashed });
	}

	/** @returns null: no block comes any more */
	async next(): Promise<Block | null> {
		while (this.#blocks.length === 0 && !this.#isOver) {
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
		return this.#blocks.shift() ?? null;
	}

	/** Ends the use of a block, so that another one may come. */
	giveBack({ buffer }: Block): void {
		// null: it was given on
		const taken = buffer.byteLength > 0 ? buffer : null;
		if (!this.#isOver) this.#post({ taken }, taken ? [taken] : []);
	}

	end(): void {
		this.#hear(null);
	}

	#post(call: ReadingCall, transfer: Transferable[] = []): void {
		this.#worker.postMessage(call, transfer);
	}

	#hear(answer: ReadingAnswer): void {
		if (answer instanceof Uint8Array) this.#blocks.push(answer);
		else {
			this.#isOver = true;
			this.#tellDigest(answer);
			this.#worker.terminate();
		}
		this.#wake?.();
	}
}
