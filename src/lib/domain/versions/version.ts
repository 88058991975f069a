import type { QualitySummary } from '../quality/judgement';
import type { Receipt } from '../receipts/receipt';
import type { SchemaDocument } from '../schema/schema-document';

/** One immutable snapshot of a source, as the catalogue keeps it. */
export interface Version {
	/** 1, 2, 3 … within the source; never used twice, also not after a removal. */
	version: number;
	/** ISO 8601, UTC. */
	committedAt: string;
	tables: VersionTable[];
	/** Files of this version, in `part` order. */
	parts: VersionPart[];
	storedBytes: number;
	/** Of the imported file's bytes, lower-case hex. */
	sha256: string;
	/** The options the user gave (not the detected ones); the next import of this source starts from them. */
	options: Record<string, unknown>;
	/** Canonical JSON of `options`; with `sha256` it decides "unchanged" (SPEC VER-3). */
	optionsKey: string;
	receipt: Receipt;
	/** What rules and metrics said last; absent where it was never judged. */
	quality?: QualitySummary;
	/** Absent in versions made before it was kept: see `schemaOfVersion`. */
	schema?: SchemaDocument;
	/** Why this version can't be read, as a sentence; absent where it can. */
	problem?: string;
}

export interface VersionTable {
	/** For formats with one table: the source's name at import time. */
	name: string;
	/** Rows loaded. */
	rows: number;
	rejected: number;
	columns: VersionColumn[];
	/** Where the rows lie, in file order: the view over a version is the UNION ALL of these. */
	segments: Segment[];
}

export interface VersionColumn {
	name: string;
	/** DuckDB's name of the stored type: `BIGINT`, `DECIMAL(18,2)`, `TIMESTAMP WITH TIME ZONE`. */
	type: string;
	why: string;
	/** For dates and times of text files: the strptime format they have there. Kept on the receipt only. */
	format?: string;
}

/**
 * A stored table inside a part file: columns `c0 … cN` (positions in `VersionTable.columns`) and
 * `record_number` (BIGINT, 1-based position of the record in the file, rejected records counted).
 */
export interface Segment {
	part: number;
	/** Table name in the part file's main schema; always of the form `t<table>_s<segment>`. */
	table: string;
	/** Record number of the first record, and number of rows stored here. */
	firstRecord: number;
	rows: number;
}

/**
 * A native DuckDB database file, written once. Part 0 also holds the table `rejects`
 * (`table_name, record_number, byte_offset, raw, column_name, code, message`) when the version has rejects.
 */
export interface VersionPart {
	fileName: string;
	sizeBytes: number;
}
