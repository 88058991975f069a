import { openSha256, type Sha256 } from './hash';

/** What the thread of a hash is told: how many bytes will come, then these, in order. */
export type HashCall = { sizeBytes: number } | { bytes: Uint8Array };

/** Hashes bytes apart from the thread that reads them. */
export class HashThread {
	#hash: Sha256 | null = null;
	#bytesLeft = 0;
	#running: Promise<string | null> = Promise.resolve(null);

	/** @returns the SHA-256 as lower-case hex after the last bytes, else null */
	take(call: HashCall): Promise<string | null> {
		this.#running = this.#running.then(() => this.#take(call));
		return this.#running;
	}

	async #take(call: HashCall): Promise<string | null> {
		if ('sizeBytes' in call) {
			this.#hash = await openSha256(call.sizeBytes);
			this.#bytesLeft = call.sizeBytes;
			return null;
		}
		this.#hash?.update(call.bytes);
		this.#bytesLeft -= call.bytes.length;
		return this.#bytesLeft === 0 && this.#hash ? this.#hash.digest() : null;
	}
}
