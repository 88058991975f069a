import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { PackedInput } from './archive/input';
import type { Preview } from './format';
import type { ColumnToLoad } from './table-reader';

/** Rows that a preview shows at most. */
export const PREVIEW_ROWS = 100;

/** What the reader of a format with one table knows for its preview. */
export interface OneTable {
	format: string;
	columns: readonly ColumnToLoad[];
	rows: (string | null)[][];
	/** Exact, or null where counting would mean reading the file. */
	rowCount: number | null;
	detected: { option: string; why: string }[];
	warnings: ReceiptWarning[];
	/** `performance.now()` at its start. */
	started: number;
}

/** The preview of a file with one table whose columns have types of their own. */
export function oneTablePreview(input: PackedInput, table: OneTable): Preview {
	return {
		format: table.format,
		memberName: input.memberName,
		packed: input.packed,
		sizeBytes: input.file.size,
		dialect: null,
		settings: [],
		tables: [
			{
				name: input.memberName,
				kind: 'table',
				rows: table.rowCount,
				columnCount: table.columns.length,
				include: true
			}
		],
		shownTable: 0,
		detected: table.detected,
		columns: table.columns.map(({ incoming: _, value: __, ...column }) => column),
		rows: table.rows,
		rejects: [],
		estimatedRows: table.rowCount,
		estimatedMs: null,
		estimatedStoredBytes: input.file.size,
		warnings: table.warnings,
		suggestedNullTokens: [],
		elapsedMs: performance.now() - table.started
	};
}
