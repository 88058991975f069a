/**
 * Thrift's compact protocol as a tree, as far as Parquet's footer needs it: read, changed, and written again
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 */
export type ThriftValue = boolean | bigint | number | Uint8Array | ThriftList | ThriftStruct;

export interface ThriftField {
	/** One of `THRIFT`. */
	type: number;
	value: ThriftValue;
}

/** Fields by their number. */
export type ThriftStruct = Map<number, ThriftField>;

export interface ThriftList {
	elementType: number;
	items: ThriftValue[];
}

export const THRIFT = {
	true: 1,
	false: 2,
	byte: 3,
	i16: 4,
	i32: 5,
	i64: 6,
	double: 7,
	binary: 8,
	list: 9,
	set: 10,
	map: 11,
	struct: 12
} as const;

/** Deeper nesting is no sound footer. */
const MAX_DEPTH = 64;

/** @throws RangeError where the bytes are no such struct */
export function readThrift(bytes: Uint8Array): ThriftStruct {
	return new ThriftReader(bytes).struct(0);
}

class ThriftReader {
	#at = 0;
	readonly #view: DataView;

	constructor(private readonly bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	struct(depth: number): ThriftStruct {
		if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
		const fields: ThriftStruct = new Map();
		let id = 0;
		for (;;) {
			const header = this.#byte();
			if (header === 0) return fields;
			const delta = header >> 4;
			id = delta === 0 ? Number(this.#zigzag()) : id + delta;
			const type = header & 15;
			fields.set(id, { type, value: this.#value(type, depth, true) });
		}
	}

	#value(type: number, depth: number, inField: boolean): ThriftValue {
		switch (type) {
			case THRIFT.true:
			case THRIFT.false:
				return inField ? type === THRIFT.true : this.#byte() === THRIFT.true;
			case THRIFT.byte:
				return BigInt(this.#byte());
			case THRIFT.i16:
			case THRIFT.i32:
			case THRIFT.i64:
				return this.#zigzag();
			case THRIFT.double:
				return this.#double();
			case THRIFT.binary:
				return this.#take(this.#size());
			case THRIFT.list:
			case THRIFT.set:
				return this.#list(depth);
			case THRIFT.struct:
				return this.struct(depth + 1);
			default:
				throw new RangeError(`unknown thrift type ${type}`);
		}
	}

	#list(depth: number): ThriftList {
		const header = this.#byte();
		const short = header >> 4;
		const length = short === 15 ? this.#size() : short;
		const elementType = header & 15;
		// every item has a byte at least
		if (length > this.bytes.length - this.#at) throw new RangeError('a list is longer than the file');
		const items = Array.from({ length }, () => this.#value(elementType, depth + 1, false));
		return { elementType, items };
	}

	#byte(): number {
		const byte = this.bytes[this.#at++];
		if (byte === undefined) throw new RangeError('it ends too early');
		return byte;
	}

	#varint(): bigint {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = this.#byte();
			value |= BigInt(byte & 127) << shift;
			if (byte < 128) return BigInt.asUintN(64, value);
		}
		throw new RangeError('a number is too long');
	}

	#zigzag(): bigint {
		const value = this.#varint();
		return (value >> 1n) ^ -(value & 1n);
	}

	#size(): number {
		return Number(this.#varint());
	}

	#double(): number {
		if (this.#at + 8 > this.bytes.length) throw new RangeError('it ends too early');
		const value = this.#view.getFloat64(this.#at, true);
		this.#at += 8;
		return value;
	}

	#take(length: number): Uint8Array {
		if (length > this.bytes.length - this.#at) throw new RangeError('a text is longer than the file');
		const piece = this.bytes.subarray(this.#at, this.#at + length);
		this.#at += length;
		return piece;
	}
}

export function writeThrift(struct: ThriftStruct): Uint8Array<ArrayBuffer> {
	const writer = new ThriftWriter();
	writer.struct(struct);
	return writer.bytes();
}

class ThriftWriter {
	#bytes = new Uint8Array(4096);
	#length = 0;

	bytes(): Uint8Array<ArrayBuffer> {
		return this.#bytes.slice(0, this.#length);
	}

	struct(fields: ThriftStruct): void {
		let last = 0;
		for (const [id, { type, value }] of [...fields].sort(([a], [b]) => a - b)) {
			const written = typeof value === 'boolean' ? (value ? THRIFT.true : THRIFT.false) : type;
			const delta = id - last;
			if (delta > 0 && delta < 16) this.#byte((delta << 4) | written);
			else {
				this.#byte(written);
				this.#zigzag(BigInt(id));
			}
			last = id;
			if (typeof value !== 'boolean') this.#value(type, value);
		}
		this.#byte(0);
	}

	#value(type: number, value: ThriftValue): void {
		if (value instanceof Map) this.struct(value);
		else if (value instanceof Uint8Array) {
			this.#varint(BigInt(value.length));
			this.#put(value);
		} else if (typeof value === 'bigint') {
			if (type === THRIFT.byte) this.#byte(Number(value));
			else this.#zigzag(value);
		} else if (typeof value === 'number') this.#put(new Uint8Array(new Float64Array([value]).buffer));
		else if (typeof value === 'boolean') this.#byte(value ? THRIFT.true : THRIFT.false);
		else this.#list(value);
	}

	#list({ elementType, items }: ThriftList): void {
		if (items.length < 15) this.#byte((items.length << 4) | elementType);
		else {
			this.#byte(0xf0 | elementType);
			this.#varint(BigInt(items.length));
		}
		for (const item of items) this.#value(elementType, item);
	}

	#zigzag(value: bigint): void {
		this.#varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
	}

	#varint(value: bigint): void {
		let left = value;
		while (left > 127n) {
			this.#byte(Number(left & 127n) | 128);
			left >>= 7n;
		}
		this.#byte(Number(left));
	}

	#byte(value: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = value;
	}

	#put(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	#reserve(length: number): void {
		if (this.#length + length <= this.#bytes.length) return;
		const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + length));
		larger.set(this.#bytes);
		this.#bytes = larger;
	}
}
