import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { mixture, type ColumnFacts, decideType } from './columns';
import type { SheetPlan } from './sheet-plan';
import { rowIsFilled } from './workbook';

const TOTAL = /^\s*(?:grand\s+)?(?:total|sum|summe|gesamt|insgesamt|suma|totale|somme)\b/i;

/** What is told of a sheet that did not become a table just as it stands (SPEC XLS-10). */
export function sheetWarnings(
	plan: SheetPlan,
	facts: readonly (ColumnFacts | undefined)[],
	renamed: readonly ReceiptWarning[],
	manySheets: boolean,
	options: ImportOptions
): ReceiptWarning[] {
	const place = manySheets ? `${plan.sheet.name}: ` : '';
	const sum = (count: (one: ColumnFacts) => number): number =>
		facts.reduce((total, one) => total + (one ? count(one) : 0), 0);
	const told: [code: string, message: string | null][] = [
		...renamed.map(({ code, message }): [string, string] => [code, message]),
		['titles-left-out', titles(plan)],
		['empty-rows', emptyRows(plan)],
		['mixed-columns', mixed(plan, facts)],
		[
			'error-cells',
			errors(
				sum((one) => one.counts.error),
				plan.rejectsErrors
			)
		],
		['uncalculated', uncalculated(sum((one) => one.uncalculated))],
		['merged-cells', merged(plan, options)],
		['huge-numbers', huge(sum((one) => one.huge))],
		['leap-day', leapDays(sum((one) => one.leapDays))],
		['total-row', totalRow(plan)]
	];
	return told.flatMap(([code, message]) => (message === null ? [] : [{ code, message: place + message }]));
}

function titles({ sheet, header }: SheetPlan): string | null {
	let count = 0;
	for (let row = 0; row < header.row; row++) if (rowIsFilled(sheet.rows[row])) count += 1;
	if (count === 0) return null;
	return count === 1
		? `One row above the header (row ${header.row + 1}) is no part of the table.`
		: `${count} rows above the header (row ${header.row + 1}) are no part of the table.`;
}

function emptyRows({ sheet, firstRow }: SheetPlan): string | null {
	let last = sheet.rows.length - 1;
	while (last >= firstRow && !rowIsFilled(sheet.rows[last])) last -= 1;
	let count = 0;
	for (let row = firstRow; row < last; row++) if (!rowIsFilled(sheet.rows[row])) count += 1;
	if (count === 0) return null;
	return count === 1 ? 'One empty row is no record.' : `${count} empty rows are no records.`;
}

function mixed({ columns }: SheetPlan, facts: readonly (ColumnFacts | undefined)[]): string | null {
	const found = columns.flatMap(({ name, sheetColumn, include, fixed }) => {
		const one = facts[sheetColumn];
		return one && include && !fixed && decideType(one).isMixed ? [`“${name}” (${mixture(one)})`] : [];
	});
	if (found.length === 0) return null;
	const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
	return `Values of different kinds in one column are kept as text: ${found.slice(0, 5).join('; ')}${more}.`;
}

function errors(count: number, rejects: boolean): string | null {
	if (count === 0) return null;
	const cells =
		count === 1 ? 'One cell holds an error' : `${count.toLocaleString('en-US')} cells hold an error`;
	return `${cells} such as #N/A: ${rejects ? 'their records are rejects' : 'NULL'}.`;
}

function uncalculated(count: number): string | null {
	if (count === 0) return null;
	const cells = count === 1 ? 'One formula has' : `${count.toLocaleString('en-US')} formulas have`;
	return `${cells} no value in the file: NULL. Open it in the program that made it, calculate, and save it again.`;
}

function merged({ sheet, firstRow }: SheetPlan, options: ImportOptions): string | null {
	const count = sheet.merges.filter((area) => area.rowLast >= firstRow).length;
	if (count === 0) return null;
	const areas =
		count === 1
			? 'One area of merged cells holds'
			: `${count.toLocaleString('en-US')} areas of merged cells hold`;
	return options.mergedCells === 'fill'
		? `${areas} the value in each cell, as you set it.`
		: `${areas} the value in the first cell only.`;
}

function huge(count: number): string | null {
	if (count === 0) return null;
	const numbers = count === 1 ? 'One whole number is' : `${count.toLocaleString('en-US')} whole numbers are`;
	return `${numbers} beyond 2^53, where workbooks can't hold each number: the last digits may be wrong in the file.`;
}

function leapDays(count: number): string | null {
	if (count === 0) return null;
	const dates = count === 1 ? 'One date is' : `${count.toLocaleString('en-US')} dates are`;
	return `${dates} 29 February 1900, which only Excel knows: read as 1 March 1900.`;
}

function totalRow({ sheet, firstRow }: SheetPlan): string | null {
	if (sheet.isHead) return null;
	for (let row = sheet.rows.length - 1; row > firstRow; row--) {
		const cells = sheet.rows[row];
		if (!rowIsFilled(cells)) continue;
		const words = cells?.some((cell) => cell?.t === 's' && TOTAL.test(String(cell.v)));
		return words ? `The last row (${row + 1}) looks like a total; it is a record like the others.` : null;
	}
	return null;
}
