import { describe, expect, test } from 'vitest';
import { decideType, surveyColumns } from '$lib/formats/excel/columns';
import { findHeader } from '$lib/formats/excel/header';
import { readWorkbook, type WorkbookEvent } from '$lib/formats/excel/read';
import { planSheet } from '$lib/formats/excel/sheet-plan';
import type { MergedArea, Sheet, SheetCell, SheetRow, Workbook } from '$lib/formats/excel/workbook';
import type { ImportOptions } from '$lib/protocol/import-api';

const system = { date1904: false, negativeDates: false };

type Value = string | number | boolean | null | SheetCell;

function rowsOf(values: Value[][]): SheetRow[] {
	return values.map((row) =>
		row.map((value): SheetCell | undefined => {
			if (value === null) return undefined;
			if (typeof value === 'object') return value;
			return { t: typeof value === 'string' ? 's' : typeof value === 'number' ? 'n' : 'b', v: value };
		})
	);
}

function sheetOf(values: Value[][], merges: MergedArea[] = []): Sheet {
	return { name: 'S', hidden: false, rows: rowsOf(values), merges, isHead: false, declaredRows: null };
}

const area = (rowStart: number, columnStart: number, rowLast: number, columnLast: number): MergedArea => ({
	rowStart,
	rowLast,
	columnStart,
	columnLast
});

function namesOf(sheet: Sheet, options: ImportOptions = {}): string[] {
	return planSheet(sheet, system, options, false).columns.map(({ name }) => name);
}

describe('the header', () => {
	const place = (values: Value[][], merges: MergedArea[] = []) => {
		const { row, lines } = findHeader(rowsOf(values), merges, system);
		return [row, lines];
	};

	test('XLS-4 stands above other values', () => {
		expect(
			place([
				['id', 'n'],
				[1, 2],
				[3, 4]
			])
		).toEqual([0, 1]);
		expect(
			place([
				[1, 2],
				[3, 4]
			])
		).toEqual([0, 0]);
		expect(place([['a', 'b']])).toEqual([0, 1]);
		expect(place([])).toEqual([0, 0]);
		expect(
			place([
				['country', 2001, 2002, 2003],
				['de', 1, 2, 3]
			])
		).toEqual([0, 1]);
	});

	test('XLS-4 titles and empty rows above it are passed over', () => {
		expect(
			place([['Report'], [], ['printed today'], [null, 'id', 'n', 'm'], [null, 1, 2, 3], [null, 4, 5, 6]])
		).toEqual([3, 1]);
	});

	test('XLS-4 without a header nothing is left out', () => {
		expect(place([['Title'], [1, 2, 3], [4, 5, 6]])).toEqual([0, 0]);
	});

	test('XLS-4 several lines by merged cells, joined in the names', () => {
		const groups = sheetOf(
			[
				[null, 'North', null, 'South', null],
				['day', 'units', 'sales', 'units', 'sales'],
				['x', 1, 2, 3, 4]
			],
			[area(0, 1, 0, 2), area(0, 3, 0, 4)]
		);
		expect(namesOf(groups)).toEqual(['day', 'North units', 'North sales', 'South units', 'South sales']);
		expect(namesOf(groups, { headerRow: 2 })).toEqual(['day', 'units', 'sales', 'units_2', 'sales_2']);
		expect(namesOf(groups, { tables: [{ name: 'S', headerRow: 0 }] })).toHaveLength(5);
	});

	test('XLS-4 empty columns inside are left out, those around are no part', () => {
		const plan = planSheet(
			sheetOf([
				[null, 'a', null, 'b'],
				[null, 1, null, 2]
			]),
			system,
			{},
			false
		);
		expect(plan.columns.map(({ name, include }) => [name, include])).toEqual([
			['a', true],
			['column2', false],
			['b', true]
		]);
	});
});

