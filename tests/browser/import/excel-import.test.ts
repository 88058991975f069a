import { describe, expect, test } from 'vitest';
import { utils, write, type BookType, type CellObject, type WorkSheet } from 'xlsx';
import { PreviewClient } from '$lib/client/preview-client';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { openDuckDb } from '$lib/engines/duckdb/open';
import type { Segment } from '$lib/domain/versions/version';
import type { ImportOptions } from '$lib/protocol/import-api';
import { ImportBench } from './import-bench';

const bench = new ImportBench('excel');
const previews = new PreviewClient();

async function importFile(file: File, options: ImportOptions = {}): Promise<Receipt> {
	const request = { importId: crypto.randomUUID(), file, sourceId: null, newName: 'book', options };
	return bench.importer.run(request, await bench.parts, {});
}

/** Rows of a table as text, read from the stored version. */
async function stored(name: string): Promise<(string | null)[][]> {
	return storedRows(name, ({ part, table }) => `p${part}.main.${table}`);
}

async function storedRows(name: string, from: (segment: Segment) => string): Promise<(string | null)[][]> {
	const [resolved] = await bench.library.resolve([name]);
	const engine = await openDuckDb(await bench.parts);
	const values: (string | null)[][] = [];
	for (const [index, { file }] of (resolved?.parts ?? []).entries()) {
		await engine.registerFile(`p${index}`, file);
		await engine.run(`ATTACH 'p${index}' AS p${index} (READ_ONLY)`);
	}
	for (const segment of resolved?.table.segments ?? []) {
		const rows = await engine.rows(`SELECT COLUMNS(*)::VARCHAR FROM (FROM ${from(segment)} ORDER BY 1)`);
		values.push(...rows.map((row) => Object.values(row) as (string | null)[]));
	}
	engine.close();
	return values;
}

type Cells = (string | number | boolean | null | CellObject)[][];

function bookOf(
	sheets: Record<string, Cells | WorkSheet>,
	bookType: BookType = 'xlsx',
	change?: (book: ReturnType<typeof utils.book_new>) => void
): File {
	const book = utils.book_new();
	for (const [name, cells] of Object.entries(sheets)) {
		utils.book_append_sheet(book, Array.isArray(cells) ? utils.aoa_to_sheet(cells) : cells, name);
	}
	change?.(book);
	const bytes = write(book, { bookType, type: 'array' }) as ArrayBuffer;
	return new File([bytes], `book.${bookType === 'biff8' ? 'xls' : bookType}`);
}

const dated = (v: number, z: string): CellObject => ({ t: 'n', v, z });
const error = (v: number): CellObject => ({ t: 'e', v });

const TYPES: Cells = [
	['Report of all types'],
	[],
	[null, 'id', 'zip', 'amount', 'day', 'at', 'time', 'spent', 'ok', 'mixed', 'wrong'],
	[
		null,
		1,
		'00501',
		0.1,
		dated(45000, 'yyyy-mm-dd'),
		dated(45000.5, 'yyyy-mm-dd hh:mm'),
		dated(0.75, 'h:mm'),
		dated(1.5625, '[h]:mm'),
		true,
		7,
		error(0x2a)
	],
	[],
	[
		null,
		123456789012345,
		'7',
		-2,
		dated(60, 'd.m.yy'),
		dated(45001, 'yyyy-mm-dd hh:mm'),
		dated(0.25, 'h:mm'),
		dated(0.5, '[h]:mm'),
		false,
		'x',
		5
	]
];

