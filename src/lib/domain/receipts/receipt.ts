import type { Readmission } from './readmission';

/** The record of one import (the shape is public: `window.varve`). Durations in milliseconds, sizes in bytes. */
export interface Receipt {
	importId: string;
	sourceId: string;
	sourceName: string;
	/** The version made, or for `unchanged` the version that holds the same bytes already. */
	version: number;
	status: 'committed' | 'unchanged';
	/** ISO 8601, UTC. */
	committedAt: string;
	/** `member` is the path of what was read of a zip; `companion` the log that was given with a database. */
	file: { name: string; sizeBytes: number; sha256: string; member?: string; companion?: ReceiptFile };
	format: string;
	/** The resolved reading options of the format (for delimited text: `DelimitedDialect`). */
	dialect?: Record<string, unknown>;
	tables: TableReceipt[];
	warnings: ReceiptWarning[];
	/** Set where the file was opened to be queried as it is: nothing was read in, and nothing counted twice. */
	isOpened?: true;
	/** Set where the version was made by correcting rejects, not from the file alone. */
	readmitted?: Readmission;
	/** Set where the version has the rows of an older one, which was made the newest again (SPEC VER-18). */
	restored?: { fromVersion: number; committedAt: string };
	storedBytes: number;
	elapsedMs: number;
	phases: { name: string; elapsedMs: number }[];
}

/** Size in bytes. */
export interface ReceiptFile {
	name: string;
	sizeBytes: number;
	sha256: string;
}

/** `rowsRead = rowsLoaded + rowsRejected`; `rowsRead` comes from the independent count (SPEC RCP-1). */
export interface TableReceipt {
	name: string;
	rowsRead: number;
	rowsLoaded: number;
	rowsRejected: number;
	columns: { name: string; type: string; why: string; format?: string }[];
}

export interface ReceiptWarning {
	code: string;
	message: string;
}