describe('types', () => {
	const typeOf = (...values: Value[]) =>
		decideType(surveyColumns(rowsOf(values.map((value) => [value])), 0, system)[0]).type;
	const date = (v: number, z = 'yyyy-mm-dd'): SheetCell => ({ t: 'n', v, z });

	test('XLS-6 XLS-8 by all cells, errors and empty ones aside', () => {
		expect(typeOf(1, 2, null, { t: 'e', v: 42 })).toBe('BIGINT');
		expect(typeOf(1, 2.5)).toBe('DOUBLE');
		expect(typeOf(1, 2 ** 53)).toBe('DOUBLE');
		expect(typeOf(1, 2 ** 53 - 1)).toBe('BIGINT');
		expect(typeOf(0, -0)).toBe('DOUBLE');
		expect(typeOf('1', '2')).toBe('VARCHAR');
		expect(typeOf(1, '2')).toBe('VARCHAR');
		expect(typeOf(true, false)).toBe('BOOLEAN');
		expect(typeOf(true, 1)).toBe('VARCHAR');
		expect(typeOf(date(45000), date(1))).toBe('DATE');
		expect(typeOf(date(45000), date(45000.5))).toBe('TIMESTAMP');
		expect(typeOf(date(0.5, 'h:mm'), date(0, 'h:mm'))).toBe('TIME');
		expect(typeOf(date(1.5, '[h]:mm'))).toBe('INTERVAL');
		expect(typeOf(date(45000), 45000)).toBe('VARCHAR');
		expect(typeOf(1, '')).toBe('BIGINT');
		expect(typeOf(null)).toBe('VARCHAR');
	});
});

describe('reading', () => {
	const book = (...sheets: Sheet[]): Workbook => ({
		...system,
		isHtml: false,
		sheets,
		otherSheets: []
	});
	const events = (workbook: Workbook, options: ImportOptions = {}): WorkbookEvent[] => [
		...readWorkbook(workbook, 'book.xlsx', options)
	];

	test('XLS-3 XLS-11 rows with a value are counted and batched; empty ones are no records', () => {
		const read = events(book(sheetOf([['a', 'b'], [1, 2], [], [null, ''], [3, null]])));
		expect(read.map(({ kind }) => kind)).toEqual(['table', 'batch', 'end', 'done']);
		expect(read[1]).toMatchObject({ rows: 2 });
		expect(read[2]).toMatchObject({ recordsRead: 2 });
	});

	test('XLS-5 errors make rejects with the raw record', () => {
		const read = events(
			book(
				sheetOf([
					['a', 'b'],
					[1, { t: 'e', v: 0x2a }],
					['x, "y"', 2]
				])
			),
			{ errorCells: 'reject' }
		);
		const rejects = read.find((event) => event.kind === 'rejects');
		expect(rejects?.rejects).toMatchObject([{ record: 1, raw: '1,#N/A', column: 'b', code: 'type' }]);
	});

	test('XLS-9 merged cells fill rows that have values', () => {
		const sheet = sheetOf([['g', 'n'], ['x', 1], [null, 2], [], ['y', 3]], [area(1, 0, 3, 0)]);
		planSheet(sheet, system, { mergedCells: 'fill' }, false);
		expect(sheet.rows.map((row) => row?.[0]?.v)).toEqual(['g', 'x', 'x', undefined, 'y']);
		const hostile = sheetOf(
			Array.from({ length: 1000 }, () => [1]),
			Array.from({ length: 100 }, () => area(0, 0, 1_048_575, 16_383))
		);
		expect(() => planSheet(hostile, system, { mergedCells: 'fill', headerRow: 0 }, false)).toThrow(
			/merged cells/
		);
	});

	test('XLS-1 a workbook without a value has no table', () => {
		expect(() => events(book(sheetOf([[]])))).toThrow(/no sheet with a value/);
		expect(() => events(book(sheetOf([['a'], [1]])), { headerRow: 7 })).toThrow(/no row 7/);
	});
});