describe('a workbook', () => {
	for (const bookType of ['xlsx', 'xlsb', 'biff8', 'ods'] as const) {
		test(`XLS-6 keeps types and values as ${bookType}`, async () => {
			const receipt = await importFile(bookOf({ Data: TYPES }, bookType));
			expect(receipt).toMatchObject({ format: 'excel', status: 'committed' });
			const [table] = receipt.tables;
			expect(table?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
				'id BIGINT',
				'zip VARCHAR',
				'amount DOUBLE',
				'day DATE',
				'at TIMESTAMP',
				'time TIME',
				'spent INTERVAL',
				'ok BOOLEAN',
				'mixed VARCHAR',
				'wrong BIGINT'
			]);
			expect(await stored('book')).toEqual([
				[
					'1',
					'1',
					'00501',
					'0.1',
					'2023-03-15',
					'2023-03-15 12:00:00',
					'18:00:00',
					'37:30:00',
					'true',
					'7',
					null
				],
				[
					'2',
					'123456789012345',
					'7',
					'-2.0',
					'1900-03-01',
					'2023-03-16 00:00:00',
					'06:00:00',
					'12:00:00',
					'false',
					'x',
					'5'
				]
			]);
			// the writer of this test knows no errors in OpenDocument
			const told = [
				'titles-left-out',
				'empty-rows',
				'mixed-columns',
				...(bookType === 'ods' ? [] : ['error-cells'])
			];
			expect(receipt.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(told));
		});
	}

	test('XLS-1 XLS-2 each sheet is a table; hidden ones are offered', async () => {
		const sheets = { Orders: [['id'], [1], [2]], 'Old & gone': [['id'], [3]], Empty: [[]] };
		const file = bookOf(sheets, 'xlsx', (book) => {
			book.Workbook = { Sheets: [{}, { Hidden: 1 }, {}] };
		});
		const preview = await previews.preview(file, {});
		expect(preview.tables.map(({ name, kind, rows, include }) => [name, kind, rows, include])).toEqual([
			['Orders', 'sheet', 2, true],
			['Old & gone', 'hidden-sheet', 1, false],
			['Empty', 'sheet', 0, false]
		]);
		const plain = await importFile(file);
		expect(plain.tables.map(({ name, rowsLoaded }) => [name, rowsLoaded])).toEqual([['book', 2]]);
		const both = await importFile(file, { tables: [{ name: 'Old & gone', include: true, rename: 'old' }] });
		expect(both.tables.map(({ name, rowsLoaded }) => [name, rowsLoaded])).toEqual([
			['Orders', 2],
			['old', 1]
		]);
	});

	test('XLS-5 errors make rejects where the user wants it', async () => {
		const file = bookOf({
			S: [
				['a', 'b'],
				[1, 2],
				[error(0x07), 3],
				[4, 5]
			]
		});
		const receipt = await importFile(file, { errorCells: 'reject' });
		expect(receipt.tables[0]).toMatchObject({ rowsRead: 3, rowsLoaded: 2, rowsRejected: 1 });
		expect(await stored('book')).toEqual([
			['1', '1', '2'],
			['3', '4', '5']
		]);
		const [reject] = await storedRows('book', ({ part }) => `p${part}.main.rejects`);
		expect(reject?.join(' ')).toContain('#DIV/0!');
		const preview = await previews.preview(file, { errorCells: 'reject' });
		expect(preview.rejects).toMatchObject([{ row: 2 }]);
	});

	test('XLS-4 XLS-9 header and merged cells are as the user says', async () => {
		const sheet = utils.aoa_to_sheet([
			['x', 'y'],
			['a', 1],
			[null, 2]
		]);
		sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }];
		const file = bookOf({ S: sheet });
		await importFile(file, { mergedCells: 'fill' });
		expect(await stored('book')).toEqual([
			['1', 'a', '1'],
			['2', 'a', '2']
		]);
		const preview = await previews.preview(file, { tables: [{ name: 'S', headerRow: 0 }] });
		expect(preview.rows).toEqual([
			['x', 'y'],
			['a', '1'],
			[null, '2']
		]);
		await expect(importFile(file, { headerRow: 99 })).rejects.toMatchObject({ code: 'import/option' });
	});

	test('FMT-3 what does not fit a fixed type is a reject with its raw text', async () => {
		const file = bookOf({
			S: [
				['a', 'b'],
				['1', 'x'],
				['two', 'y']
			]
		});
		const receipt = await importFile(file, { columns: [{ name: 'a', type: 'BIGINT' }], headerRow: 1 });
		expect(receipt.tables[0]).toMatchObject({ rowsLoaded: 1, rowsRejected: 1 });
	});

	test('XLS-13 files that are no sound workbook are told, and leave nothing', async () => {
		const bytes = new Uint8Array(await bookOf({ S: TYPES }).arrayBuffer());
		const cut = new File([bytes.slice(0, bytes.length / 2)], 'cut.xlsx');
		await expect(importFile(cut)).rejects.toMatchObject({ code: 'archive/damaged' });
		const ole = new File(
			[Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), new Uint8Array(2000)],
			'x.xls'
		);
		await expect(importFile(ole)).rejects.toMatchObject({ code: /file\/(damaged|binary)/ });
		expect(await bench.library.sources()).toEqual([]);
	});

	test('XLS-14 a web page under the name of a workbook is read as text', async () => {
		const html =
			'<html><body><table><tr><th>id</th><th>n</th></tr><tr><td>007</td><td>1,5 ä</td></tr></table></body></html>';
		const receipt = await importFile(new File([html], 'export.xls'));
		expect(receipt.format).toBe('excel');
		expect(receipt.warnings.map(({ code }) => code)).toContain('html-workbook');
		expect(await stored('book')).toEqual([['1', '007', '1,5 ä']]);
	});

	test('IMP-6 can be cancelled while it is read', async () => {
		const rows = Array.from({ length: 60_000 }, (_, i) => [i, `text ${i}`, i / 7]);
		const cancel = new AbortController();
		const file = bookOf({ S: [['a', 'b', 'c'], ...rows] });
		const request = { importId: crypto.randomUUID(), file, sourceId: null, newName: 'book', options: {} };
		const onProgress = (): void => cancel.abort();
		const running = bench.importer.run(request, await bench.parts, { signal: cancel.signal, onProgress });
		await expect(running).rejects.toMatchObject({ code: 'cancelled' });
		expect(await bench.library.sources()).toEqual([]);
	});
});
