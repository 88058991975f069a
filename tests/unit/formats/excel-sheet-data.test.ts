import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utils, read, write } from 'xlsx';
import { errorCode } from '$lib/formats/excel/cells';
import { parseWorkbook } from '$lib/formats/excel/parse';
import { readSheetData, type CellReferences } from '$lib/formats/excel/sheet-data';
import { ISO_MARK } from '$lib/formats/excel/workbook';

const references: CellReferences = {
	strings: [{ t: 'one' }, { t: '' }],
	formats: ['General', 'yyyy-mm-dd'],
	errorCode
};
const valuesOf = (text: string) => readSheetData(text, references)?.map((row) => row?.map((cell) => cell?.v));

describe('cells of a worksheet', () => {
	test('XLS-6 are read with their types, formats and addresses', () => {
		const text =
			'<row r="2" spans="1:9"><c r="B2" s="1"><v>45000</v></c><c r="D2" t="s"><v>0</v></c></row>\n' +
			`<row r='3' ><c t='b'><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2024-01-02</v></c><c/></row><row/>` +
			'<row><c t="str"><f>A1&amp;"x"</f><v>a &lt; b&#10;_x0041_</v></c><c><f>1</f></c><c t="inlineStr"><is><t xml:space="preserve"> x </t></is></c></row>';
		const rows = readSheetData(text, references);
		expect(rows?.[1]).toEqual([
			undefined,
			{ t: 'n', v: 45000, z: 'yyyy-mm-dd' },
			undefined,
			{ t: 's', v: 'one', z: 'General' }
		]);
		expect(rows?.[2]?.map((cell) => cell?.v)).toEqual([true, 0x2a, `${ISO_MARK}2024-01-02`]);
		expect(rows?.[4]?.map((cell) => [cell?.t, cell?.v])).toEqual([
			['s', 'a < b\nA'],
			['z', undefined],
			['s', ' x ']
		]);
	});

	test('XLS-13 what is unusual is left to SheetJS, what is impossible is refused', () => {
		expect(valuesOf('<!-- x --><row/>')).toBeUndefined();
		expect(valuesOf('<x:row/>')).toBeUndefined();
		expect(valuesOf('<row r="1"><c r="A1" t="inlineStr"><is><r><t>x</t></r></is></c></row>')).toBeUndefined();
		expect(valuesOf('<row r="1"><c r="A1"><v>1</v>')).toBeUndefined();
		expect(valuesOf('<c r="A1"><v>1</v></c>')).toBeUndefined();
		expect(() => valuesOf('<row r="4000000000"/>')).toThrow(RangeError);
		expect(() => valuesOf('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')).toThrow(RangeError);
		expect(() => valuesOf('<row r="1"><c t="s"><v>7</v></c></row>')).toThrow(RangeError);
	});

	test('XLS-6 are what SheetJS reads, whatever they hold', async () => {
		const value = fc.oneof(
			fc.string({ unit: 'grapheme', maxLength: 12 }),
			fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
			fc.integer(),
			fc.boolean(),
			fc.constant(null)
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.array(value, { maxLength: 6 }), { maxLength: 8 }), async (cells) => {
				const book = utils.book_new(utils.aoa_to_sheet(cells), 'S');
				const bytes = new Uint8Array(write(book, { bookType: 'xlsx', type: 'array' }) as ArrayBuffer);
				const own = await parseWorkbook(new File([bytes], 'a.xlsx'), false);
				const theirs = read(bytes, { dense: true }).Sheets['S']?.['!data'] ?? [];
				const plain = (rows: readonly (readonly ({ v?: unknown } | undefined)[] | undefined)[]) =>
					Array.from({ length: cells.length }, (_, row) =>
						Array.from({ length: 6 }, (__, column) => rows[row]?.[column]?.v ?? null)
					);
				expect(plain(own.sheets[0]?.rows ?? [])).toEqual(plain(theirs));
			}),
			{ numRuns: 60 }
		);
	});
});
