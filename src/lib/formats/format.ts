import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ColumnPlan, DelimitedDialect } from './delimited/options';

/** Pure description of a format; the page may import it. The reader belongs to the worker. */
export interface FormatDescriptor {
	/** Stable: on receipts. */
	id: string;
	label: string;
	/** Without the dot, lower case. */
	extensions: readonly string[];
	mediaTypes: readonly string[];
}

/** What stands in the import dialog before an import (IMP-3). */
export interface Preview {
	format: string;
	/** The file inside the archive or gzip, or the file's own name. */
	memberName: string;
	packed: 'none' | 'gzip' | 'zip';
	sizeBytes: number;
	dialect: DelimitedDialect;
	/** How sure, and why, for each detected part: shown beside the chips. */
	detected: { option: string; why: string }[];
	columns: ColumnPlan[];
	/** First records as text, in file column order; null is NULL. At most 100. */
	rows: (string | null)[][];
	/** Record number (1-based) of rows that would be rejected, with the reason. */
	rejects: { row: number; message: string }[];
	/** Estimates from the sample. */
	estimatedRows: number | null;
	estimatedMs: number | null;
	estimatedStoredBytes: number | null;
	warnings: ReceiptWarning[];
	/** Words that look like NULL in typed columns, offered to the user, not applied: `NA`, `N/A`. */
	suggestedNullTokens: string[];
	elapsedMs: number;
}

/** A file to import that lies in an archive. */
export interface ArchiveMember {
	path: string;
	sizeBytes: number;
	packedBytes: number;
}
