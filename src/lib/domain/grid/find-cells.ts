import type { GridSource } from './grid-source';
import { HEADER_ROW, type CellPosition } from './selection';

/** Cells that are fetched and read at once; in between a search can be stopped, and others get their turn. */
const CELLS_AT_ONCE = 100_000;

export interface FindRequest {
	/** Found within a value's text, upper and lower case alike; NULL holds none. */
	text: string;
	/** The search begins beside this cell, and ends with it, once round. */
	from: CellPosition;
	forward: boolean;
}

/** A block of rows to be searched, and the columns of its rows; from its end where the search goes backward. */
interface Stretch {
	rowStart: number;
	rowEnd: number;
	columnStart: number;
	columnEnd: number;
}

/**
 * The next cell with a text, row by row over all rows that there are, loaded or not.
 * @param columns the source's columns in the order they are shown; positions count these
 * @param onProgress told how many rows were searched
 * @returns null where no cell has it, or the search was stopped
 * @throws what `fetch` throws
 */
export async function findCell(
	source: GridSource,
	columns: readonly number[],
	request: FindRequest,
	signal: { readonly aborted: boolean },
	onProgress: (rowsDone: number) => void
): Promise<CellPosition | null> {
	const wanted = request.text.toLowerCase();
	if (wanted === '' || columns.length === 0) return null;
	const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / columns.length));
	let rowsDone = 0;
	for (const stretch of stretches(request, source.rowCount, columns.length, rowsAtOnce)) {
		await source.fetch(stretch.rowStart, stretch.rowEnd);
		if (signal.aborted) return null;
		const found = findWithin(source, columns, wanted, stretch, request.forward);
		if (found) return found;
		onProgress((rowsDone += stretch.rowEnd - stretch.rowStart));
	}
	return null;
}

function findWithin(
	source: GridSource,
	columns: readonly number[],
	wanted: string,
	{ rowStart, rowEnd, columnStart, columnEnd }: Stretch,
	forward: boolean
): CellPosition | null {
	const step = forward ? 1 : -1;
	const lastRow = forward ? rowEnd : rowStart - 1;
	const lastColumn = forward ? columnEnd : columnStart - 1;
	for (let row = forward ? rowStart : rowEnd - 1; row !== lastRow; row += step) {
		for (let column = forward ? columnStart : columnEnd - 1; column !== lastColumn; column += step) {
			if (
				source
					.cell(row, columns[column] ?? -1)
					?.toLowerCase()
					.includes(wanted)
			)
				return { row, column };
		}
	}
	return null;
}

/** The rest of the row searched from, all other rows in their order, and the row's beginning. */
function* stretches(
	{ from, forward }: FindRequest,
	rowCount: number,
	columnCount: number,
	rowsAtOnce: number
): Generator<Stretch> {
	const row = Math.min(Math.max(from.row, 0), rowCount - 1);
	// from the header the first row is searched whole
	const beyond = forward ? -1 : columnCount;
	const column = from.row === HEADER_ROW ? beyond : from.column;
	const here = { rowStart: row, rowEnd: row + 1 };
	const before = { ...here, columnStart: 0, columnEnd: column };
	const behind = { ...here, columnStart: column + 1, columnEnd: columnCount };
	const all = { columnStart: 0, columnEnd: columnCount };
	if (rowCount === 0) return;
	yield forward ? behind : before;
	const parts = forward
		? [...blocks(row + 1, rowCount, rowsAtOnce), ...blocks(0, row, rowsAtOnce)]
		: [...blocks(0, row, rowsAtOnce).reverse(), ...blocks(row + 1, rowCount, rowsAtOnce).reverse()];
	for (const part of parts) yield { ...part, ...all };
	// the cell itself comes last
	yield forward ? { ...before, columnEnd: column + 1 } : { ...behind, columnStart: Math.max(0, column) };
}

function blocks(start: number, end: number, size: number): { rowStart: number; rowEnd: number }[] {
	const list: { rowStart: number; rowEnd: number }[] = [];
	for (let rowStart = start; rowStart < end; rowStart += size) {
		list.push({ rowStart, rowEnd: Math.min(rowStart + size, end) });
	}
	return list;
}
