import { openSha256, sha256OfFile, type Sha256 } from './hash';

/** The SHA-256 of a file that is imported: from the bytes as its reader reads them, or read apart, meanwhile. */
export class FileHash {
	#open: Promise<Sha256> | null = null;
	#digest: Promise<string> | null = null;
	#running: Promise<void> = Promise.resolve();
	#bytes = 0;

	/** @param comes the reader gives all bytes to `take` */
	constructor(
		private readonly file: File,
		comes: boolean
	) {
		if (comes) this.#open = openSha256(file.size);
		else void this.#readApart();
	}

	/** Takes the next bytes; what comes after the last one is of a second pass. */
	take(block: Uint8Array): void {
		if (!this.#open || this.#bytes >= this.file.size) return;
		const { length } = block;
		this.#bytes += length;
		const isLast = this.#bytes === this.file.size;
		const open = this.#open;
		this.#running = this.#running.then(async () => (await open).update(block));
		if (!isLast) return;
		this.#digest = this.#running.then(async () => (await open).digest());
		// reported where it is awaited
		this.#digest.catch(() => undefined);
	}

	/** Waits for the whole file's. */
	digest(): Promise<string> {
		return this.#digest ?? this.#readApart();
	}

	#readApart(): Promise<string> {
		this.#digest = sha256OfFile(this.file, () => undefined);
		this.#digest.catch(() => undefined);
		return this.#digest;
	}
}
