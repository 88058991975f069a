import type { SchemaChanges } from '../diff/diff';
import type { ReceiptWarning } from '../receipts/receipt';

/** What a version that was loaded and is not stored yet would change against the newest one (SPEC GAT-1). */
export interface VersionChange {
	sourceId: string;
	sourceName: string;
	/** Number of the newest version, which it is compared with. */
	before: number;
	fileName: string;
	/** Those that both versions have, in the new one's order. */
	tables: TableChange[];
	addedTables: string[];
	removedTables: string[];
	/** What of the source's rules, thresholds, diff options and statements would not work any more (SPEC BRK-1). */
	warnings: ReceiptWarning[];
}

export interface TableChange {
	name: string;
	rowsBefore: number;
	rowsAfter: number;
	rejectedBefore: number;
	rejectedAfter: number;
	/** Null where the rows could not be compared. */
	rows: RowChanges | null;
	/** Why they could not be, as a sentence. */
	problem: string | null;
	schema: SchemaChanges;
}

/** Counts of the diff by the source's key, or of whole rows. */
export interface RowChanges {
	/** Empty where whole rows were compared. */
	key: string[];
	added: number;
	removed: number;
	modified: number;
	unchanged: number;
	/** Columns that changed in modified rows, most changes first. */
	columns: { name: string; changed: number }[];
}

/** Whether anything is different that somebody should be asked about (SPEC GAT-2). */
export function isWorthAsking({ tables, addedTables, removedTables, warnings }: VersionChange): boolean {
	if (addedTables.length + removedTables.length + warnings.length > 0) return true;
	return tables.some(
		({ rows, rejectedBefore, rejectedAfter, schema }) =>
			rows === null ||
			rows.added + rows.removed + rows.modified > 0 ||
			rejectedAfter > rejectedBefore ||
			hasSchemaChanges(schema)
	);
}

/** Whether a column came, went, or has another name, type or place. */
export function hasSchemaChanges({ added, removed, renamed, retyped, reordered }: SchemaChanges): boolean {
	return added.length + removed.length + renamed.length + retyped.length > 0 || reordered;
}
