import { parseSqlType, type SqlType } from '../sql/sql-type';
import { readIpcStream, type RecordBatch } from './arrow/ipc';
import { textReader, type TextReader } from './text';
import { valueReader, type ValueReader } from './value';

/** A page of rows, decoded cell by cell as they are asked for. Rows are counted within the page. */
export class RowPage {
	readonly rowCount: number;
	readonly #types: (SqlType | null)[];
	readonly #batches: { rowStart: number; batch: RecordBatch }[] = [];
	readonly #values = new Map<string, ValueReader>();
	readonly #texts = new Map<string, TextReader>();

	/**
	 * @param ipc Arrow IPC stream bytes
	 * @param types DuckDB's type names of the columns, by position
	 */
	constructor(ipc: Uint8Array, types: readonly string[]) {
		this.#types = types.map(typeOrNull);
		let rowStart = 0;
		for (const batch of readIpcStream(ipc).batches) {
			this.#batches.push({ rowStart, batch });
			rowStart += batch.rowCount;
		}
		this.rowCount = rowStart;
	}

	/** The exact value (SPEC VAL-1); null is NULL. */
	value(row: number, column: number): unknown {
		return this.#read(row, column, this.#values, valueReader);
	}

	/** The text that the grid shows; null is NULL. */
	text(row: number, column: number): string | null {
		return this.#read(row, column, this.#texts, textReader);
	}

	/** Values of rows `[rowStart, rowEnd)`. */
	rows(rowStart: number, rowEnd: number): unknown[][] {
		const end = Math.min(rowEnd, this.rowCount);
		return Array.from({ length: Math.max(0, end - rowStart) }, (_, index) =>
			this.#types.map((_type, column) => this.value(rowStart + index, column))
		);
	}

	#read<T>(
		row: number,
		column: number,
		readers: Map<string, (row: number) => T>,
		make: (data: RecordBatch['columns'][number], type: SqlType | null) => (row: number) => T
	): T {
		const at = this.#batchOf(row);
		const { rowStart, batch } = this.#batches[at] ?? outside(row);
		const key = `${at}/${column}`;
		let read = readers.get(key);
		if (!read) {
			read = make(batch.columns[column] ?? outside(column), this.#types[column] ?? null);
			readers.set(key, read);
		}
		return read(row - rowStart);
	}

	#batchOf(row: number): number {
		return this.#batches.findIndex(
			({ rowStart, batch }) => row >= rowStart && row < rowStart + batch.rowCount
		);
	}
}

/** A type we do not know arrives as text, for which the Arrow layout tells enough. */
function typeOrNull(name: string): SqlType | null {
	try {
		return parseSqlType(name);
	} catch {
		return null;
	}
}

function outside(index: number): never {
	throw new RangeError(`${index} is outside of the page`);
}
