import type { ExportOptions } from '$lib/domain/export/export-options';
import type { RecordBatch } from '$lib/domain/rows/arrow/ipc';
import type { SqlType } from '$lib/domain/sql/sql-type';
import type { EngineParts } from '$lib/protocol/query-api';
import type { ExportFolder } from './export-folder';

/** Where a writer's bytes go, one after the other. */
export interface ByteSink {
	readonly bytesWritten: number;
	/** The bytes may be used again when it has resolved. @throws AppError `export/unwritable` */
	write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** A column as it is exported. */
export interface ExportColumn {
	/** As the result has it; `distinctNames` for formats that need it. */
	name: string;
	/** DuckDB's name of the type, before any cast for transport. */
	type: string;
	/** Null for types that we do not know; they travel as text. */
	sqlType: SqlType | null;
}

/** Rows in the order of the result: whole record batches, with the chosen columns only. */
export interface ExportRows {
	/** Arrow IPC stream with these rows and columns and nothing else. */
	ipc: Uint8Array<ArrayBuffer>;
	rowCount: number;
	batches: RecordBatch[];
}

export interface WriterContext {
	columns: ExportColumn[];
	options: ExportOptions;
	sink: ByteSink;
	/** For formats that are made as a whole before they are sent. */
	folder: ExportFolder;
	/** Where the caller has them already. */
	engine: EngineParts | null;
}

/** Writes rows in one format. Calls follow each other: `write` as often as there are rows, then `finish`. */
export interface RowWriter {
	/** @throws AppError `export/limit`, `export/value` where the format can't hold the rows */
	write(rows: ExportRows): Promise<void>;
	finish(): Promise<void>;
	/** Frees what it holds, finished or not. */
	close?(): Promise<void>;
}

export type OpenWriter = (context: WriterContext) => Promise<RowWriter>;
