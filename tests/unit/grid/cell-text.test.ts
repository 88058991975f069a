import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { singleLine, typeFamily } from '$lib/domain/grid/cell-text';
import { blobBytes, hexDump, indentNested } from '$lib/domain/grid/cell-viewer';
import { tsvField, tsvLines } from '$lib/domain/grid/tsv';

describe('copied text (GRID-5)', () => {
	it('quotes only fields that would break a line or a column', () => {
		expect(tsvField('plain, "inside"')).toBe('plain, "inside"');
		expect(tsvField('a\tb')).toBe('"a\tb"');
		expect(tsvField('a\nb "c"')).toBe('"a\nb ""c"""');
		expect(tsvField('"quoted"')).toBe('"""quoted"""');
		expect(tsvField(null)).toBe('');
	});

	it('is read back by another reader as it was', () => {
		const cells = fc.array(
			fc.array(fc.string({ unit: fc.constantFrom(...'ab\t\n\r"\' ,é') }), { minLength: 2, maxLength: 2 }),
			{
				minLength: 1,
				maxLength: 20
			}
		);
		fc.assert(
			fc.property(cells, (rows) => {
				const parsed = Papa.parse<string[]>(tsvLines(rows), { delimiter: '\t', newline: '\n' });
				expect(parsed.data).toEqual(rows);
			})
		);
	});
});

describe('text in a cell (GRID-6)', () => {
	it('is one line and not too long', () => {
		expect(singleLine('a\r\nb\tc\nd')).toBe('a↵b⇥c↵d');
		expect(singleLine('x'.repeat(10_000))).toHaveLength(301);
		const text = 'unchanged';
		expect(singleLine(text)).toBe(text);
	});

	it.each([
		['BIGINT', 'number'],
		['DECIMAL(18,2)', 'number'],
		['VARCHAR', 'text'],
		["ENUM('a', 'b')", 'text'],
		['TIMESTAMP WITH TIME ZONE', 'time'],
		['INTEGER[]', 'nested'],
		['INTEGER[3]', 'nested'],
		['STRUCT(a INTEGER, b VARCHAR)', 'nested'],
		['MAP(VARCHAR, INTEGER)', 'nested'],
		['BLOB', 'bytes'],
		['GEOMETRY', 'other']
	])('%s is of the family %s', (type, family) => {
		expect(typeFamily(type)).toBe(family);
	});
});

describe('the cell viewer (GRID-7)', () => {
	it('breaks nested values into lines and nothing inside quotes', () => {
		expect(indentNested(`{'a': [1, 2], 'b': 'x, {y}', 'c': {}, 'd': 'it\\'s, so'}`)).toBe(
			[
				`{`,
				`  'a': [`,
				`    1,`,
				`    2`,
				`  ],`,
				`  'b': 'x, {y}',`,
				`  'c': {},`,
				`  'd': 'it\\'s, so'`,
				`}`
			].join('\n')
		);
		expect(indentNested('[]')).toBe('[]');
		expect(indentNested('{"a":[{"b":1}]}')).toBe(
			['{', '  "a":[', '    {', '      "b":1', '    }', '  ]', '}'].join('\n')
		);
	});

	it('loses nothing but spaces', () => {
		const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ' ', "'a b'", '"c, d"', '1', 'x'));
		fc.assert(
			fc.property(pieces, (list) => {
				const text = list.join('');
				const bare = (value: string) => value.replaceAll(/[\s]/g, '');
				expect(bare(indentNested(text))).toBe(bare(text));
			})
		);
	});

	it('shows bytes as hexadecimal', () => {
		expect([...blobBytes('ab\\x00\\xFF')]).toEqual([97, 98, 0, 255]);
		expect(hexDump(blobBytes('Hello, blob!\\x0A\\x00\\x01\\x02+'))).toBe(
			'00000000  48 65 6c 6c 6f 2c 20 62 6c 6f 62 21 0a 00 01 02  Hello, blob!····\n' +
				`00000010  2b${' '.repeat(47)}+`
		);
	});
});
