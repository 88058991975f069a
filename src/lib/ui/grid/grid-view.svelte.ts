import { untrack } from 'svelte';
import type { AppError } from '$lib/domain/errors';
import { mostColumnsWithin, scrollLeftRevealing, visibleColumns } from '$lib/domain/grid/columns';
import { typeFamily, type TypeFamily } from '$lib/domain/grid/cell-text';
import {
	canvasHeightPx,
	initialScroll,
	MAX_CANVAS_HEIGHT_PX,
	reduceScroll,
	rowsPerPage,
	visibleRows,
	type ScrollGeometry,
	type ScrollState
} from '$lib/domain/grid/scroll';
import {
	HEADER_ROW,
	selectCell,
	selectedRange,
	type CellPosition,
	type Selection
} from '$lib/domain/grid/selection';
import { indexInSlot, windowAround } from '$lib/domain/grid/slots';
import { NATURAL_LAYOUT, type ColumnLayout } from '$lib/domain/grid/column-layout';
import type { CellText, GridSource } from '$lib/domain/grid/grid-source';
import { GridArrangement } from './grid-arrangement.svelte';

export const HEADER_HEIGHT_PX = 34;
const ROWS_BEYOND = 8;
const COLUMNS_BEYOND = 1;
const DIGIT_WIDTH_PX = 8;

const INITIAL_GEOMETRY: ScrollGeometry = {
	rowCount: 0,
	rowHeightPx: 28,
	headerHeightPx: HEADER_HEIGHT_PX,
	viewportHeightPx: 0,
	maxCanvasHeightPx: MAX_CANVAS_HEIGHT_PX
};

/** Room at the right of the last column, for the button that chooses columns. */
const CHOOSER_PX = 34;
/** Pinned columns scroll, too, where they would take more than this share of the width. */
const MAX_PINNED_SHARE = 0.7;

/** A column as laid out: `leftPx` from the beginning of the canvas, row numbers counted in. */
export interface PlacedColumn {
	/** Its place among the columns shown. */
	column: number;
	/** Does not scroll sideways. */
	isPinned: boolean;
	isLastPinned: boolean;
	name: string;
	type: string;
	family: TypeFamily;
	leftPx: number;
	widthPx: number;
}

/**
 * What a grid shows of its source: scroll positions and selection, and the window of elements for them. A column is
 * named by its place among those shown; `sourceColumn` tells which of the source's it is.
 */
export class GridView {
	#source: () => GridSource;
	/** Counts what the source told; whatever reads cells depends on it. */
	#changes = $state.raw(0);
	#scroll = $state.raw<ScrollState>(initialScroll(INITIAL_GEOMETRY));
	#viewport = $state.raw({ widthPx: 0, heightPx: 0 });
	#scrollLeft = $state.raw(0);
	#selection = $state.raw<Selection>(selectCell({ row: 0, column: 0 }));
	error = $state.raw<AppError | null>(null);
	/** The header that is being dragged, and where it would go: the edge from the viewport's left. */
	dragged = $state.raw<{ column: number; place: number; leftPx: number } | null>(null);

	constructor(source: () => GridSource) {
		this.#source = source;
	}

