import { Binary, Float64, Int64, makeData, Utf8, type Data } from 'apache-arrow';
import type { SqliteStatement } from './database';
import { STORAGE } from './database';

/** The present row of a statement, or of rows that were put aside. */
export type Cells = Pick<SqliteStatement, 'storage' | 'int64' | 'double' | 'bytes'>;

/** How the values of a column travel. */
export type WireType = 'BIGINT' | 'DOUBLE' | 'VARCHAR' | 'BLOB';

/** Collects a column's values of one record batch in Arrow's form. */
export interface ColumnWriter {
	readonly byteCount: number;
	/** @throws RangeError where the value does not fit the column's type */
	write(cells: Cells, column: number, row: number): void;
	/** The values of rows 0 … `rowCount`; the writer is then empty again. */
	take(rowCount: number): Data;
}

export function columnWriter(type: WireType, capacity: number): ColumnWriter {
	switch (type) {
		case 'BIGINT':
			return new NumberWriter(new Int64(), new BigInt64Array(capacity), readInteger);
		case 'DOUBLE':
			return new NumberWriter(new Float64(), new Float64Array(capacity), readReal);
		case 'VARCHAR':
			return new BytesWriter(new Utf8(), capacity, textBytes);
		case 'BLOB':
			return new BytesWriter(new Binary(), capacity, blobBytes);
	}
}

function misfit(): never {
	throw new RangeError('a value does not fit the type of its column');
}

function readInteger(cells: Cells, column: number): bigint {
	return cells.storage(column) === STORAGE.integer ? cells.int64(column) : misfit();
}

function readReal(cells: Cells, column: number): number {
	const storage = cells.storage(column);
	return storage === STORAGE.real || storage === STORAGE.integer ? cells.double(column) : misfit();
}

function blobBytes(cells: Cells, column: number): Uint8Array {
	return cells.storage(column) === STORAGE.blob ? cells.bytes(column) : misfit();
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** A value as text that says all of it: numbers as SQLite writes them, but exact; bytes as in SQL. */
function textBytes(cells: Cells, column: number): Uint8Array {
	switch (cells.storage(column)) {
		case STORAGE.text:
			return cells.bytes(column);
		case STORAGE.integer:
			return encoder.encode(String(cells.int64(column)));
		case STORAGE.real:
			return encoder.encode(realText(cells.double(column)));
		default:
			return encoder.encode(`X'${hex(cells.bytes(column))}'`);
	}
}

function realText(value: number): string {
	if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
	const text = Object.is(value, -0) ? '-0' : String(value);
	return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

/** A bit a row, 1 for a value. */
class Validity {
	bits: Uint8Array;
	nullCount = 0;

	constructor(private readonly capacity: number) {
		this.bits = new Uint8Array((capacity + 7) >> 3);
	}

	mark(row: number): void {
		this.bits[row >> 3] = (this.bits[row >> 3] ?? 0) | (1 << (row & 7));
	}

	take(): { nullBitmap: Uint8Array | null; nullCount: number } {
		const taken = { nullBitmap: this.nullCount > 0 ? this.bits : null, nullCount: this.nullCount };
		this.bits = new Uint8Array((this.capacity + 7) >> 3);
		this.nullCount = 0;
		return taken;
	}
}

class NumberWriter<
	Values extends BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer>
> implements ColumnWriter {
	readonly byteCount = 0;
	readonly #validity: Validity;

	constructor(
		private readonly type: Int64 | Float64,
		private readonly values: Values,
		private readonly read: (cells: Cells, column: number) => Values[number]
	) {
		this.#validity = new Validity(values.length);
	}

	write(cells: Cells, column: number, row: number): void {
		if (cells.storage(column) === STORAGE.null) {
			this.#validity.nullCount++;
			return;
		}
		this.#validity.mark(row);
		this.values[row] = this.read(cells, column);
	}

	take(rowCount: number): Data {
		const data = this.values.slice(0, rowCount) as Float64Array<ArrayBuffer>;
		return makeData({ type: this.type as Float64, length: rowCount, data, ...this.#validity.take() });
	}
}

class BytesWriter implements ColumnWriter {
	byteCount = 0;
	#bytes = new Uint8Array(1 << 16);
	#offsets: Int32Array<ArrayBuffer>;
	readonly #validity: Validity;

	constructor(
		private readonly type: Utf8 | Binary,
		private readonly capacity: number,
		private readonly read: (cells: Cells, column: number) => Uint8Array
	) {
		this.#offsets = new Int32Array(capacity + 1);
		this.#validity = new Validity(capacity);
	}

	write(cells: Cells, column: number, row: number): void {
		if (cells.storage(column) === STORAGE.null) this.#validity.nullCount++;
		else {
			this.#validity.mark(row);
			this.#append(this.read(cells, column));
		}
		this.#offsets[row + 1] = this.byteCount;
	}

	take(rowCount: number): Data {
		if (this.type instanceof Utf8) this.#repair(rowCount);
		const data = makeData({
			type: this.type as Utf8,
			length: rowCount,
			valueOffsets: this.#offsets.slice(0, rowCount + 1),
			data: this.#bytes.slice(0, this.byteCount),
			...this.#validity.take()
		});
		this.byteCount = 0;
		this.#offsets = new Int32Array(this.capacity + 1);
		return data;
	}

	#append(bytes: Uint8Array): void {
		const end = this.byteCount + bytes.length;
		if (end > this.#bytes.length) {
			const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
			larger.set(this.#bytes.subarray(0, this.byteCount));
			this.#bytes = larger;
		}
		this.#bytes.set(bytes, this.byteCount);
		this.byteCount = end;
	}

	/** SQLite keeps any bytes as text; what is no UTF-8 would break the reader, and becomes U+FFFD. */
	#repair(rowCount: number): void {
		try {
			decoder.decode(this.#bytes.subarray(0, this.byteCount));
		} catch {
			const [bytes, offsets] = [this.#bytes, this.#offsets];
			this.#bytes = new Uint8Array(bytes.length);
			this.#offsets = new Int32Array(this.capacity + 1);
			this.byteCount = 0;
			for (let row = 0; row < rowCount; row++) {
				this.#append(encoder.encode(lenient.decode(bytes.subarray(offsets[row], offsets[row + 1]))));
				this.#offsets[row + 1] = this.byteCount;
			}
		}
	}
}
