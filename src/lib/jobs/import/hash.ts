import { createSHA256 } from 'hash-wasm';
import { fileBlocks } from '$lib/formats/delimited/text-source';

/** A streaming SHA-256; `digest` gives lower-case hex. */
export type Sha256 = { update(bytes: Uint8Array): void; digest(): string };

export async function openSha256(): Promise<Sha256> {
	const hasher = await createSHA256();
	return { update: (bytes) => void hasher.update(bytes), digest: () => hasher.digest('hex') };
}

/** SHA-256 of a file's bytes, read once; `onBytes` gets the bytes read so far. */
export async function sha256OfFile(file: Blob, onBytes: (bytesRead: number) => void): Promise<string> {
	const hash = await openSha256();
	let bytesRead = 0;
	for await (const block of fileBlocks(file)) {
		hash.update(block);
		bytesRead += block.length;
		onBytes(bytesRead);
	}
	return hash.digest();
}
