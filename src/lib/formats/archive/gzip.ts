import { Gunzip } from 'fflate';
import { createCRC32, type IHasher } from 'hash-wasm';
import { AppError, asAppError } from '$lib/domain/errors';
import { chunksOf, streamOf, type ByteStream } from './byte-stream';

export function isGzip(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * Unpacks gzip, of one member or several (SPEC ARC-2). The platform's decompressor is fast but knows only files
 * of one member: when it fails, a slower one starts again and goes on after what has been handed out.
 * @param source gives the packed bytes from the start each time
 * @throws (through the stream) AppError `archive/damaged`
 */
export function gunzip(source: () => ByteStream, name: string): ByteStream {
	return streamOf(unpack(source, name));
}

async function* unpack(source: () => ByteStream, name: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	let handedOut = 0;
	try {
		for await (const chunk of chunksOf(source().pipeThrough(new DecompressionStream('gzip')))) {
			handedOut += chunk.length;
			yield chunk;
		}
		return;
	} catch (error) {
		// the file itself failed, not its packing
		if (error instanceof AppError) throw error;
	}
	try {
		for await (const chunk of unpackMembers(source())) {
			const skipped = Math.min(handedOut, chunk.length);
			handedOut -= skipped;
			if (skipped < chunk.length) yield chunk.subarray(skipped);
		}
	} catch (error) {
		if (error instanceof AppError) throw error;
		throw damaged(name, error);
	}
}

function damaged(name: string, cause: unknown): AppError {
	const message = `${name} is damaged: its packed data ends early or does not match its checksum.`;
	return new AppError(
		'archive/damaged',
		message,
		{ file: name, detail: asAppError(cause).message },
		{ cause }
	);
}

async function* unpackMembers(packed: ByteStream): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const members = new MemberChecker(await createCRC32());
	let ready: Uint8Array<ArrayBuffer>[] = [];
	const gunzip = new Gunzip((chunk) => {
		// a copy: the checker and the reader outlive the decompressor's buffer
		const copy = chunk.slice();
		members.addUnpacked(copy);
		if (copy.length > 0) ready.push(copy);
	});
	gunzip.onmember = (start) => members.endMember(start);
	for await (const chunk of chunksOf(packed)) {
		for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
			const piece = chunk.slice(at, at + PIECE_BYTES);
			members.addPacked(piece);
			gunzip.push(piece);
			yield* ready;
			ready = [];
		}
	}
	gunzip.push(new Uint8Array(0), true);
	members.endMember(members.packedBytes);
	yield* ready;
}

/** Bounds what one push can unpack to about 64 MB. */
const PIECE_BYTES = 64 << 10;

/** Compares each member with the checksum and size at its end, which the decompressor leaves out. */
class MemberChecker {
	packedBytes = 0;
	#unpackedBytes = 0;
	/** The last packed bytes: enough to hold a member's end that lies in an earlier piece. */
	#tail: Uint8Array = new Uint8Array(0);

	constructor(private readonly crc: IHasher) {
		crc.init();
	}

	addPacked(piece: Uint8Array): void {
		const kept = this.#tail.subarray(-64);
		const tail = new Uint8Array(kept.length + piece.length);
		tail.set(kept);
		tail.set(piece, kept.length);
		this.#tail = tail;
		this.packedBytes += piece.length;
	}

	addUnpacked(chunk: Uint8Array): void {
		this.crc.update(chunk);
		this.#unpackedBytes += chunk.length;
	}

	/** @param end offset in the packed bytes after the member */
	endMember(end: number): void {
		const at = end - 8 - (this.packedBytes - this.#tail.length);
		if (at < 0 || at + 8 > this.#tail.length) throw new Error('the end of a member is missing');
		const view = new DataView(this.#tail.buffer, this.#tail.byteOffset + at, 8);
		const crc = Number.parseInt(this.crc.digest('hex'), 16);
		if (view.getUint32(0, true) !== crc) throw new Error('the checksum does not match');
		if (view.getUint32(4, true) !== this.#unpackedBytes % 2 ** 32) throw new Error('the size does not match');
		this.crc.init();
		this.#unpackedBytes = 0;
	}
}
