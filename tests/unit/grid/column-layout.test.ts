import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	arrangeColumns,
	columnKeys,
	columnSequence,
	moveColumn,
	NATURAL_LAYOUT,
	readColumnLayout,
	withHidden,
	withPin,
	withWidth,
	type ColumnLayout
} from '$lib/domain/grid/column-layout';

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const shownOf = (layout: ColumnLayout, keys = KEYS) =>
	arrangeColumns(keys, layout)
		.shown.map((column) => keys[column])
		.join('');

describe('how columns are arranged (GRID-10)', () => {
	it('shows the natural order until somebody changes it', () => {
		expect(arrangeColumns(KEYS, NATURAL_LAYOUT)).toEqual({ shown: [0, 1, 2, 3, 4], pinnedCount: 0 });
	});

	it('moves a column in front of another, or to the end', () => {
		expect(shownOf(moveColumn(KEYS, NATURAL_LAYOUT, 3, 1))).toBe('adbce');
		expect(shownOf(moveColumn(KEYS, NATURAL_LAYOUT, 0, 5))).toBe('bcdea');
		expect(shownOf(moveColumn(KEYS, NATURAL_LAYOUT, 1, 3))).toBe('acbde');
		expect(moveColumn(KEYS, NATURAL_LAYOUT, 2, 2)).toBe(NATURAL_LAYOUT);
		expect(moveColumn(KEYS, NATURAL_LAYOUT, 2, 3)).toBe(NATURAL_LAYOUT);
	});

	it('puts pinned columns first; moving in or out of them pins and unpins', () => {
		const pinned = withPin(withPin(NATURAL_LAYOUT, 'd', true), 'b', true);
		expect(arrangeColumns(KEYS, pinned)).toEqual({ shown: [1, 3, 0, 2, 4], pinnedCount: 2 });
		expect(arrangeColumns(KEYS, moveColumn(KEYS, pinned, 4, 1))).toEqual({
			shown: [1, 4, 3, 0, 2],
			pinnedCount: 3
		});
		expect(arrangeColumns(KEYS, moveColumn(KEYS, pinned, 0, 4))).toEqual({
			shown: [3, 0, 2, 1, 4],
			pinnedCount: 1
		});
		expect(shownOf(withPin(pinned, 'd', false))).toBe('bacde');
	});

	it('hides and shows columns at their places, and never all of them', () => {
		const hidden = withHidden(withHidden(NATURAL_LAYOUT, 'b', true), 'd', true);
		expect(shownOf(hidden)).toBe('ace');
		expect(shownOf(moveColumn(KEYS, hidden, 2, 0))).toBe('eac');
		expect(shownOf(withHidden(hidden, 'b', false))).toBe('abce');
		const none = KEYS.reduce((layout, key) => withHidden(layout, key, true), NATURAL_LAYOUT);
		expect(shownOf(none)).toBe('abcde');
	});

	it('outlives another version: new columns stand where they lie, gone ones are passed over', () => {
		const moved = moveColumn(KEYS, NATURAL_LAYOUT, 4, 0);
		expect(shownOf(moved, ['a', 'b', 'x', 'c', 'e'])).toBe('eabxc');
		expect(shownOf(moved, ['new', 'b'])).toBe('newb');
	});

	it('tells columns of one name apart', () => {
		const keys = columnKeys([{ name: 'n' }, { name: 'm' }, { name: 'n' }]);
		expect(new Set(keys).size).toBe(3);
		expect(keys.slice(0, 2)).toEqual(['n', 'm']);
	});

	it('keeps every column exactly once, whatever is done', () => {
		const step = fc.tuple(fc.constantFrom('move', 'pin', 'hide'), fc.nat(6), fc.nat(6), fc.boolean());
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
				let layout = NATURAL_LAYOUT;
				for (const [what, from, to, on] of steps) {
					const key = KEYS[from % KEYS.length] ?? '';
					if (what === 'move') layout = moveColumn(KEYS, layout, from, to);
					else layout = what === 'pin' ? withPin(layout, key, on) : withHidden(layout, key, on);
					expect([...columnSequence(KEYS, layout)].sort()).toEqual(KEYS);
					const { shown, pinnedCount } = arrangeColumns(KEYS, layout);
					expect(new Set(shown).size).toBe(shown.length);
					expect(shown.length).toBeGreaterThan(0);
					const left = shown.slice(0, pinnedCount).map((column) => KEYS[column]);
					expect(left.every((pinned) => layout.pinned.includes(pinned ?? ''))).toBe(true);
				}
			})
		);
	});

	it('reads only what is a layout', () => {
		const layout = withWidth(withPin(NATURAL_LAYOUT, 'a', true), 'b', 99);
		expect(readColumnLayout(structuredClone(layout))).toEqual(layout);
		for (const bad of [null, 3, {}, { order: [1], pinned: [], hidden: [], widthsPx: {} }]) {
			expect(readColumnLayout(bad)).toBeUndefined();
		}
	});
});
