import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { Reject } from '$lib/domain/versions/reject';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from './archive/input';
import type { Preview, PreviewColumn } from './format';

/** Reads a format whose values have types of their own; in the import worker (`read`) and the previewer (`preview`). */
export interface TableReader {
	/** `read` takes the whole file from `input.blocks()`: it need then not be read again for its hash. */
	readonly isSequential?: boolean;
	/**
	 * What the dialog shows; reads as little of the file as it can.
	 * @param table name of the table to show (`PreviewTable.name`), null for the first that is included
	 */
	preview(
		input: PackedInput,
		options: ImportOptions,
		table: string | null,
		tools: ReaderTools
	): Promise<Preview>;
	/**
	 * Reads the whole file and hands its tables to `sink`, one after the other. The bytes read so far are told to
	 * `sink.progress`; `sink.signal` stops it. Memory must not grow with the file where the format allows it.
	 * @throws AppError `file/damaged` and the like: nothing is kept then
	 */
	read(input: PackedInput, options: ImportOptions, sink: TableSink): Promise<TablesRead>;
}

/** What a reader may need of an engine. */
export interface ReaderTools {
	/** Attaches a DuckDB database file read-only to an engine, with its write-ahead log where there is one. @throws AppError `file/damaged`, `file/encrypted` */
	attachDatabase(file: File, log?: File | null): Promise<AttachedDatabase>;
}

export interface AttachedDatabase {
	/** Unquoted. */
	alias: string;
	/** Runs a statement with a small result. */
	rows(sql: string): Promise<Record<string, unknown>[]>;
	detach(): Promise<void>;
}

/** What is told on the receipt beside the tables. */
export interface TablesRead {
	/** How the file was read, every option resolved. */
	dialect: Record<string, unknown>;
	warnings: ReceiptWarning[];
}

/** A column of a table to load; `type` is what is stored. */
export interface ColumnToLoad extends PreviewColumn {
	/** Name of the column in the batches (Arrow field, or column of the SELECT). Columns left out need not be there. */
	incoming: string;
	/**
	 * SQL of the stored value over the incoming column (given quoted), where it is more than a cast to `type`.
	 * It must lose nothing: what is not exact is for the reader to see. Where the user fixed another type, its result is
	 * what must survive that type.
	 */
	value?: (incoming: string) => string;
	/** SQL of the value under a type that the user fixed, NULL where it does not fit; without it the way there and back decides (SPEC FMT-6). */
	fixedValue?: (incoming: string) => string;
}

export interface TableToLoad {
	/** Name in the file; null where the file has but one table without a name: it is called as its source. */
	name: string | null;
	/** In file order, those left out included. */
	columns: ColumnToLoad[];
}

/** Takes what a reader reads into the version's part files, checked and counted. */
export interface TableSink extends ReaderTools {
	readonly signal: AbortSignal;
	/** Begins a table; the one before must have ended. */
	beginTable(table: TableToLoad): Promise<TableWriter>;
	/** @param bytesRead bytes of the file (as it lies on disk) read so far */
	progress(bytesRead: number): void;
	/** Forgets everything written so far, for a reader that has to begin again with other types. */
	restart(): Promise<void>;
}

export interface TableBatch {
	/** A whole Arrow IPC stream (schema, record batches, end); it is transferred and empty afterwards. */
	ipc: Uint8Array<ArrayBuffer>;
	/** Rows in it, by the reader's own count: the engine's count must be the same. */
	rows: number;
	/**
	 * Name of a BIGINT column of the stream that holds the record numbers. Without it records follow each other
	 * without a gap from the last one on.
	 */
	recordNumbers?: string;
	/**
	 * The stream is what is to be stored: `record_number`, `c0`, `c1` … of the types of the table's columns, none of
	 * which is a float or fixed by the user. It is then taken as it comes, which costs much less.
	 */
	isStored?: boolean;
}

export interface TableWriter {
	/**
	 * Stores a batch as one segment; large ones (100,000 rows and more) are read faster later on. Resolves when the
	 * next one can be taken: one or two are loaded while it is made.
	 */
	append(batch: TableBatch): Promise<void>;
	/** Stores what a SELECT over an attached database gives, in its order. `rows` as in TableBatch. */
	appendSelect(select: string, rows: number): Promise<void>;
	/** Keeps records that were not loaded; their numbers are part of the count, too. */
	reject(rejects: Omit<Reject, 'table'>[]): Promise<void>;
	/** @param recordsRead the independent count of the records of this table (SPEC RCP-1) */
	end(recordsRead: number): Promise<void>;
}