	readonly source = $derived.by(() => this.#source());
	readonly arrangement = new GridArrangement(
		() => this.source,
		(before) => this.#keepActive(before)
	);
	readonly columns = $derived(this.arrangement.columns);
	readonly rowCount = $derived.by(() => this.#read(() => this.source.rowCount));
	readonly rowCountIsFinal = $derived.by(() => this.#read(() => this.source.rowCountIsFinal));
	/** The order of the rows; its columns are those of the source. */
	readonly order = $derived.by(() => this.#read(() => this.source.sorting?.order ?? []));
	readonly canSort = $derived.by(() => this.#read(() => this.source.sorting !== undefined));
	readonly isSorting = $derived.by(() => this.#read(() => this.source.sorting?.isBusy === true));
	readonly extent = $derived({ rowCount: this.rowCount, columnCount: this.columns.length });

	/** Of changes the numbers are those of records, which may be more than the rows; a sign stands before them. */
	readonly gutterPx = $derived(
		Math.max(this.source.changes ? 8 : 3, String(this.rowCount).length) * DIGIT_WIDTH_PX + 20
	);
	readonly offsets = $derived(this.arrangement.offsets);
	readonly canvasWidthPx = $derived(this.gutterPx + (this.offsets.at(-1) ?? 0) + CHOOSER_PX);
	readonly canvasHeightPx = $derived(canvasHeightPx(this.#scroll.geometry));
	/** Width in which columns are seen beside the row numbers. */
	readonly #bodyWidthPx = $derived(Math.max(0, this.#viewport.widthPx - this.gutterPx));

	/** Columns at the left that do not scroll. */
	readonly pinnedCount = $derived.by(() => {
		const { pinnedCount } = this.arrangement;
		const widthPx = this.offsets[pinnedCount] ?? 0;
		return widthPx <= this.#bodyWidthPx * MAX_PINNED_SHARE ? pinnedCount : 0;
	});
	readonly #pinnedPx = $derived(this.offsets[this.pinnedCount] ?? 0);

	readonly rowHeightPx = $derived(this.#scroll.geometry.rowHeightPx);
	readonly visibleRows = $derived(visibleRows(this.#scroll));
	readonly rowSlotCount = $derived(
		Math.min(this.rowCount, Math.ceil(this.#viewport.heightPx / this.rowHeightPx) + 1 + 2 * ROWS_BEYOND)
	);
	readonly rowWindowStart = $derived(
		windowAround(this.visibleRows.rowStart, this.visibleRows.rowEnd, this.rowSlotCount, this.rowCount)
	);
	readonly rowSlots = $derived(Array.from({ length: this.rowSlotCount }, (_, slot) => slot));
	/** Where row 0 would be drawn in the canvas. */
	readonly rowBasePx = $derived(
		this.#scroll.geometry.headerHeightPx - (this.#scroll.top - this.#scroll.scrollTop)
	);

	readonly #columnSlotCount = $derived(
		Math.min(
			this.columns.length - this.pinnedCount,
			mostColumnsWithin(this.offsets, this.#bodyWidthPx) + 2 * COLUMNS_BEYOND
		)
	);
	readonly #columnWindowStart = $derived.by(() => {
		const { columnStart, columnEnd } = visibleColumns(
			this.offsets,
			this.#scrollLeft + this.#pinnedPx,
			this.#scrollLeft + this.#bodyWidthPx
		);
		const start = windowAround(columnStart, columnEnd, this.#columnSlotCount, this.columns.length);
		return Math.max(start, this.pinnedCount);
	});
	/** The columns that have elements: pinned ones, then the others by slot. */
	readonly placedColumns = $derived([
		...Array.from({ length: this.pinnedCount }, (_, column) => this.#placed(column)),
		...Array.from({ length: this.#columnSlotCount }, (_, slot) =>
			this.#placed(indexInSlot(slot, this.#columnWindowStart, this.#columnSlotCount))
		)
	]);
	/** Where the button that chooses columns stands, from the viewport's left edge. */
	readonly chooserLeftPx = $derived(Math.max(0, this.#viewport.widthPx - CHOOSER_PX));
	readonly selection = $derived(this.#selection);
	readonly active = $derived(this.#selection.active);
	readonly selected = $derived(selectedRange(this.#selection, this.extent));

	get scrollTop(): number {
		return this.#scroll.scrollTop;
	}

	get scrollLeft(): number {
		return this.#scrollLeft;
	}

	get rowsPerPage(): number {
		return rowsPerPage(this.#scroll.geometry);
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#read(() => this.source.cell(row, this.sourceColumn(column)));
	}

	/** The number in front of a row; undefined while it is not loaded. */
	rowNumber(row: number): number | undefined {
		return this.#read(() => (this.source.rowNumber ? this.source.rowNumber(row) : row + 1));
	}

	/** Whether a row was added, removed or modified; undefined where rows are no changes. */
	changeKind(row: number): 'added' | 'removed' | 'modified' | undefined {
		return this.#read(() => this.source.changes?.kind(row));
	}

	/** The value before, of a cell that was changed; else undefined. */
	oldCell(row: number, column: number): CellText | undefined {
		return this.#read(() => this.source.changes?.old(row, this.sourceColumn(column)));
	}

	/** The source's column that is shown at a place; −1 where none is. */
	sourceColumn(column: number): number {
		return this.arrangement.sourceColumn(column);
	}

	isLoaded(row: number): boolean {
		return this.cell(row, 0) !== undefined;
	}

	/** Where a cell's element would be found. */
	isRendered({ row, column }: CellPosition): boolean {
		const hasRow =
			row === HEADER_ROW || (row >= this.rowWindowStart && row < this.rowWindowStart + this.rowSlotCount);
		return hasRow && this.placedColumns.some((placed) => placed.column === column);
	}

	/** To be called when the source told of a change. */
	sourceChanged(): void {
		this.#changes++;
	}

	/** Another source: everything begins anew. @param layout of its columns */
	sourceReplaced(layout: ColumnLayout = NATURAL_LAYOUT): void {
		this.#scroll = initialScroll(this.#scroll.geometry);
		this.#scrollLeft = 0;
		this.arrangement.begin(layout);
		this.#selection = selectCell({ row: 0, column: 0 });
		this.error = null;
	}

	/** Sets the size of what is seen. */
	layOut(widthPx: number, heightPx: number, rowHeightPx: number): void {
		this.#viewport = { widthPx, heightPx };
		this.#reshape({ viewportHeightPx: heightPx, rowHeightPx });
	}

	followRowCount(rowCount: number): void {
		this.#reshape({ rowCount });
	}

	scrolled(scrollTop: number, scrollLeft: number): void {
		this.#scrollLeft = scrollLeft;
		this.#scroll = reduceScroll(this.#scroll, { kind: 'scrolled', scrollTop: Math.round(scrollTop) });
	}

	reveal({ row, column }: CellPosition): void {
		if (row !== HEADER_ROW) this.#scroll = reduceScroll(this.#scroll, { kind: 'reveal-row', row });
		if (column < this.pinnedCount) return;
		const pinnedPx = this.#pinnedPx;
		const left = this.#scrollLeft + pinnedPx;
		this.#scrollLeft =
			scrollLeftRevealing(this.offsets, column, left, this.#bodyWidthPx - pinnedPx) - pinnedPx;
	}

	select(selection: Selection): void {
		this.#selection = selection;
	}

	/** Where a column dropped at a point of the viewport goes: the place in front of which, and that edge. */
	dropPlace(xPx: number): { place: number; leftPx: number } {
		const column = Math.max(0, this.positionAt(xPx, 0).column);
		const left = this.#viewLeftPx(column);
		const isBehind = xPx > left + this.arrangement.widthPx(column) / 2;
		return isBehind
			? { place: column + 1, leftPx: left + this.arrangement.widthPx(column) }
			: { place: column, leftPx: left };
	}

	/**
	 * The cell at a point of the viewport; the nearest one where the point is outside, and for row numbers column −1.
	 * @param xPx from the viewport's left edge
	 */
	positionAt(xPx: number, yPx: number): CellPosition {
		const inHeader = yPx < HEADER_HEIGHT_PX;
		const row = Math.floor((this.#scroll.top + yPx - HEADER_HEIGHT_PX) / this.rowHeightPx);
		const x = xPx - this.gutterPx;
		const bodyX = x < this.#pinnedPx ? x : x + this.#scrollLeft;
		const { columnStart } = visibleColumns(this.offsets, bodyX, bodyX);
		return {
			row: inHeader ? HEADER_ROW : Math.min(Math.max(row, 0), this.rowCount - 1),
			column: xPx < this.gutterPx ? -1 : Math.min(columnStart, this.columns.length - 1)
		};
	}

	#reshape(change: Partial<ScrollGeometry>): void {
		this.#scroll = untrack(() => {
			const geometry = { ...this.#scroll.geometry, ...change };
			return reduceScroll(this.#scroll, { kind: 'geometry', geometry });
		});
	}

	#placed(column: number): PlacedColumn {
		const { name = '', type = '' } = this.columns[column] ?? {};
		const leftPx = this.gutterPx + (this.offsets[column] ?? 0);
		const isPinned = column < this.pinnedCount;
		return {
			column,
			name,
			type,
			family: typeFamily(type),
			leftPx,
			widthPx: this.arrangement.widthPx(column),
			isPinned,
			isLastPinned: column === this.pinnedCount - 1
		};
	}

	/** A column's left edge from that of the viewport. */
	#viewLeftPx(column: number): number {
		const left = this.gutterPx + (this.offsets[column] ?? 0);
		return column < this.pinnedCount ? left : left - this.#scrollLeft;
	}

	/** The active column stays the active one, wherever it has gone. @param before the source's columns as they were shown */
	#keepActive(before: readonly number[]): void {
		const { row, column } = this.active;
		const place = this.arrangement.shown.indexOf(before[column] ?? -1);
		const last = this.columns.length - 1;
		this.#selection = selectCell({ row, column: place < 0 ? Math.min(column, last) : place });
	}

	#read<T>(read: () => T): T {
		void this.#changes;
		return read();
	}
}
