import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utils } from 'xlsx';
import { AppError } from '$lib/domain/errors';
import { cellText, errorText, kindOf, serialOf } from '$lib/formats/excel/cells';
import { parseWorkbook } from '$lib/formats/excel/parse';
import { countRecords, readWorkbook } from '$lib/formats/excel/read';
import { ISO_MARK, type Sheet, type SheetCell, type Workbook } from '$lib/formats/excel/workbook';

// The shared corpus of workbooks, cell by cell, against what independent readers found in them.
const CORPUS = join(import.meta.dirname, '../../../shared/data/formats');

interface SheetTruth {
	sheet: string;
	state: 'visible' | 'hidden' | 'veryHidden';
	kind?: string;
	rowsWithValues: number;
	cells: Partial<
		Record<'number' | 'string' | 'emptyString' | 'boolean' | 'error' | 'isoDate' | 'date', number>
	>;
	numberSum?: { all: string };
	numberAndDateSum?: string;
	stringCellsSha256?: string;
	mergedRanges?: string[];
	errors?: Record<string, number>;
	cellValues?: Record<string, string | number | boolean>;
}

/** Where what is read is not what the truth file says, and the rule in docs/SPEC.md that says why. */
const ERRORS: Record<string, { rule: string; code: string }> = {
	'password_2002_40_xor.xls': { rule: 'XLS-13', code: 'file/encrypted' }
};
/** A test file of LibreOffice has a cell of true or false that holds 1.2345: not zero, so true. */
const NO_BOOLEAN = { file: 'LO7322.fods', address: 'A23' };
/** The independent reader of .xls gives no merged cells. */
const NO_MERGES = /\.xls$/;

function eachCell(sheet: Sheet, visit: (cell: SheetCell, row: number, column: number) => void): void {
	sheet.rows.forEach((cells, row) =>
		cells?.forEach((cell, column) => {
			if (cell) visit(cell, row, column);
		})
	);
}

/** Facts of a sheet in the words of the truth files. */
function factsOf(sheet: Sheet, book: Workbook) {
	const counts = { number: 0, string: 0, boolean: 0, error: 0 };
	const errors: Record<string, number> = {};
	const strings: string[] = [];
	let sum = 0;
	eachCell(sheet, (cell, row, column) => {
		const kind = kindOf(cell, book);
		if (kind === 'empty') return;
		if (kind === 'error') {
			counts.error += 1;
			errors[errorText(cell)] = (errors[errorText(cell)] ?? 0) + 1;
		} else if (kind === 'boolean') counts.boolean += 1;
		else if (kind === 'text') {
			counts.string += 1;
			strings.push(`${utils.encode_cell({ r: row, c: column })}=${String(cell.v)}\n`);
		} else {
			counts.number += 1;
			if (typeof cell.v === 'number') sum += serialOf(cell, book);
		}
	});
	const sha = createHash('sha256').update(strings.join('')).digest('hex');
	return { counts, errors, sum, sha, rows: countRecords({ sheet, firstRow: 0 }) };
}

/** A value of the truth file as the text that is stored: dates with a time only where there is one. */
function normal(value: string | number | boolean): string {
	const stamp = /^(\d{4}-\d\d-\d\d)(?:T([\d:]{8})(?:\.(\d{1,6}))?)?$/.exec(String(value));
	if (!stamp) return String(value);
	const [, day = '', time = '00:00:00', fraction = ''] = stamp;
	if (time === '00:00:00' && fraction === '') return day;
	return `${day} ${time}${fraction ? `.${fraction.padEnd(3, '0').slice(0, 3)}` : ''}`;
}

function check(book: Workbook, truths: readonly SheetTruth[]): void {
	const withCells = truths.filter(({ kind }) => kind === undefined || kind === 'worksheet');
	expect(book.sheets.map(({ name }) => name)).toEqual(withCells.map(({ sheet }) => sheet));
	expect(book.sheets.map(({ hidden }) => hidden)).toEqual(withCells.map(({ state }) => state !== 'visible'));
	for (const [i, truth] of withCells.entries()) checkSheet(book.sheets[i] as Sheet, book, truth);
}

function checkSheet(sheet: Sheet, book: Workbook, truth: SheetTruth): void {
	const facts = factsOf(sheet, book);
	const {
		number = 0,
		string = 0,
		emptyString = 0,
		boolean = 0,
		error = 0,
		isoDate = 0,
		date = 0
	} = truth.cells;
	expect(facts.rows).toBe(truth.rowsWithValues);
	expect(facts.counts).toEqual({
		number: number + isoDate + date,
		string: string - emptyString,
		boolean,
		error
	});
	if (truth.errors) expect(facts.errors).toEqual(truth.errors);
	// empty texts are no values
	if (truth.stringCellsSha256 && emptyString === 0) expect(facts.sha).toBe(truth.stringCellsSha256);
	const sum = Number(truth.numberSum?.all ?? truth.numberAndDateSum ?? NaN);
	if (isoDate === 0 && !Number.isNaN(sum))
		expect(Math.abs(facts.sum - sum)).toBeLessThanOrEqual(1e-9 * Math.abs(sum));
	const merges = sheet.merges.map((area) =>
		utils.encode_range({
			s: { r: area.rowStart, c: area.columnStart },
			e: { r: area.rowLast, c: area.columnLast }
		})
	);
	if (truth.mergedRanges) expect(merges.toSorted()).toEqual(truth.mergedRanges.toSorted());
	for (const [address, value] of Object.entries(truth.cellValues ?? {}))
		checkCell(sheet, book, address, value);
}

