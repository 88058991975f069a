import { HEADER_ROW, type CellPosition, type GridExtent } from './selection';

export interface KeyPress {
	key: string;
	/** Control, or Command on a Mac. */
	withControl: boolean;
}

/**
 * Where a key moves a position in a grid (the ARIA practice for data grids); null where the key moves nothing.
 * The header can be reached from the first row with Arrow Up.
 */
export function movedPosition(
	from: CellPosition,
	{ key, withControl }: KeyPress,
	extent: GridExtent,
	pageRows: number
): CellPosition | null {
	const lastRow = extent.rowCount - 1;
	const lastColumn = extent.columnCount - 1;
	const at = (row: number, column: number): CellPosition => ({
		row: Math.min(Math.max(row, HEADER_ROW), lastRow),
		column: Math.min(Math.max(column, 0), lastColumn)
	});
	const { row, column } = from;
	switch (key) {
		case 'ArrowUp':
			return withControl ? at(0, column) : at(row - 1, column);
		case 'ArrowDown':
			return withControl ? at(lastRow, column) : at(row + 1, column);
		case 'ArrowLeft':
			return at(row, withControl ? 0 : column - 1);
		case 'ArrowRight':
			return at(row, withControl ? lastColumn : column + 1);
		case 'PageUp':
			return at(Math.max(Math.min(row, 0), row - pageRows), column);
		case 'PageDown':
			return at(row + pageRows, column);
		case 'Home':
			return withControl ? at(0, 0) : at(row, 0);
		case 'End':
			return withControl ? at(lastRow, lastColumn) : at(row, lastColumn);
		default:
			return null;
	}
}
