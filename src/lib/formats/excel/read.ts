import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { Reject } from '$lib/domain/versions/reject';
import type { ImportOptions } from '$lib/protocol/import-api';
import { tableOverride } from '../overrides';
import type { TableToLoad } from '../table-reader';
import { rowsToIpc } from './batches';
import { cellText, errorText, kindOf } from './cells';
import { planSheet, type SheetPlan } from './sheet-plan';
import { isFilled, rowIsFilled, type Sheet, type SheetRow, type Workbook } from './workbook';

/** As many rows as a row group of DuckDB. */
const ROWS_PER_BATCH = 122_880;
const MAX_REJECTS_AT_ONCE = 10_000;
const MAX_RAW_LENGTH = 1 << 20;

/** What comes out of a workbook, in order; it crosses a thread, so plain values only. */
export type WorkbookEvent =
	| { kind: 'table'; table: TableToLoad }
	| { kind: 'batch'; ipc: Uint8Array<ArrayBuffer>; rows: number; numbered: boolean }
	| { kind: 'rejects'; rejects: Omit<Reject, 'table'>[] }
	| { kind: 'end'; recordsRead: number }
	| { kind: 'done'; dialect: Record<string, unknown>; warnings: ReceiptWarning[] };

/** Sheets with a value, and whether each is imported: hidden ones only where the user says so (SPEC XLS-2). */
export function chosenSheets(
	workbook: Workbook,
	options: ImportOptions
): { sheet: Sheet; include: boolean; isEmpty: boolean }[] {
	return workbook.sheets.map((sheet) => {
		const isEmpty = !sheet.rows.some(rowIsFilled);
		const include = tableOverride(options, sheet.name)?.include ?? !sheet.hidden;
		return { sheet, include: include && !isEmpty, isEmpty };
	});
}

/**
 * The tables of a workbook as events. Rows are given free as soon as they are written.
 * @throws AppError `file/no-table`, `import/option`, `file/too-large`
 */
export function* readWorkbook(
	workbook: Workbook,
	fileName: string,
	options: ImportOptions
): Generator<WorkbookEvent> {
	const chosen = chosenSheets(workbook, options).filter(({ include }) => include);
	if (chosen.length === 0) {
		throw new AppError('file/no-table', `${fileName} holds no sheet with a value.`, { file: fileName });
	}
	const warnings = workbookWarnings(workbook, options);
	const sheets: Record<string, unknown>[] = [];
	for (const { sheet } of chosen) {
		const plan = planSheet(sheet, workbook, options, chosen.length > 1);
		const rename = tableOverride(options, sheet.name)?.rename;
		const name = chosen.length === 1 && rename === undefined ? null : (rename ?? sheet.name);
		yield { kind: 'table', table: { name, columns: plan.columns.map(plainColumn) } };
		const recordsRead = countRecords(plan);
		yield* sheetRows(plan, workbook);
		yield { kind: 'end', recordsRead };
		warnings.push(...plan.warnings);
		sheets.push({
			sheet: sheet.name,
			headerRow: plan.header.lines === 0 ? 0 : plan.header.row + 1,
			headerLines: plan.header.lines
		});
		sheet.rows.length = 0;
	}
	const dialect = {
		sheets,
		dateSystem: workbook.date1904 ? 1904 : 1900,
		mergedCells: options.mergedCells ?? 'once',
		errorCells: options.errorCells ?? 'null'
	};
	yield { kind: 'done', dialect, warnings };
}

/** What is told of the workbook as a whole. */
export function workbookWarnings(workbook: Workbook, options: ImportOptions): ReceiptWarning[] {
	const warnings: ReceiptWarning[] = [];
	if (workbook.isHtml) {
		const message = 'This is a web page: its tables were read like sheets, all values as text.';
		warnings.push({ code: 'html-workbook', message });
	}
	const left = chosenSheets(workbook, options).filter(({ sheet, include, isEmpty }) => {
		return sheet.hidden && !include && !isEmpty;
	});
	if (left.length > 0) {
		const names = left.map(({ sheet }) => `“${sheet.name}”`).join(', ');
		const message = `${left.length === 1 ? 'A hidden sheet was' : 'Hidden sheets were'} left out: ${names}.`;
		warnings.push({ code: 'hidden-sheets', message });
	}
	return warnings;
}

/** The independent count: rows with a value, apart from the builder of batches (SPEC RCP-1, XLS-11). */
export function countRecords({ sheet, firstRow }: Pick<SheetPlan, 'sheet' | 'firstRow'>): number {
	let count = 0;
	for (let row = firstRow; row < sheet.rows.length; row++) if (rowIsFilled(sheet.rows[row])) count += 1;
	return count;
}

function* sheetRows(plan: SheetPlan, workbook: Workbook): Generator<WorkbookEvent> {
	const { rows } = plan.sheet;
	const included = plan.columns.filter(({ include }) => include);
	let record = 0;
	let batch: SheetRow[] = [];
	let numbers: number[] = [];
	let rejects: Omit<Reject, 'table'>[] = [];
	const write = function* (): Generator<WorkbookEvent> {
		if (rejects.length > 0) yield { kind: 'rejects', rejects };
		rejects = [];
		if (batch.length === 0) return;
		const numbered = plan.rejectsErrors;
		const ipc = rowsToIpc(batch, included, workbook, numbered ? numbers : null);
		yield { kind: 'batch', ipc, rows: batch.length, numbered };
		batch = [];
		numbers = [];
	};
	for (let row = plan.firstRow; row < rows.length; row++) {
		const cells = rows[row];
		rows[row] = undefined;
		if (!rowIsFilled(cells)) continue;
		record += 1;
		const reject = plan.rejectsErrors ? errorReject(cells, record, row, plan, workbook) : null;
		if (reject) rejects.push(reject);
		else {
			batch.push(cells);
			numbers.push(record);
		}
		if (batch.length >= ROWS_PER_BATCH || rejects.length >= MAX_REJECTS_AT_ONCE) yield* write();
	}
	yield* write();
}

/** The reject of a record with an error in a column that is imported; null where there is none. */
export function errorReject(
	cells: SheetRow,
	record: number,
	row: number,
	{ columns }: SheetPlan,
	workbook: Workbook
): Omit<Reject, 'table'> | null {
	const column = columns.find(({ include, sheetColumn }) => {
		return include && kindOf(cells?.[sheetColumn], workbook) === 'error';
	});
	if (!column) return null;
	const cell = cells?.[column.sheetColumn];
	return {
		record,
		byteOffset: null,
		raw: rawRecord(cells, columns, workbook).slice(0, MAX_RAW_LENGTH),
		column: column.name,
		code: 'type',
		message: `The cell in row ${row + 1} of “${column.name}” holds the error ${cell ? errorText(cell) : ''}.`
	};
}

/** The values of a record as CSV. */
function rawRecord(cells: SheetRow, columns: SheetPlan['columns'], workbook: Workbook): string {
	return columns
		.map(({ sheetColumn }) => {
			const cell = cells?.[sheetColumn];
			const isError = isFilled(cell) && kindOf(cell, workbook) === 'error';
			const text = isError ? errorText(cell) : (cellText(cell, workbook) ?? '');
			return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
		})
		.join(',');
}

function plainColumn({
	sheetColumn: _,
	...column
}: SheetPlan['columns'][number]): TableToLoad['columns'][number] {
	return column;
}
