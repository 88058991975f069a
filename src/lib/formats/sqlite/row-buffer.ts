import { STORAGE, type SqliteStatement } from './database';
import type { Cells } from './column-writer';

/** Rows of a statement put aside, up to a bound, to be read again without running it again. */
export class RowBuffer implements Cells {
	readonly #storages: number[] = [];
	readonly #values: (bigint | number | Uint8Array | null)[] = [];
	#byteCount = 0;
	#start = 0;

	constructor(
		private readonly columnCount: number,
		private readonly limitBytes: number
	) {}

	get isFull(): boolean {
		return this.#byteCount > this.limitBytes;
	}

	get rowCount(): number {
		return this.columnCount === 0 ? 0 : this.#values.length / this.columnCount;
	}

	add(statement: SqliteStatement): void {
		for (let column = 0; column < this.columnCount; column++) {
			const storage = statement.storage(column);
			this.#storages.push(storage);
			this.#values.push(this.#copy(statement, storage, column));
		}
	}

	moveTo(row: number): void {
		this.#start = row * this.columnCount;
	}

	storage(column: number): number {
		return this.#storages[this.#start + column] ?? STORAGE.null;
	}

	int64(column: number): bigint {
		return this.#values[this.#start + column] as bigint;
	}

	double(column: number): number {
		return Number(this.#values[this.#start + column]);
	}

	bytes(column: number): Uint8Array {
		return this.#values[this.#start + column] as Uint8Array;
	}

	#copy(statement: SqliteStatement, storage: number, column: number): bigint | number | Uint8Array | null {
		this.#byteCount += 16;
		if (storage === STORAGE.null) return null;
		if (storage === STORAGE.integer) return statement.int64(column);
		if (storage === STORAGE.real) return statement.double(column);
		const bytes = Uint8Array.from(statement.bytes(column));
		this.#byteCount += bytes.length;
		return bytes;
	}
}
