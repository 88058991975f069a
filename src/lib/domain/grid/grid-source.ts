import type { ExportableRows } from '../export/exportable';

/** A column as the grid shows it. */
export interface GridColumn {
	name: string;
	/** DuckDB's type name of the values: `BIGINT`, `DECIMAL(18,2)`, `STRUCT(a INTEGER)`. Decides icon and alignment. */
	type: string;
}

/** The text of a value; null is NULL (and so never the same as the empty text). */
export type CellText = string | null;

/** One column of an order; `column` is a position in `columns`. */
export interface GridOrder {
	column: number;
	descending: boolean;
}

/**
 * What the grid draws from. Reading is synchronous and cheap; loading is asked for separately, and listeners are told
 * when anything readable has changed (pages came, the row count grew, the order is another).
 */
export interface GridSource {
	readonly columns: readonly GridColumn[];
	/** Rows known so far. */
	readonly rowCount: number;
	/** `rowCount` is exact and will not grow. */
	readonly rowCountIsFinal: boolean;
	/** Number shown in front of `row` (0-based); without it rows are counted from 1. Undefined while not loaded. */
	rowNumber?(row: number): number | undefined;
	/** The text of a cell; undefined while it is not loaded. */
	cell(row: number, column: number): CellText | undefined;
	/**
	 * Loads rows `[rowStart, rowEnd)`; resolves when they can be read through `cell`, at once where they can already.
	 * A source may forget rows again later, never before it resolved. Rejects with an AppError.
	 */
	fetch(rowStart: number, rowEnd: number): Promise<void>;
	/** @returns a function that ends the subscription. */
	subscribe(listener: () => void): () => void;
	/** The result behind the rows, as they are ordered now. */
	exportable?(): ExportableRows;
	/** Present where rows can be ordered anew; may come later, when listeners are told. */
	readonly sorting?: GridSorting;
	/** Present where rows are changes. */
	readonly changes?: GridChanges;
}

/** What the grid must know of rows that are changes; undefined while a row is not loaded. */
export interface GridChanges {
	kind(row: number): 'added' | 'removed' | 'modified' | undefined;
	/** The value that a cell had before, where it was changed; undefined where it was not. */
	old(row: number, column: number): CellText | undefined;
}

export interface GridSorting {
	/** The present order, empty for the natural one. */
	readonly order: readonly GridOrder[];
	/** The rows of the present order are still being made; those of the one before are shown. */
	readonly isBusy?: boolean;
	/** Afterwards every row is loaded anew; listeners are told. */
	sort(order: readonly GridOrder[]): void;
}
