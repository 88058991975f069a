import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	canvasHeightPx,
	canvasTop,
	contentHeightPx,
	contentTop,
	initialScroll,
	MAX_CANVAS_HEIGHT_PX,
	reduceScroll,
	rowOffsetPx,
	rowsPerPage,
	visibleRows,
	type ScrollGeometry,
	type ScrollState
} from '$lib/domain/grid/scroll';

function geometryOf(rowCount: number, viewportHeightPx = 800): ScrollGeometry {
	return {
		rowCount,
		rowHeightPx: 28,
		headerHeightPx: 32,
		viewportHeightPx,
		maxCanvasHeightPx: MAX_CANVAS_HEIGHT_PX
	};
}

const maxScroll = (geometry: ScrollGeometry) =>
	Math.max(0, canvasHeightPx(geometry) - geometry.viewportHeightPx);
const maxTop = (geometry: ScrollGeometry) =>
	Math.max(0, contentHeightPx(geometry) - geometry.viewportHeightPx);

/** What a browser does with a step: it ends at the ends. */
function scrollBy(state: ScrollState, step: number): ScrollState {
	const scrollTop = Math.min(Math.max(0, state.scrollTop + step), maxScroll(state.geometry));
	return reduceScroll(state, { kind: 'scrolled', scrollTop });
}

const geometries = fc
	.record({
		rowCount: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 2_000_000_000 })),
		viewportHeightPx: fc.integer({ min: 100, max: 3_000 })
	})
	.map(({ rowCount, viewportHeightPx }) => geometryOf(rowCount, viewportHeightPx));

type Action =
	| { kind: 'step'; step: number }
	| { kind: 'drag' | 'row'; share: number }
	| { kind: 'rows'; rowCount: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
	fc.record({ kind: fc.constant('step' as const), step: fc.integer({ min: -1_500, max: 1_500 }) }),
	fc.record({ kind: fc.constant('drag' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
	fc.record({ kind: fc.constant('row' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
	fc.record({ kind: fc.constant('rows' as const), rowCount: fc.integer({ min: 0, max: 50_000_000 }) })
);

function run(state: ScrollState, action: Action): ScrollState {
	const { geometry } = state;
	if (action.kind === 'step') return scrollBy(state, action.step);
	if (action.kind === 'drag') {
		const scrollTop = Math.round(action.share * maxScroll(geometry));
		return reduceScroll(state, { kind: 'scrolled', scrollTop });
	}
	if (action.kind === 'rows') {
		return reduceScroll(state, { kind: 'geometry', geometry: { ...geometry, rowCount: action.rowCount } });
	}
	const row = Math.floor(action.share * Math.max(0, geometry.rowCount - 1));
	return reduceScroll(state, { kind: 'reveal-row', row });
}

describe('scroll positions of a grid (GRID-1)', () => {
	it('maps canvas to content one to one while the content is low enough', () => {
		const state = scrollBy(initialScroll(geometryOf(1_000)), 5_000);
		expect(state).toMatchObject({ scrollTop: 5_000, top: 5_000 });
		expect(visibleRows(state)).toEqual({ rowStart: 178, rowEnd: 206 });
	});

	it('reaches the last of 25 million rows with the scroll bar', () => {
		const geometry = geometryOf(25_000_000);
		const end = reduceScroll(initialScroll(geometry), { kind: 'scrolled', scrollTop: maxScroll(geometry) });
		expect(visibleRows(end).rowEnd).toBe(25_000_000);
		expect(rowOffsetPx(end, 24_999_999) + 28).toBe(canvasHeightPx(geometry));
	});

	it('shows the middle for the middle of the scroll bar', () => {
		const geometry = geometryOf(25_000_000);
		const scrollTop = Math.round(maxScroll(geometry) / 2);
		const { rowStart } = visibleRows(reduceScroll(initialScroll(geometry), { kind: 'scrolled', scrollTop }));
		expect(Math.abs(rowStart - 12_500_000)).toBeLessThan(100);
	});

	it('moves by a wheel click anywhere in 25 million rows', () => {
		let state = initialScroll(geometryOf(25_000_000));
		state = reduceScroll(state, { kind: 'scrolled', scrollTop: 7_000_000 });
		const { top } = state;
		state = scrollBy(scrollBy(state, 100), 100);
		expect(state.top - top).toBe(200);
	});

	it('reaches the first row by small steps from far inside', () => {
		let state = initialScroll(geometryOf(25_000_000));
		state = reduceScroll(state, { kind: 'reveal-row', row: 20_000 });
		let steps = 0;
		while (state.top > 0 && steps < 10_000) {
			state = scrollBy(state, -500);
			steps++;
		}
		expect(state).toMatchObject({ top: 0, scrollTop: 0 });
		expect(steps).toBeLessThan(1_200);
	});

	it('has no rows to show where there are none', () => {
		const state = initialScroll(geometryOf(0));
		expect(visibleRows(state)).toEqual({ rowStart: 0, rowEnd: 0 });
		expect(rowsPerPage(state.geometry)).toBe(27);
	});

	it('maps both ways without loss, monotone, within bounds', () => {
		fc.assert(
			fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
				const scrollTop = share * maxScroll(geometry);
				const top = contentTop(geometry, scrollTop);
				expect(top).toBeGreaterThanOrEqual(0);
				expect(top).toBeLessThanOrEqual(maxTop(geometry));
				expect(canvasTop(geometry, top)).toBeCloseTo(scrollTop, 3);
				expect(contentTop(geometry, scrollTop + 1)).toBeGreaterThanOrEqual(top);
			})
		);
	});

	it('keeps its promises whatever is done', () => {
		fc.assert(
			fc.property(geometries, fc.array(actions, { maxLength: 40 }), (geometry, list) => {
				let state = initialScroll(geometry);
				for (const action of list) {
					const before = state;
					state = run(state, action);
					const { geometry: now, scrollTop, top } = state;
					expect(Number.isInteger(scrollTop) && Number.isInteger(top)).toBe(true);
					expect(scrollTop).toBeGreaterThanOrEqual(0);
					expect(scrollTop).toBeLessThanOrEqual(maxScroll(now));
					expect(top).toBeGreaterThanOrEqual(0);
					expect(top).toBeLessThanOrEqual(maxTop(now));
					// the ends of the scroll bar are the ends of the rows, and the other way round
					expect(scrollTop === 0).toBe(top === 0);
					expect(scrollTop === maxScroll(now)).toBe(top === maxTop(now));
					if (action.kind === 'row' && now.rowCount > 0 && now.viewportHeightPx > 60) {
						const row = Math.floor(action.share * (now.rowCount - 1));
						expect(row * 28).toBeGreaterThanOrEqual(top);
						expect(row * 28 + 28).toBeLessThanOrEqual(top + now.viewportHeightPx - 32);
					}
					if (action.kind === 'step' && now.viewportHeightPx < 2_000) {
						const moved = Math.min(Math.max(before.top + action.step, 0), maxTop(now)) - before.top;
						const mayMoveFurther = before.scrollTop + action.step;
						if (mayMoveFurther >= 0 && mayMoveFurther <= maxScroll(now)) expect(top - before.top).toBe(moved);
					}
				}
			}),
			{ numRuns: 300 }
		);
	});
});