function checkCell(sheet: Sheet, book: Workbook, address: string, value: string | number | boolean): void {
	const { r, c } = utils.decode_cell(address);
	const cell = sheet.rows[r]?.[c];
	if (value === '' || /^PT/.test(String(value))) return;
	if (!cell) throw new Error(`${address} is not there`);
	const kind = kindOf(cell, book);
	if (kind === 'error') expect(errorText(cell)).toBe(value);
	// times and durations are told as dates there
	else if (kind === 'time' || kind === 'duration')
		expect(typeof value === 'number' || /T|:/.test(String(value))).toBe(true);
	else if (typeof value === 'number') {
		if (kind === 'number') expect(serialOf(cell, book), address).toBe(value);
	} else expect(cellText(cell, book)?.replace(ISO_MARK, ''), address).toBe(normal(value));
}

const folders = ['excel', 'ods'].map((folder) => join(CORPUS, folder)).filter(existsSync);

if (folders.length === 0) {
	test('the shared corpus is not here', () => expect(existsSync(CORPUS)).toBe(false));
}

for (const folder of folders) {
	describe(folder.split('/').at(-1) ?? '', () => {
		for (const name of readdirSync(folder)
			.filter((entry) => !entry.endsWith('.expected.json'))
			.sort()) {
			const difference = ERRORS[name];
			test(`XLS-1 XLS-6 XLS-7 XLS-8 XLS-10 ${name}${difference ? ` [${difference.rule}]` : ''}`, async () => {
				const truth = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as {
					tables?: SheetTruth[];
					date1904?: boolean;
				};
				const file = new File([readFileSync(join(folder, name))], name);
				if (difference) {
					await expect(parseWorkbook(file, false)).rejects.toMatchObject({ code: difference.code });
					return;
				}
				const book = await parseWorkbook(file, false);
				expect(book.sheets.length + book.otherSheets.length).toBeGreaterThan(0);
				if (truth.date1904 !== undefined) expect(book.date1904).toBe(truth.date1904);
				// some truth files have but the table that was written: the built site is held to those
				if (!truth.tables?.every(({ cells }) => cells)) return;
				if (name === NO_BOOLEAN.file) delete truth.tables[0]?.cellValues?.[NO_BOOLEAN.address];
				const tables = truth.tables.map(({ mergedRanges, ...table }) => {
					return NO_MERGES.test(name) || !mergedRanges ? table : { ...table, mergedRanges };
				});
				check(book, tables);
			});
		}
	});
}

/** A small seeded generator (mulberry32). */
function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
}

describe('mutated workbooks', () => {
	const names = [
		'excel/known_table_biff8.xls',
		'excel/types_text_numbers.xlsx',
		'excel/text_and_numbers.xlsb',
		'excel/sheet_visibility.xls',
		'ods/merge_cells.ods',
		'ods/LO7322.fods'
	].filter((name) => existsSync(join(CORPUS, name)));
	for (const name of names) {
		test(`XLS-13 ${name}: an error, or rows that are all counted`, async () => {
			const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9);
			console.log(`seed ${seed}`);
			await readMutations(name, seed);
		});
	}

	test.each([18, 20, 298590118])(
		'XLS-13 formulas that seem to go on behind the file end: seed %d',
		async (seed) => {
			await readMutations('excel/known_table_biff8.xls', seed);
		}
	);
});

async function readMutations(name: string, seed: number): Promise<void> {
	const original = readFileSync(join(CORPUS, name));
	const next = random(seed);
	for (let round = 0; round < 25; round++) {
		const bytes = new Uint8Array(original);
		for (let i = 0; i < 1 + (next() % 8); i++) bytes[next() % bytes.length] = next() & 0xff;
		const end = next() % 4 === 0 ? next() % bytes.length : bytes.length;
		await readOrRefuse(new File([bytes.slice(0, end)], name.split('/')[1] ?? name));
	}
}

async function readOrRefuse(file: File): Promise<void> {
	try {
		const book = await parseWorkbook(file, false);
		let rows = 0;
		for (const event of readWorkbook(book, file.name, {})) {
			if (event.kind === 'batch') rows += event.rows;
			if (event.kind !== 'end') continue;
			expect(rows).toBe(event.recordsRead);
			rows = 0;
		}
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		expect(error.code).toMatch(/^(file|archive)\//);
	}
}
