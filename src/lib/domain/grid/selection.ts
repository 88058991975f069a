/** Row −1 is the header. */
export interface CellPosition {
	row: number;
	column: number;
}

/** Half-open. */
export interface CellRange {
	rowStart: number;
	rowEnd: number;
	columnStart: number;
	columnEnd: number;
}

/** The selected cells as others read them: half-open rows, and indices of the source's columns as they are shown. */
export interface GridSelection {
	rowStart: number;
	rowEnd: number;
	columns: readonly number[];
}

/**
 * One rectangle of cells: from `anchor`, which stays when the selection is extended, to `head`, which moves.
 * `active` has the focus ring; commands for one cell are about it.
 */
export interface Selection {
	active: CellPosition;
	anchor: CellPosition;
	head: CellPosition;
}

export interface GridExtent {
	rowCount: number;
	columnCount: number;
}

export const HEADER_ROW = -1;

export function selectCell(position: CellPosition): Selection {
	return { active: position, anchor: position, head: position };
}

export function extendTo(selection: Selection, head: CellPosition): Selection {
	return { ...selection, head };
}

/** Whole rows, from the active one on. */
export function selectRows(fromRow: number, toRow: number, extent: GridExtent): Selection {
	const anchor = { row: fromRow, column: 0 };
	return { active: anchor, anchor, head: { row: toRow, column: extent.columnCount - 1 } };
}

export function selectColumn(column: number, extent: GridExtent): Selection {
	const anchor = { row: 0, column };
	return { active: anchor, anchor, head: { row: extent.rowCount - 1, column } };
}

/** Everything; the active cell stays. */
export function selectAll(active: CellPosition, extent: GridExtent): Selection {
	return {
		active,
		anchor: { row: 0, column: 0 },
		head: { row: extent.rowCount - 1, column: extent.columnCount - 1 }
	};
}

/** The selected cells, the header never among them. */
export function selectedRange({ anchor, head }: Selection, extent: GridExtent): CellRange {
	const clampRow = (row: number) => Math.min(Math.max(row, 0), extent.rowCount);
	return {
		rowStart: clampRow(Math.min(anchor.row, head.row)),
		rowEnd: clampRow(Math.max(anchor.row, head.row) + 1),
		columnStart: Math.max(0, Math.min(anchor.column, head.column)),
		columnEnd: Math.min(extent.columnCount, Math.max(anchor.column, head.column) + 1)
	};
}

export function isInRange(range: CellRange, row: number, column: number): boolean {
	return (
		row >= range.rowStart && row < range.rowEnd && column >= range.columnStart && column < range.columnEnd
	);
}

export function cellCount(range: CellRange): number {
	return (range.rowEnd - range.rowStart) * (range.columnEnd - range.columnStart);
}
