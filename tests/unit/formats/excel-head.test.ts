import { describe, expect, test } from 'vitest';
import { utils, write } from 'xlsx';
import { parseWorkbook } from '$lib/formats/excel/parse';
import { previewWorkbook } from '$lib/formats/excel/preview';

const ROWS = 34_000;

/** A workbook with so many different texts that a preview reads only the first ones. */
function workbook(sheets: Record<string, (row: number) => string>): File {
	const book = utils.book_new();
	for (const [name, textOf] of Object.entries(sheets)) {
		const cells = Array.from({ length: ROWS }, (_, row) => [row, textOf(row)]);
		utils.book_append_sheet(book, utils.aoa_to_sheet([['id', 'text'], ...cells]), name);
	}
	const bytes = write(book, {
		type: 'array',
		bookType: 'xlsx',
		bookSST: true,
		compression: true
	}) as ArrayBuffer;
	return new File([bytes], 'many-texts.xlsx');
}

const long = (text: string): string => text.padEnd(300, '.');

describe('the preview of a large workbook', { timeout: 120_000 }, () => {
	test('XLS-15 is made of the first rows and the first texts', async () => {
		const file = workbook({ S: (row) => long(`text ${row}`) });
		const head = await parseWorkbook(file, true);
		expect(head.sheets[0]).toMatchObject({ isHead: true, declaredRows: ROWS + 1 });
		const preview = previewWorkbook(head, file.name, {}, null);
		expect(preview.rows[99]).toEqual(['99', long('text 99')]);
		expect(preview.estimatedRows).toBe(ROWS);
	});

	test('XLS-15 texts that lie far behind are found, too', async () => {
		const file = workbook({ A: (row) => long(`a ${row}`), B: (row) => long(`b ${row}`) });
		const preview = previewWorkbook(await parseWorkbook(file, true), file.name, {}, 'B');
		expect(preview.rows[99]).toEqual(['99', long('b 99')]);
	});
});
