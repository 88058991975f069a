import type { QualitySummary } from '../quality/judgement';
import type { Receipt } from '../receipts/receipt';
import type { SchemaDocument } from '../schema/schema-document';

/** What people say about a version. */
export interface VersionLabels {
	/** Absent where there is none. */
	name?: string;
	note?: string;
	/** Never removed by a retention rule. */
	pinned?: boolean;
}

/** One immutable snapshot of a source, as the catalogue keeps it. */
export interface Version extends VersionLabels {
	/** 1, 2, 3 … within the source; never used twice, also not after a removal. */
	version: number;
	/** ISO 8601, UTC. */
	committedAt: string;
	tables: VersionTable[];
	/** Files that this version is read from, in `part` order; with a layer those of its base, and then the history. */
	parts: VersionPart[];
	/** With a layer: its share of the history. */
	storedBytes: number;
	/** Absent where the version has files of its own; else how its rows are put together (SPEC VER-10). */
	layer?: VersionLayer;
	/** What its rows are, to be compared with what is read (SPEC VER-12); absent until it was computed. */
	content?: VersionContent;
	/** Given by the user; absent where there is none. */
	name?: string;
	note?: string;
	/** Never removed by a retention rule. */
	pinned?: boolean;
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

/** A version that is stored as what differs from newer ones. */
export interface VersionLayer {
	/** The version whose files hold the rows that are the same. */
	baseVersion: number;
	/** The steps from the base to this version, this one last. */
	chain: number[];
}

export interface VersionContent {
	/** How the hashes were computed; other ways give others. */
	method: string;
	/** By table. */
	hashes: string[];
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
	/** For dates and times of text files: the format they have there (`domain/schema/time-format`: strptime, and fractions). Kept on the receipt only. */
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
