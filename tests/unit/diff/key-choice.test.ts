import { describe, expect, test } from 'vitest';
import { keyCandidates, loneCandidates, type Spread } from '$lib/domain/diff/key-choice';
import type { DiffColumn } from '$lib/domain/diff/diff';

const ROWS = 1000;
const texts = (...names: string[]): DiffColumn[] => names.map((name) => ({ name, type: 'VARCHAR' }));
const unique: Spread = { different: ROWS, mayBeUnique: true };
const repeated = (different: number): Spread => ({ different, mayBeUnique: false });

/** The columns' names, in the order in which they are tried. */
const tried = (columns: DiffColumn[], spreads: Spread[]) =>
	loneCandidates(columns, spreads, ROWS).map((place) => columns[place]?.name);

describe('lone columns that are counted', () => {
	test('DIF-8 one that may be unique comes before those with a value seen twice, wherever it stands', () => {
		const columns = texts('name', 'name_en', 'name_fr', 'alpha', 'code', 'numeric');
		const spreads = [...Array.from({ length: 5 }, () => repeated(ROWS - 2)), unique];
		expect(tried(columns, spreads)).toEqual(['numeric', 'code', 'name', 'name_en']);
	});

	test('DIF-8 of several that may be unique those named like keys come first, then those in front', () => {
		const columns = texts('remark', 'address', 'order_id', 'phone');
		expect(tried(columns, [unique, unique, unique, repeated(ROWS - 1)])).toEqual([
			'order_id',
			'remark',
			'address',
			'phone'
		]);
	});

	test('DIF-8 without a unique one the best come first; what has too few different values is not counted', () => {
		const columns = texts('code', 'name', 'town');
		expect(tried(columns, [repeated(900), repeated(990), repeated(700)])).toEqual(['name', 'code']);
	});

	test('DIF-8 however many columns look like keys, four are counted', () => {
		const columns = texts(...Array.from({ length: 150 }, (_, index) => `c${index}`));
		expect(
			loneCandidates(
				columns,
				columns.map(() => unique),
				ROWS
			)
		).toEqual([0, 1, 2, 3]);
	});

	test('amounts are no keys, and a column that nothing is known of is none', () => {
		expect(tried([{ name: 'price', type: 'DOUBLE' }, ...texts('code')], [unique])).toEqual([]);
	});
});

describe('columns whose values are sampled', () => {
	test('DIF-8 on a wide table those with a sketch like that of a unique column come first', () => {
		const columns = texts(...Array.from({ length: 60 }, (_, index) => `c${index}`));
		const sketches = columns.map((_, index) => (index === 50 ? ROWS : ROWS * 0.6));
		const places = keyCandidates(columns, sketches, ROWS);
		expect(places[0]).toBe(50);
		expect(places).toHaveLength(20);
	});
});
