import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { DelimitedDialect } from './delimited/options';

/**
 * Pure description of a format; the page may import it. The reader belongs to the worker
 * (`readers.ts`, one for each descriptor).
 */
export interface FormatDescriptor {
	/** Stable: on receipts. */
	id: string;
	label: string;
	/** Without the dot, lower case. */
	extensions: readonly string[];
	mediaTypes: readonly string[];
	/**
	 * Whether a file that starts with `head` (at most 64 KiB, unpacked) can be of this format, by its content.
	 * Only where that tells nothing (a bare `42`) the file's extension (lower case, no dot) may be asked.
	 * A zip is a document only where the archive layer says so: see `PackedInput.document`.
	 */
	recognises(head: Uint8Array, extension: string): boolean;
}

/** What stands in the import dialog before an import (IMP-3). */
export interface Preview {
	/** Id of the format. */
	format: string;
	/** The file inside the archive or gzip, or the file's own name. */
	memberName: string;
	packed: 'none' | 'gzip' | 'zip';
	sizeBytes: number;
	/** Of delimited text; null for other formats. */
	dialect: DelimitedDialect | null;
	/** What can be set of formats other than delimited text. */
	settings: FormatSetting[];
	/** Every table of the file; one for delimited text. */
	tables: PreviewTable[];
	/** Index into `tables` of the table that `columns`, `rows` and `rejects` show. */
	shownTable: number;
	/** How sure, and why, for each detected part: shown beside the chips. */
	detected: { option: string; why: string }[];
	columns: PreviewColumn[];
	/** First records as text, in file column order; null is NULL. At most 100. */
	rows: (string | null)[][];
	/** Record number (1-based) of rows that would be rejected, with the reason. */
	rejects: { row: number; message: string }[];
	/** Estimates from the sample, of all chosen tables. */
	estimatedRows: number | null;
	estimatedMs: number | null;
	estimatedStoredBytes: number | null;
	warnings: ReceiptWarning[];
	/** Words that look like NULL in typed columns, offered to the user, not applied: `NA`, `N/A`. */
	suggestedNullTokens: string[];
	elapsedMs: number;
}

/** One column as it will be stored. */
export interface PreviewColumn {
	/** 0-based position in the file's table. */
	position: number;
	/** As written in the file, or '' where it has none. */
	originalName: string;
	/** Unique (case-insensitively) within the table. */
	name: string;
	include: boolean;
	/** SQL name of the type, as DuckDB writes it. */
	type: string;
	/** The user fixed the type: what does not fit is a reject. */
	fixed: boolean;
	why: string;
}

/** A table of a file: the one of a text file, a sheet, a table or view of a database. */
export interface PreviewTable {
	/** As in the file; `TableOverride.name` finds it by this. */
	name: string;
	kind: 'table' | 'view' | 'sheet' | 'hidden-sheet';
	/** Null where counting would mean reading the file. */
	rows: number | null;
	columnCount: number | null;
	/** Whether it will be imported. */
	include: boolean;
}

/** Keys of `ImportOptions` that the dialog offers for formats other than delimited text; `ui/texts` has their words. */
export type SettingKey =
	| 'encoding'
	| 'path'
	| 'nested'
	| 'header'
	| 'onBroken'
	| 'headerRow'
	| 'headerLines'
	| 'mergedCells'
	| 'errorCells';

/** One option of a format as the dialog offers it. */
export interface FormatSetting {
	key: SettingKey;
	/** What holds now. */
	value: string | number | boolean | null;
	/** What can be chosen. Empty: only free text. */
	choices: (string | number | boolean | null)[];
	/** Free text or a number can be typed in. */
	custom: 'text' | 'number' | null;
	/** Why it was detected so. */
	why: string | null;
	/** It belongs to the shown table alone: it is set in the table's override. */
	perTable?: boolean;
}

/** A file to import that lies in an archive. */
export interface ArchiveMember {
	path: string;
	sizeBytes: number;
	packedBytes: number;
}
