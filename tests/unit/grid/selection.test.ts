import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedPosition } from '$lib/domain/grid/navigation';
import {
	cellCount,
	extendTo,
	isInRange,
	selectAll,
	selectCell,
	selectColumn,
	selectedRange,
	selectRows
} from '$lib/domain/grid/selection';

const extent = { rowCount: 100, columnCount: 5 };

describe('selection (GRID-4)', () => {
	it('is the rectangle between anchor and head, whichever comes first', () => {
		const selection = extendTo(selectCell({ row: 10, column: 3 }), { row: 4, column: 1 });
		const range = selectedRange(selection, extent);
		expect(range).toEqual({ rowStart: 4, rowEnd: 11, columnStart: 1, columnEnd: 4 });
		expect(cellCount(range)).toBe(21);
		expect(isInRange(range, 4, 1)).toBe(true);
		expect(isInRange(range, 11, 1)).toBe(false);
		expect(selection.active).toEqual({ row: 10, column: 3 });
	});

	it('takes whole rows, whole columns and everything', () => {
		expect(selectedRange(selectRows(7, 5, extent), extent)).toEqual({
			rowStart: 5,
			rowEnd: 8,
			columnStart: 0,
			columnEnd: 5
		});
		expect(cellCount(selectedRange(selectColumn(2, extent), extent))).toBe(100);
		const all = selectAll({ row: 3, column: 3 }, extent);
		expect(cellCount(selectedRange(all, extent))).toBe(500);
		expect(all.active).toEqual({ row: 3, column: 3 });
	});

	it('never holds the header', () => {
		expect(cellCount(selectedRange(selectCell({ row: -1, column: 2 }), extent))).toBe(0);
		const down = extendTo(selectCell({ row: -1, column: 2 }), { row: 1, column: 2 });
		expect(cellCount(selectedRange(down, extent))).toBe(2);
	});
});

describe('keys that move (GRID-3)', () => {
	const from = { row: 50, column: 2 };
	const press = (key: string, withControl = false) => movedPosition(from, { key, withControl }, extent, 20);

	it.each([
		['ArrowUp', false, { row: 49, column: 2 }],
		['ArrowDown', false, { row: 51, column: 2 }],
		['ArrowLeft', false, { row: 50, column: 1 }],
		['ArrowRight', false, { row: 50, column: 3 }],
		['ArrowUp', true, { row: 0, column: 2 }],
		['ArrowDown', true, { row: 99, column: 2 }],
		['ArrowLeft', true, { row: 50, column: 0 }],
		['ArrowRight', true, { row: 50, column: 4 }],
		['PageUp', false, { row: 30, column: 2 }],
		['PageDown', false, { row: 70, column: 2 }],
		['Home', false, { row: 50, column: 0 }],
		['End', false, { row: 50, column: 4 }],
		['Home', true, { row: 0, column: 0 }],
		['End', true, { row: 99, column: 4 }]
	])('%s with control %s', (key, withControl, expected) => {
		expect(press(key, withControl)).toEqual(expected);
	});

	it('leaves other keys alone', () => {
		expect(press('a')).toBeNull();
		expect(press('Enter')).toBeNull();
	});

	it('reaches the header from the first row by Arrow Up only', () => {
		const first = { row: 0, column: 1 };
		const press = (key: string) => movedPosition(first, { key, withControl: false }, extent, 20);
		expect(press('ArrowUp')).toEqual({ row: -1, column: 1 });
		expect(press('PageUp')).toEqual(first);
		expect(movedPosition({ row: -1, column: 1 }, { key: 'ArrowUp', withControl: false }, extent, 20)).toEqual(
			{
				row: -1,
				column: 1
			}
		);
	});

	it('never leaves the grid', () => {
		const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
		fc.assert(
			fc.property(
				fc.array(fc.record({ key: fc.constantFrom(...keys), withControl: fc.boolean() }), { maxLength: 50 }),
				(presses) => {
					let at = { row: 0, column: 0 };
					for (const press of presses) {
						at = movedPosition(at, press, extent, 20) ?? at;
						expect(at.row).toBeGreaterThanOrEqual(-1);
						expect(at.row).toBeLessThan(extent.rowCount);
						expect(at.column).toBeGreaterThanOrEqual(0);
						expect(at.column).toBeLessThan(extent.columnCount);
					}
				}
			)
		);
	});
});
