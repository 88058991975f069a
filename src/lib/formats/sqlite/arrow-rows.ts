import {
	Binary,
	Field,
	Float64,
	Int64,
	RecordBatch,
	Schema,
	Struct,
	Table,
	tableToIPC,
	Utf8,
	makeData
} from 'apache-arrow';
import { AppError } from '$lib/domain/errors';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { chooseType } from './column-type';
import type { SqliteStatement } from './database';
import { look } from './survey';
import { columnWriter, type Cells, type ColumnWriter, type WireType } from './column-writer';
import { RowBuffer } from './row-buffer';

const BATCH_ROWS = 8192;
const BATCH_BYTES = 4 * 2 ** 20;
const ASIDE_BYTES = 16 * 2 ** 20;

const ARROW = { BIGINT: new Int64(), DOUBLE: new Float64(), VARCHAR: new Utf8(), BLOB: new Binary() };

/**
 * The rows of a statement as pieces of one Arrow IPC stream. A result of SQLite has a storage class for each value, not
 * a type for each column: where the types are not given, the rows are looked through first; a small result is put aside
 * meanwhile, a large one is run again.
 */
export class ArrowRows {
	readonly names: readonly string[];
	readonly types: readonly WireType[];
	/** The schema message. */
	readonly schema: Uint8Array<ArrayBuffer>;
	readonly #statement: SqliteStatement;
	readonly #arrowSchema: Schema;
	readonly #writers: ColumnWriter[];
	readonly #aside: RowBuffer | null;
	/** Rows in the pieces so far. */
	rowCount = 0;
	#asideRow = 0;
	#isOver = false;

	constructor(statement: SqliteStatement, types: readonly WireType[] | null) {
		this.#statement = statement;
		this.names = statement.names;
		const survey = types ? { types, aside: null } : lookThrough(statement);
		this.types = survey.types;
		this.#aside = survey.aside;
		const fields = this.types.map((type, index) => new Field(`c${index}`, ARROW[type], true));
		this.#arrowSchema = new Schema(fields);
		this.#writers = this.types.map((type) => columnWriter(type, BATCH_ROWS));
		this.schema = withoutEnd(tableToIPC(new Table(this.#arrowSchema), 'stream'));
	}

	/** @returns the next record batch message, or null at the end */
	next(): Uint8Array<ArrayBuffer> | null {
		if (this.#isOver) return null;
		let rowCount = 0;
		let byteCount = 0;
		while (rowCount < BATCH_ROWS && byteCount < BATCH_BYTES) {
			const cells = this.#advance();
			// a statement that is stepped beyond its end begins anew
			this.#isOver = cells === null;
			if (!cells) break;
			byteCount = 0;
			for (const [column, writer] of this.#writers.entries()) {
				this.#write(writer, cells, column, rowCount);
				byteCount += writer.byteCount;
			}
			rowCount++;
		}
		this.rowCount += rowCount;
		return rowCount === 0 ? null : this.#batch(rowCount);
	}

	close(): void {
		this.#isOver = true;
		this.#statement.close();
	}

	#advance(): Cells | null {
		if (!this.#aside) return this.#statement.step() ? this.#statement : null;
		if (this.#asideRow >= this.#aside.rowCount) return null;
		this.#aside.moveTo(this.#asideRow++);
		return this.#aside;
	}

	#write(writer: ColumnWriter, cells: Cells, column: number, row: number): void {
		try {
			writer.write(cells, column, row);
		} catch (cause) {
			const name = this.names[column] ?? '';
			const message = `The values of column “${name}” change from run to run. Cast it to a type, or to TEXT.`;
			throw new AppError('query/failed', message, { column: name }, { cause });
		}
	}

	#batch(rowCount: number): Uint8Array<ArrayBuffer> {
		const children = this.#writers.map((writer) => writer.take(rowCount));
		const data = makeData({
			type: new Struct(this.#arrowSchema.fields),
			length: rowCount,
			children,
			nullCount: 0
		});
		const table = new Table(this.#arrowSchema, [new RecordBatch(this.#arrowSchema, data)]);
		return withoutEnd(tableToIPC(table, 'stream')).slice(this.schema.length);
	}
}

function lookThrough(statement: SqliteStatement): { types: WireType[]; aside: RowBuffer | null } {
	const count = statement.names.length;
	const seen = new Uint8Array(count);
	const kinds = statement.names.map(() => null);
	const aside = new RowBuffer(count, ASIDE_BYTES);
	while (statement.step()) {
		look(statement, seen, kinds);
		if (!aside.isFull) aside.add(statement);
	}
	const types = Array.from(seen, (bits) => chooseType(bits, '').type as WireType);
	if (!aside.isFull) return { types, aside };
	statement.reset();
	return { types, aside: null };
}

function withoutEnd(ipc: Uint8Array): Uint8Array<ArrayBuffer> {
	return ipc.slice(0, ipc.length - END_OF_STREAM.length) as Uint8Array<ArrayBuffer>;
}
