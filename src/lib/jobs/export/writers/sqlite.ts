import { AppError } from '$lib/domain/errors';
import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { booleanAt, bytesAt, floatAt, integerAt } from '$lib/domain/rows/scalar';
import { textReader } from '$lib/domain/rows/text';
import { utf8Text } from '$lib/domain/rows/utf8';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { SqlType } from '$lib/domain/sql/sql-type';
import {
	startSqlite,
	type BindParams,
	type Database,
	type SqlValue,
	type Statement
} from '$lib/storage/sources/sqlite';
import { ByteBuffer } from '../byte-buffer';
import { isPlain } from '../cells/cell';
import { jsonCell } from '../cells/json-cell';
import type { ExportColumn, ExportRows, OpenWriter, RowWriter, WriterContext } from '../writer';
import { createTableSql } from './sql';
import { columnTypeIn, SQLITE_NUMBER_DIGITS } from './sql-types';

/** The database is made in memory, twice for a moment: this much of 32-bit WebAssembly's 4 GB is safe. */
export const SQLITE_LIMIT_BYTES = 1_000_000_000;

/** A SQLite database file with one table. */
export const openSqlite: OpenWriter = async (context) => {
	const { Database: SqliteDatabase } = await startSqlite();
	return new SqliteWriter(context, new SqliteDatabase());
};

class SqliteWriter implements RowWriter {
	readonly #context: WriterContext;
	readonly #database: Database;
	readonly #insert: Statement;

	constructor(context: WriterContext, database: Database) {
		const { columns, options } = context;
		this.#context = context;
		this.#database = database;
		database.run(createTableSql('sqlite', options.table, columns));
		const places = columns.map(placeOf).join(', ');
		this.#insert = database.prepare(`INSERT INTO ${quoteIdentifier(options.table)} VALUES (${places})`);
		database.run('BEGIN');
	}

	async write({ batches }: ExportRows): Promise<void> {
		const { columns } = this.#context;
		for (const { rowCount, columns: data } of batches) {
			const read = data.map((column, index) => valueReader(column, columns[index] as ExportColumn));
			for (let row = 0; row < rowCount; row++) {
				this.#insert.run(read.map((value) => value(row)) as BindParams);
			}
		}
		this.#refuseSize();
	}

	async finish(): Promise<void> {
		this.#insert.free();
		this.#database.run('COMMIT');
		await this.#context.sink.write(this.#database.export() as Uint8Array<ArrayBuffer>);
	}

	async close(): Promise<void> {
		this.#database.close();
	}

	#refuseSize(): void {
		const [count] = this.#database.exec('PRAGMA page_count')[0]?.values[0] ?? [];
		const [size] = this.#database.exec('PRAGMA page_size')[0]?.values[0] ?? [];
		if (Number(count) * Number(size) <= SQLITE_LIMIT_BYTES) return;
		throw new AppError(
			'export/limit',
			'A SQLite file is made in memory, and these rows need more than the 1 GB that it may have there.',
			{ limitBytes: SQLITE_LIMIT_BYTES }
		);
	}
}

/** Columns without a type take integers of 64 bits as such, and the digits of larger ones. */
function placeOf(column: ExportColumn, index: number): string {
	const place = `?${index + 1}`;
	if (columnTypeIn('sqlite', column) !== '') return place;
	return `CASE WHEN CAST(CAST(${place} AS INTEGER) AS TEXT) = ${place} THEN CAST(${place} AS INTEGER) ELSE ${place} END`;
}

function valueReader(column: ColumnData, { sqlType }: ExportColumn): (row: number) => SqlValue {
	const read = presentReader(column, sqlType);
	return (row) => (isNull(column, row) ? null : read(row));
}

function presentReader(column: ColumnData, type: SqlType | null): (row: number) => SqlValue {
	const text = textReader(column, type);
	switch (column.field.type.kind) {
		case 'bool':
			return (row) => (booleanAt(column, row) ? 1 : 0);
		case 'int':
			return (row) => {
				const value = integerAt(column, row);
				return typeof value === 'bigint' ? value.toString() : value;
			};
		case 'float':
			return (row) => {
				const value = floatAt(column, row);
				return Number.isNaN(value) ? 'NaN' : value;
			};
		case 'decimal':
			if (type?.kind !== 'decimal' || type.precision > SQLITE_NUMBER_DIGITS) return text;
			return (row) => Number(text(row));
		case 'binary':
		case 'fixed-binary':
			return (row) => bytesAt(column, row);
	}
	if (isPlain(column) || column.field.type.kind === 'utf8') return (row) => text(row);
	const write = jsonCell(column, type);
	const out = new ByteBuffer();
	return (row) => {
		out.clear();
		write(out, row);
		return utf8Text(out.view());
	};
}
