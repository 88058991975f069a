import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnNames, nameKey } from '$lib/formats/column-names';

describe('columnNames', () => {
	it('DLM-15 keeps the first of equal names and numbers the others past names that exist', () => {
		expect(columnNames(['name', 'NAME', 'name_2', 'name', '', ' ']).names).toEqual([
			...['name', 'NAME_3', 'name_2', 'name_4', 'column5', 'column6']
		]);
	});

	it('DLM-15 keeps odd names as they are', () => {
		const odd = [
			'__proto__',
			'constructor',
			'group by',
			'a "quoted" name',
			'two\nlines',
			' padded ',
			'café',
			'cafe\u0301'
		];
		expect(columnNames(odd)).toEqual({ names: odd, warnings: [] });
	});

	it('DLM-15 tells every change', () => {
		const { names, warnings } = columnNames(['a\0b', 'x'.repeat(300), 'c', 'C', '']);
		expect(names).toEqual(['ab', 'x'.repeat(200), 'c', 'C_2', 'column5']);
		expect(warnings.map(({ code }) => code)).toEqual([
			...['empty-column-names', 'duplicate-column-names', 'long-column-names']
		]);
	});

	it('DLM-15 names are always different, also of thousands that are alike', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('a', 'A', 'a_2', 'A_3', '', 'column2', 'COLUMN1', 'b')),
				(header) => {
					const { names } = columnNames(header);
					expect(new Set(names.map(nameKey)).size).toBe(header.length);
				}
			)
		);
		expect(new Set(columnNames(new Array<string>(10_000).fill('a')).names).size).toBe(10_000);
	});
});
