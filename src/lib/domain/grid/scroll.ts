/**
 * Where a grid of any number of rows is scrolled to. Browsers end an element's height at 17 to 33 million pixels, so
 * the scrolled element (the canvas) may be lower than the rows together (the content); three positions are kept apart:
 * `scrollTop` (what the browser says), `top` (which content pixel is at the upper edge) and their difference, by
 * which rows are drawn higher than they lie. Small steps move both alike, so that a wheel click is a wheel click;
 * big ones (the scroll bar was dragged) are mapped through `contentTop`.
 */
export interface ScrollGeometry {
	rowCount: number;
	rowHeightPx: number;
	/** Height of the sticky header, which takes room at the upper edge. */
	headerHeightPx: number;
	viewportHeightPx: number;
	/** The height the canvas may have. */
	maxCanvasHeightPx: number;
}

export interface ScrollState {
	geometry: ScrollGeometry;
	/** Scroll position of the canvas: a whole number, in [0, canvas height − viewport height]. */
	scrollTop: number;
	/** Scroll position in the content: a whole number, in [0, content height − viewport height]. */
	top: number;
}

export type ScrollAction =
	/** The element was scrolled to `scrollTop`, rounded (on dense screens browsers answer fractions). */
	| { kind: 'scrolled'; scrollTop: number }
	| { kind: 'geometry'; geometry: ScrollGeometry }
	| { kind: 'reveal-row'; row: number };

/** Under Firefox's limit of 17,895,697 px, the lowest of all. */
export const MAX_CANVAS_HEIGHT_PX = 15_000_000;

/** At both ends of a canvas that is too low, this many pixels map one to one: the ends are reached by small steps. */
const END_ZONE_PX = 100_000;

export function initialScroll(geometry: ScrollGeometry): ScrollState {
	return { geometry, scrollTop: 0, top: 0 };
}

/** The next state; the caller writes `scrollTop` to the element where it differs from the element's. */
export function reduceScroll(state: ScrollState, action: ScrollAction): ScrollState {
	switch (action.kind) {
		case 'scrolled':
			return scrolled(state, action.scrollTop);
		case 'geometry':
			return settle(action.geometry, state.scrollTop, state.top);
		case 'reveal-row': {
			const top = topRevealing(state, action.row);
			return settle(state.geometry, state.scrollTop + (top - state.top), top);
		}
	}
}

export function contentHeightPx({ headerHeightPx, rowCount, rowHeightPx }: ScrollGeometry): number {
	return headerHeightPx + rowCount * rowHeightPx;
}

export function canvasHeightPx(geometry: ScrollGeometry): number {
	return Math.min(contentHeightPx(geometry), geometry.maxCanvasHeightPx);
}

/** Rows `[rowStart, rowEnd)` at least partly in view. */
export function visibleRows({ geometry, top }: ScrollState): { rowStart: number; rowEnd: number } {
	const { rowCount, rowHeightPx } = geometry;
	const rowStart = Math.min(Math.floor(top / rowHeightPx), rowCount);
	const rowEnd = Math.min(Math.ceil((top + bodyHeightPx(geometry)) / rowHeightPx), rowCount);
	return { rowStart, rowEnd: Math.max(rowStart, rowEnd) };
}

/** Rows that fit whole into the view: the step of Page Up and Page Down. At least 1. */
export function rowsPerPage(geometry: ScrollGeometry): number {
	return Math.max(1, Math.floor(bodyHeightPx(geometry) / geometry.rowHeightPx));
}

/** Distance of a row's upper edge from the canvas's upper edge. */
export function rowOffsetPx({ geometry, scrollTop, top }: ScrollState, row: number): number {
	return geometry.headerHeightPx + row * geometry.rowHeightPx - (top - scrollTop);
}

/** The content position that canvas position `scrollTop` stands for. Monotone, continuous; inverse of `canvasTop`. */
export function contentTop(geometry: ScrollGeometry, scrollTop: number): number {
	const { maxTop, maxScroll, zone, scale } = mapping(geometry);
	const from = clamp(scrollTop, 0, maxScroll);
	if (from <= zone) return from;
	if (from >= maxScroll - zone) return maxTop - (maxScroll - from);
	return zone + (from - zone) * scale;
}

/** The canvas position for content position `top`. */
export function canvasTop(geometry: ScrollGeometry, top: number): number {
	const { maxTop, maxScroll, zone, scale } = mapping(geometry);
	const to = clamp(top, 0, maxTop);
	if (to <= zone) return to;
	if (to >= maxTop - zone) return maxScroll - (maxTop - to);
	return zone + (to - zone) / scale;
}

function scrolled(state: ScrollState, scrollTop: number): ScrollState {
	const { geometry } = state;
	const step = scrollTop - state.scrollTop;
	if (step === 0) return state;
	const top =
		Math.abs(step) < jumpPx(geometry) ? state.top + step : Math.round(contentTop(geometry, scrollTop));
	return settle(geometry, scrollTop, top);
}

/** Keeps the pair where it may stay, and moves `scrollTop` where it has drifted too far from what `top` maps to. */
function settle(geometry: ScrollGeometry, scrollTop: number, wantedTop: number): ScrollState {
	const { maxTop, maxScroll, zone } = mapping(geometry);
	const top = clamp(wantedTop, 0, maxTop);
	const exact = canvasTop(geometry, top);
	const isInEndZone = exact <= zone || exact >= maxScroll - zone;
	const drift = Math.abs(scrollTop - exact);
	const mayStay = drift < (isInEndZone ? 1 : zone / 2);
	return { geometry, top, scrollTop: mayStay ? scrollTop : Math.round(exact) };
}

function topRevealing({ geometry, top }: ScrollState, row: number): number {
	const rowTop = row * geometry.rowHeightPx;
	const rowBottom = rowTop + geometry.rowHeightPx;
	if (rowTop < top) return rowTop;
	return Math.max(top, Math.min(rowTop, rowBottom - bodyHeightPx(geometry)));
}

/** Steps this big come from the scroll bar: a quarter of the canvas height that one pixel of its track stands for. */
function jumpPx(geometry: ScrollGeometry): number {
	if (contentHeightPx(geometry) <= geometry.maxCanvasHeightPx) return Infinity;
	return canvasHeightPx(geometry) / Math.max(1, geometry.viewportHeightPx) / 4;
}

function mapping(geometry: ScrollGeometry) {
	const maxTop = Math.max(0, contentHeightPx(geometry) - geometry.viewportHeightPx);
	const maxScroll = Math.max(0, canvasHeightPx(geometry) - geometry.viewportHeightPx);
	const zone = maxTop === maxScroll ? maxScroll : Math.min(END_ZONE_PX, maxScroll / 4);
	const between = maxScroll - 2 * zone;
	return { maxTop, maxScroll, zone, scale: between > 0 ? (maxTop - 2 * zone) / between : 1 };
}

function bodyHeightPx({ viewportHeightPx, headerHeightPx }: ScrollGeometry): number {
	return Math.max(0, viewportHeightPx - headerHeightPx);
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(Math.max(value, low), high);
}
