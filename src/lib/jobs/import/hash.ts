import { createSHA256 } from 'hash-wasm';
import { fileBlocks } from '$lib/formats/archive/blocks';

/** A SHA-256 over blocks; `digest` gives lower-case hex. */
export interface Sha256 {
	update(bytes: Uint8Array): void;
	digest(): Promise<string>;
}

/**
 * Up to this size the bytes are gathered and hashed by the platform at once, which is several times faster (it uses
 * the processor's own instructions) but cannot stream; larger files are hashed block by block.
 */
const GATHER_LIMIT_BYTES = 256 << 20;

/** @param sizeBytes how many bytes will come */
export async function openSha256(sizeBytes: number): Promise<Sha256> {
	return canHashAtOnce(sizeBytes) ? new GatheredSha256(sizeBytes) : streamingSha256();
}

/** Whether `sha256AtOnce` can hash so many bytes. */
export function canHashAtOnce(sizeBytes: number): boolean {
	// a page that came without encryption from another host has no such platform functions
	return sizeBytes <= GATHER_LIMIT_BYTES && isSecureContext;
}

/** As lower-case hex. */
export async function sha256AtOnce(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', bytes);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function streamingSha256(): Promise<Sha256> {
	const hasher = await createSHA256();
	return { update: (bytes) => void hasher.update(bytes), digest: async () => hasher.digest('hex') };
}

class GatheredSha256 implements Sha256 {
	readonly #bytes: Uint8Array<ArrayBuffer>;
	#length = 0;

	constructor(sizeBytes: number) {
		this.#bytes = new Uint8Array(sizeBytes);
	}

	update(bytes: Uint8Array): void {
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	digest(): Promise<string> {
		return sha256AtOnce(this.#bytes.subarray(0, this.#length));
	}
}

/** SHA-256 of a file's bytes, read once; `onBytes` gets the bytes read so far. */
export async function sha256OfFile(file: File, onBytes: (bytesRead: number) => void): Promise<string> {
	const hash = await openSha256(file.size);
	let bytesRead = 0;
	for await (const block of fileBlocks(file)) {
		hash.update(block);
		bytesRead += block.length;
		onBytes(bytesRead);
	}
	return hash.digest();
}
