import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	clampColumnWidth,
	columnOffsets,
	MAX_COLUMN_WIDTH_PX,
	MIN_COLUMN_WIDTH_PX,
	scrollLeftRevealing,
	visibleColumns
} from '$lib/domain/grid/columns';
import { indexInSlot, windowAround } from '$lib/domain/grid/slots';

const widths = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 200 });

describe('columns in view (GRID-1)', () => {
	it('lays columns side by side', () => {
		expect([...columnOffsets([100, 50, 80])]).toEqual([0, 100, 150, 230]);
		expect([...columnOffsets([])]).toEqual([0]);
	});

	it('finds exactly the columns that are partly in view', () => {
		fc.assert(
			fc.property(widths, fc.nat(20_000), fc.integer({ min: 1, max: 2_000 }), (list, left, width) => {
				const offsets = columnOffsets(list);
				const { columnStart, columnEnd } = visibleColumns(offsets, left, left + width);
				const expected = list
					.map((_, column) => column)
					.filter((column) => (offsets[column + 1] ?? 0) > left && (offsets[column] ?? 0) < left + width);
				const found = Array.from({ length: columnEnd - columnStart }, (_, index) => columnStart + index);
				expect(found).toEqual(expected);
			})
		);
	});

	it('scrolls no further than needed to show a column, its beginning before its end', () => {
		const offsets = columnOffsets([100, 100, 900, 100]);
		expect(scrollLeftRevealing(offsets, 1, 0, 500)).toBe(0);
		expect(scrollLeftRevealing(offsets, 3, 0, 500)).toBe(700);
		expect(scrollLeftRevealing(offsets, 0, 700, 500)).toBe(0);
		expect(scrollLeftRevealing(offsets, 2, 0, 500)).toBe(200);
	});

	it('keeps widths usable', () => {
		expect(clampColumnWidth(3)).toBe(MIN_COLUMN_WIDTH_PX);
		expect(clampColumnWidth(1e9)).toBe(MAX_COLUMN_WIDTH_PX);
		expect(clampColumnWidth(99.6)).toBe(100);
	});
});

describe('elements used again (GRID-2)', () => {
	const windows = fc.record({
		start: fc.nat(2_000_000_000),
		count: fc.integer({ min: 1, max: 200 }),
		step: fc.integer({ min: 0, max: 50 })
	});

	it('shows every index of the window once', () => {
		fc.assert(
			fc.property(windows, ({ start, count }) => {
				const shown = Array.from({ length: count }, (_, slot) => indexInSlot(slot, start, count));
				expect(new Set(shown).size).toBe(count);
				expect(Math.min(...shown)).toBe(start);
				expect(Math.max(...shown)).toBe(start + count - 1);
			})
		);
	});

	it('changes as many elements as rows were scrolled', () => {
		fc.assert(
			fc.property(windows, ({ start, count, step }) => {
				const slots = Array.from({ length: count }, (_, slot) => slot);
				const changed = slots.filter(
					(slot) => indexInSlot(slot, start, count) !== indexInSlot(slot, start + step, count)
				);
				expect(changed.length).toBe(Math.min(step, count));
			})
		);
	});

	it('puts the window around what is in view', () => {
		expect(windowAround(100, 120, 40, 1_000)).toBe(90);
		expect(windowAround(0, 20, 40, 1_000)).toBe(0);
		expect(windowAround(990, 1_000, 40, 1_000)).toBe(960);
		expect(windowAround(0, 5, 40, 5)).toBe(0);
	});
});
