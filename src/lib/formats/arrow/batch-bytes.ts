import { BufferRegion, FieldNode } from 'apache-arrow/ipc/metadata/message';
import { decompress } from 'fzstd';
import type { FlatTable } from '$lib/domain/rows/arrow/flatbuffer';
import { unpackLz4Frame } from './lz4';

/** No buffer of a batch that anybody writes is larger unpacked. */
const MAX_BUFFER_BYTES = 2 ** 31 - 1;
const CODECS = { lz4: 0, zstd: 1 };
const UNPACKED = -1n;

export const EMPTY = new Uint8Array(0);

/** A buffer of a batch, unpacked when it is asked for. */
export interface PackedBuffer {
	bytes(): Uint8Array;
}

/** Nodes and buffers of a record batch in the order of its columns. */
export class BatchSource {
	readonly #nodes: Iterator<[number, number]>;
	readonly #regions: Iterator<[number, number]>;
	readonly #variadic: number[];
	readonly #codec: number | null;

	constructor(
		header: FlatTable,
		private readonly body: Uint8Array
	) {
		this.#nodes = header.pairs(1).values();
		this.#regions = header.pairs(2).values();
		const packing = header.table(3);
		this.#codec = packing ? packing.uint8(0) : null;
		this.#variadic = header.longs(4);
	}

	node(): { length: number; nullCount: number } {
		const [length, nullCount] = this.#nodes.next().value ?? missing();
		if (length < 0 || nullCount < 0 || nullCount > length) throw new RangeError('impossible counts');
		return { length, nullCount };
	}

	/** How many buffers the next column of views has beside the views. */
	variadic(): number {
		const count = this.#variadic.shift() ?? missing();
		if (count < 0 || count > 1 << 20) throw new RangeError('an impossible number of buffers');
		return count;
	}

	buffer(): PackedBuffer {
		const [offset, length] = this.#regions.next().value ?? missing();
		if (offset < 0 || length < 0 || offset + length > this.body.length) {
			throw new RangeError('a buffer lies outside of its batch');
		}
		const bytes = this.body.subarray(offset, offset + length);
		return { bytes: () => (this.#codec === null || length === 0 ? bytes : unpacked(bytes, this.#codec)) };
	}
}

function unpacked(bytes: Uint8Array, codec: number): Uint8Array {
	if (bytes.length < 8) throw new RangeError('a packed buffer is too short');
	const size = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true);
	const packed = bytes.subarray(8);
	if (size === UNPACKED) return packed;
	if (size < 0n || size > BigInt(MAX_BUFFER_BYTES)) throw new RangeError('a buffer of an impossible size');
	if (codec === CODECS.lz4) return unpackLz4Frame(packed, Number(size));
	if (codec !== CODECS.zstd) throw new RangeError(`an unknown packing (${codec})`);
	const plain = decompress(packed);
	if (plain.length !== Number(size)) throw new RangeError('a buffer has another length than it should');
	return plain;
}

function missing(): never {
	throw new RangeError('a batch has too few parts');
}

/** A batch as it is built: every buffer begins at a multiple of 8. */
export class BatchTarget {
	readonly nodes: FieldNode[] = [];
	readonly regions: BufferRegion[] = [];
	readonly #pieces: Uint8Array[] = [];
	#length = 0;

	node(length: number, nullCount: number): void {
		this.nodes.push(new FieldNode(length, nullCount));
	}

	buffer(bytes: Uint8Array): void {
		this.regions.push(new BufferRegion(this.#length, bytes.length));
		this.#pieces.push(bytes);
		this.#length += (bytes.length + 7) & ~7;
	}

	body(): Uint8Array<ArrayBuffer> {
		const body = new Uint8Array(this.#length);
		this.#pieces.forEach((piece, index) => body.set(piece, this.regions[index]?.offset));
		return body;
	}
}
