import { AppError } from '$lib/domain/errors';
import { isFilled, rowIsFilled, type Sheet } from './workbook';

/** Cells that merged areas may fill: more is a file made to fill memory. */
const MAX_FILLED = 5_000_000;

/**
 * Writes the value of each merged area into all of its cells, in rows that have a value of their own, from `rowStart`
 * on (SPEC XLS-9).
 * @throws AppError `file/too-large`
 */
export function fillMergedCells(sheet: Sheet, rowStart: number): void {
	let filled = 0;
	for (const area of sheet.merges) {
		const cell = sheet.rows[area.rowStart]?.[area.columnStart];
		if (!isFilled(cell)) continue;
		const last = Math.min(area.rowLast, sheet.rows.length - 1);
		for (let row = Math.max(area.rowStart, rowStart); row <= last; row++) {
			const cells = sheet.rows[row];
			if (cells === undefined || !rowIsFilled(cells)) continue;
			filled += area.columnLast - area.columnStart + 1;
			if (filled > MAX_FILLED) throw tooManyCells(sheet.name);
			for (let column = area.columnStart; column <= area.columnLast; column++) cells[column] = cell;
		}
	}
}

function tooManyCells(sheet: string): AppError {
	const message = `The merged cells of “${sheet}” cover more than ${MAX_FILLED.toLocaleString('en-US')} cells.`;
	return new AppError('file/too-large', message, { sheet });
}
