import { AppError } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { FormatSetting, Preview, PreviewTable } from '../format';
import { cellText, kindOf } from './cells';
import { excel } from './descriptor';
import { chosenSheets, countRecords, errorReject, workbookWarnings } from './read';
import { planSheet, type SheetPlan } from './sheet-plan';
import { rowIsFilled, type Workbook } from './workbook';

const PREVIEW_ROWS = 100;

/** What the reader of a workbook knows; the rest of a preview is known where the file was opened. */
export type WorkbookPreview = Omit<Preview, 'memberName' | 'packed' | 'sizeBytes' | 'elapsedMs'>;

/** What the dialog shows of a workbook of which the head, or all, was read. @throws AppError `file/no-table`, `import/option` */
export function previewWorkbook(
	workbook: Workbook,
	fileName: string,
	options: ImportOptions,
	table: string | null
): WorkbookPreview {
	const sheets = chosenSheets(workbook, options);
	const plans = sheets.map(({ sheet, isEmpty }) => {
		return isEmpty ? null : planSheet(sheet, workbook, options, false);
	});
	const wanted = sheets.findIndex(({ sheet, isEmpty }) => sheet.name === table && !isEmpty);
	const firstChosen = sheets.findIndex(({ include }) => include);
	const any = sheets.findIndex(({ isEmpty }) => !isEmpty);
	const shownTable = wanted >= 0 ? wanted : firstChosen >= 0 ? firstChosen : any;
	const plan = plans[shownTable];
	if (!plan)
		throw new AppError('file/no-table', `${fileName} holds no sheet with a value.`, { file: fileName });
	const tables = sheets.map(({ sheet, include }, i): PreviewTable => {
		return {
			name: sheet.name,
			kind: sheet.hidden ? 'hidden-sheet' : 'sheet',
			rows: rowsOf(plans[i] ?? null),
			columnCount: plans[i]?.columnCount ?? 0,
			include
		};
	});
	const chosen = tables.filter(({ include }) => include);
	return {
		format: excel.id,
		dialect: null,
		settings: settingsOf(plan, sheets.length, options),
		tables,
		shownTable,
		detected: [{ option: 'headerRow', why: plan.header.why }],
		columns: plan.columns.map(({ incoming: _, value: __, sheetColumn: ___, ...column }) => column),
		...firstRecords(plan, workbook),
		estimatedRows: chosen.some(({ rows }) => rows === null)
			? null
			: chosen.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
		estimatedMs: null,
		estimatedStoredBytes: null,
		warnings: [...workbookWarnings(workbook, options), ...plan.warnings],
		suggestedNullTokens: []
	};
}

/** Records of a sheet: counted, or by what the file says where only its head was read. */
function rowsOf(plan: SheetPlan | null): number | null {
	if (plan === null) return 0;
	if (!plan.sheet.isHead) return countRecords(plan);
	const { declaredRows } = plan.sheet;
	return declaredRows === null ? null : Math.max(0, declaredRows - plan.firstRow);
}

function firstRecords(plan: SheetPlan, workbook: Workbook): Pick<Preview, 'rows' | 'rejects'> {
	const rows: (string | null)[][] = [];
	const rejects: Preview['rejects'] = [];
	for (let row = plan.firstRow; row < plan.sheet.rows.length && rows.length < PREVIEW_ROWS; row++) {
		const cells = plan.sheet.rows[row];
		if (!rowIsFilled(cells)) continue;
		rows.push(
			plan.columns.map(({ sheetColumn, type, fixed }) => {
				const cell = cells?.[sheetColumn];
				const isDay = type === 'TIMESTAMP' && !fixed && kindOf(cell, workbook) === 'date';
				const text = cellText(cell, workbook);
				return isDay && text !== null ? `${text} 00:00:00` : text;
			})
		);
		const reject = plan.rejectsErrors ? errorReject(cells, rows.length, row, plan, workbook) : null;
		if (reject) rejects.push({ row: rows.length, message: reject.message });
	}
	return { rows, rejects };
}

function settingsOf(plan: SheetPlan, sheetCount: number, options: ImportOptions): FormatSetting[] {
	const { header } = plan;
	const perTable = sheetCount > 1;
	const settings: FormatSetting[] = [
		{
			key: 'headerRow',
			value: header.lines === 0 ? 0 : header.row + 1,
			choices: [0, 1, 2, 3],
			custom: 'number',
			why: header.why,
			perTable
		}
	];
	if (header.lines > 0) {
		settings.push({
			key: 'headerLines',
			value: header.lines,
			choices: [1, 2, 3],
			custom: null,
			why: null,
			perTable
		});
	}
	if (plan.sheet.merges.length > 0 || options.mergedCells !== undefined) {
		settings.push({
			key: 'mergedCells',
			value: options.mergedCells ?? 'once',
			choices: ['once', 'fill'],
			custom: null,
			why: null
		});
	}
	settings.push({
		key: 'errorCells',
		value: options.errorCells ?? 'null',
		choices: ['null', 'reject'],
		custom: null,
		why: null
	});
	return settings;
}
