/** Left edges of columns laid side by side; one more entry than columns, the last is the whole width. */
export type ColumnOffsets = Float64Array;

export const MIN_COLUMN_WIDTH_PX = 48;
export const MAX_COLUMN_WIDTH_PX = 1_200;

export function columnOffsets(widthsPx: readonly number[]): ColumnOffsets {
	const offsets = new Float64Array(widthsPx.length + 1);
	widthsPx.forEach((width, column) => {
		offsets[column + 1] = (offsets[column] ?? 0) + width;
	});
	return offsets;
}

/** Columns `[columnStart, columnEnd)` at least partly within `[leftPx, rightPx)`. */
export function visibleColumns(
	offsets: ColumnOffsets,
	leftPx: number,
	rightPx: number
): { columnStart: number; columnEnd: number } {
	const count = offsets.length - 1;
	const columnStart = Math.min(firstBeyond(offsets, leftPx), count);
	let columnEnd = columnStart;
	while (columnEnd < count && (offsets[columnEnd] ?? 0) < rightPx) columnEnd++;
	return { columnStart, columnEnd };
}

/** The horizontal scroll position, next to `scrollLeft`, at which a column is in view. */
export function scrollLeftRevealing(
	offsets: ColumnOffsets,
	column: number,
	scrollLeft: number,
	viewportWidthPx: number
): number {
	const left = offsets[column] ?? 0;
	const right = offsets[column + 1] ?? left;
	if (left < scrollLeft) return left;
	return Math.max(scrollLeft, Math.min(left, right - viewportWidthPx));
}

export function clampColumnWidth(widthPx: number): number {
	return Math.round(Math.min(Math.max(widthPx, MIN_COLUMN_WIDTH_PX), MAX_COLUMN_WIDTH_PX));
}

/** The first column whose right edge lies beyond `px`. */
function firstBeyond(offsets: ColumnOffsets, px: number): number {
	let low = 0;
	let high = offsets.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((offsets[middle + 1] ?? Infinity) > px) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** The most columns that are in view at once, wherever a viewport of this width is scrolled to. */
export function mostColumnsWithin(offsets: ColumnOffsets, widthPx: number): number {
	const count = offsets.length - 1;
	let most = 0;
	let columnEnd = 0;
	for (let columnStart = 0; columnStart < count; columnStart++) {
		// the worst case: all but the last pixel of the first column is scrolled out
		const rightPx = (offsets[columnStart + 1] ?? 0) + widthPx;
		while (columnEnd < count && (offsets[columnEnd] ?? 0) < rightPx) columnEnd++;
		most = Math.max(most, columnEnd - columnStart);
	}
	return most;
}
