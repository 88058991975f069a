import { sha256OfFile } from './hash';
import type { HashCall } from './hash-thread';

/** Blocks that the thread has not taken yet: with more of them the reader waits, so that memory stays bounded. */
const BLOCKS_AHEAD = 4;

/**
 * The SHA-256 of a file that is imported, made in a thread of its own from the bytes as its reader reads them; or read
 * apart, meanwhile.
 */
export class FileHash {
	#worker: Worker | null = null;
	#digest: Promise<string> | null = null;
	#bytes = 0;
	/** Calls that are not answered yet, and the reader where it waits for that. */
	#calls = 0;
	#goOn: (() => void) | null = null;

	/** @param comes the reader gives all bytes to `take` */
	constructor(
		private readonly file: File,
		comes: boolean
	) {
		if (comes && file.size > 0) this.#worker = this.#start();
		else void this.#readApart();
	}

	/**
	 * Takes the next bytes, whose buffer it empties; what comes after the last one is of a second pass. Resolves when
	 * there may be more.
	 */
	async take(block: Uint8Array<ArrayBuffer>): Promise<void> {
		const worker = this.#worker;
		if (!worker || this.#bytes >= this.file.size) return;
		this.#bytes += block.length;
		this.#call(worker, { bytes: block }, [block.buffer]);
		if (this.#calls > BLOCKS_AHEAD) await new Promise<void>((resolve) => (this.#goOn = resolve));
	}

	/** Waits for the whole file's. */
	async digest(): Promise<string> {
		const isComing = this.#digest !== null && (!this.#worker || this.#bytes === this.file.size);
		try {
			return (await (isComing ? this.#digest : this.#readApart())) as string;
		} catch (error) {
			// a thread that could not start or ran out of memory
			if (!this.#worker) throw error;
			return this.#readApart();
		} finally {
			this.#worker?.terminate();
		}
	}

	#start(): Worker {
		const worker = new Worker(new URL('../../workers/hash.worker.ts', import.meta.url), { type: 'module' });
		this.#digest = new Promise((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<string | null>) => {
				this.#calls--;
				this.#goOn?.();
				if (data !== null) resolve(data);
			};
			worker.onerror = (event) => {
				event.preventDefault();
				this.#calls = Number.NEGATIVE_INFINITY;
				this.#goOn?.();
				reject(new Error(event.message));
			};
		});
		// reported where it is awaited
		this.#digest.catch(() => undefined);
		this.#call(worker, { sizeBytes: this.file.size }, []);
		return worker;
	}

	#call(worker: Worker, call: HashCall, transfer: Transferable[]): void {
		this.#calls++;
		worker.postMessage(call, transfer);
	}

	#readApart(): Promise<string> {
		this.#digest = sha256OfFile(this.file, () => undefined);
		this.#digest.catch(() => undefined);
		return this.#digest;
	}
}
