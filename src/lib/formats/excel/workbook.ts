import type { CellObject } from 'xlsx';

/** Cell as SheetJS gives it, kept as it is: a copy of a large workbook would not fit into memory a second time. */
export type SheetCell = Pick<CellObject, 't' | 'v' | 'z' | 'f'>;

/** Cells by 0-based sheet column; gaps are holes. */
export type SheetRow = (SheetCell | undefined)[] | undefined;

/** An area of merged cells, 0-based, both ends included. */
export interface MergedArea {
	rowStart: number;
	rowLast: number;
	columnStart: number;
	columnLast: number;
}

export interface Sheet {
	name: string;
	hidden: boolean;
	/** By 0-based sheet row; rows without cells are holes. */
	rows: SheetRow[];
	merges: MergedArea[];
	/** Only the first rows were read. */
	isHead: boolean;
	/** Rows by what the file says of itself, where only the head was read; null where it says nothing. */
	declaredRows: number | null;
}

export interface Workbook {
	/** Date system: serial 0 is 1904-01-01. */
	date1904: boolean;
	/** Dates before the system's first day are meant: OpenDocument, and the 1904 system. */
	negativeDates: boolean;
	/** A web page, often under the name of a workbook. */
	isHtml: boolean;
	/** Worksheets in the file's order. */
	sheets: Sheet[];
	/** Names of sheets that hold no cells by their nature: charts, dialogs, macros. */
	otherSheets: string[];
}

/** First character of the text of a cell whose value is an ISO 8601 date: a noncharacter, which no file may hold. */
export const ISO_MARK = '\ufdd0';

/** Whether a cell holds a value; the empty text that a formula gives is none (SPEC XLS-3). */
export function isFilled(cell: SheetCell | undefined): cell is SheetCell {
	if (cell === undefined || cell.t === 'z') return false;
	if (cell.t === 'e') return true;
	return cell.v !== undefined && cell.v !== '';
}

export function rowIsFilled(row: SheetRow): boolean {
	if (row === undefined) return false;
	for (const cell of row) if (isFilled(cell)) return true;
	return false;
}
