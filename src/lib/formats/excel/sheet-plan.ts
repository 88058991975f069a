import { columnNames } from '../column-names';
import { applyColumnOverrides, tableOverride } from '../overrides';
import type { ColumnToLoad } from '../table-reader';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import { AppError } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { DateSystem } from './cells';
import { decideType, surveyColumns, valueCount, type ColumnFacts } from './columns';
import { findHeader, headerNames, type Header } from './header';
import { fillMergedCells } from './merged-cells';
import { isFilled, type Sheet } from './workbook';
import { sheetWarnings } from './warnings';

/** A column of a sheet as it will be loaded. */
export interface SheetColumn extends ColumnToLoad {
	/** 0-based column in the sheet. */
	sheetColumn: number;
}

/** How a sheet becomes a table. */
export interface SheetPlan {
	sheet: Sheet;
	header: Header;
	/** 0-based sheet row of the first record. */
	firstRow: number;
	columns: SheetColumn[];
	/** Cells with an error make their record a reject. */
	rejectsErrors: boolean;
	/** Columns from the first to the last with a value. */
	columnCount: number;
	warnings: ReceiptWarning[];
}

/** Plans one sheet: header, columns, and types by all cells that were read. @throws AppError `import/option` */
export function planSheet(
	sheet: Sheet,
	system: DateSystem,
	options: ImportOptions,
	manySheets: boolean
): SheetPlan {
	const header = headerOf(sheet, system, options);
	const firstRow = header.row + header.lines;
	if (options.mergedCells === 'fill') fillMergedCells(sheet, firstRow);
	const facts = surveyColumns(sheet.rows, firstRow, system);
	const [columnStart, columnLast] = columnRange(sheet, header, facts);
	const names = headerNames(sheet.rows, sheet.merges, header, columnStart, columnLast, system);
	const { names: unique, warnings } = columnNames(columnStart > columnLast ? [] : names.length ? names : []);
	const columns = unique.map((name, position): SheetColumn => {
		const sheetColumn = columnStart + position;
		const found = decideType(facts[sheetColumn]);
		const isSpacer = names[position] === '' && !hasContent(facts[sheetColumn]);
		return {
			position,
			originalName: names[position] ?? '',
			name,
			include: !isSpacer,
			type: found.type,
			fixed: false,
			why: isSpacer ? 'an empty column' : found.why,
			incoming: `c${position}`,
			sheetColumn
		};
	});
	const changed = applyColumnOverrides(columns, options, sheet.name) as SheetColumn[];
	const plan: SheetPlan = {
		sheet,
		header,
		firstRow,
		columns: changed,
		rejectsErrors: options.errorCells === 'reject',
		columnCount: columns.length,
		warnings: []
	};
	const renamed =
		header.lines === 0 ? [] : warnings.filter(({ code }) => code !== 'empty-column-names' || isTold(columns));
	plan.warnings = sheetWarnings(plan, facts, renamed, manySheets, options);
	return plan;
}

/** Spacer columns without a name are left out, which is told apart from columns that got a name. */
function isTold(columns: readonly SheetColumn[]): boolean {
	return columns.some(({ originalName, include }) => originalName === '' && include);
}

function headerOf(sheet: Sheet, system: DateSystem, options: ImportOptions): Header {
	const said = tableOverride(options, sheet.name);
	const row = said?.headerRow ?? options.headerRow;
	const lines = said?.headerLines ?? options.headerLines;
	if (row === undefined) {
		const found = findHeader(sheet.rows, sheet.merges, system);
		if (lines === undefined || found.lines === 0) return found;
		// the line nearest to the data stays where it is
		const start = Math.max(0, found.row + found.lines - lines);
		return { row: start, lines, why: 'you set its lines' };
	}
	for (const [option, value, least] of [
		['headerRow', row, 0] as const,
		['headerLines', lines ?? 1, 1] as const
	]) {
		if (Number.isInteger(value) && value >= least && value <= 1_048_576) continue;
		const message = `${option} must be a whole number from ${least} on, and not ${value}.`;
		throw new AppError('import/option', message, { option, value });
	}
	if (row === 0) return { row: 0, lines: 0, why: 'you set it' };
	if (row > sheet.rows.length) {
		const message = `“${sheet.name}” has no row ${row}.`;
		throw new AppError('import/option', message, { option: 'headerRow', value: row });
	}
	return { row: row - 1, lines: lines ?? 1, why: 'you set it' };
}

function hasContent(facts: ColumnFacts | undefined): boolean {
	return facts !== undefined && (valueCount(facts) > 0 || facts.counts.error > 0 || facts.uncalculated > 0);
}

/** First and last sheet column with a name or a value. */
function columnRange(
	sheet: Sheet,
	header: Header,
	facts: readonly (ColumnFacts | undefined)[]
): [first: number, last: number] {
	let first = Infinity;
	let last = -1;
	const meet = (column: number): void => {
		first = Math.min(first, column);
		last = Math.max(last, column);
	};
	facts.forEach((found, column) => {
		if (hasContent(found)) meet(column);
	});
	for (let line = 0; line < header.lines; line++) {
		sheet.rows[header.row + line]?.forEach((cell, column) => {
			if (isFilled(cell)) meet(column);
		});
	}
	return last < 0 ? [0, -1] : [first, last];
}
