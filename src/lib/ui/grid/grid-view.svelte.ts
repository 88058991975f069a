import { untrack } from 'svelte';
import type { AppError } from '$lib/domain/errors';
import {
	clampColumnWidth,
	columnOffsets,
	mostColumnsWithin,
	scrollLeftRevealing,
	visibleColumns
} from '$lib/domain/grid/columns';
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
import type { CellText, GridSource } from '$lib/domain/grid/grid-source';

export const HEADER_HEIGHT_PX = 34;
const ROWS_BEYOND = 8;
const COLUMNS_BEYOND = 1;
const DEFAULT_WIDTH_PX = 120;
const DIGIT_WIDTH_PX = 8;

const INITIAL_GEOMETRY: ScrollGeometry = {
	rowCount: 0,
	rowHeightPx: 28,
	headerHeightPx: HEADER_HEIGHT_PX,
	viewportHeightPx: 0,
	maxCanvasHeightPx: MAX_CANVAS_HEIGHT_PX
};

/** A column as laid out: `leftPx` from the beginning of the canvas, row numbers counted in. */
export interface PlacedColumn {
	column: number;
	name: string;
	type: string;
	family: TypeFamily;
	leftPx: number;
	widthPx: number;
}

/** What a grid shows of its source: scroll positions, column widths, selection; and the window of elements for it. */
export class GridView {
	#source: () => GridSource;
	/** Counts what the source told; whatever reads cells depends on it. */
	#changes = $state.raw(0);
	#scroll = $state.raw<ScrollState>(initialScroll(INITIAL_GEOMETRY));
	#viewport = $state.raw({ widthPx: 0, heightPx: 0 });
	#scrollLeft = $state.raw(0);
	#measured = $state.raw<readonly number[]>([]);
	#resized = $state.raw<Readonly<Record<number, number>>>({});
	#selection = $state.raw<Selection>(selectCell({ row: 0, column: 0 }));
	error = $state.raw<AppError | null>(null);

	constructor(source: () => GridSource) {
		this.#source = source;
	}

	readonly source = $derived.by(() => this.#source());
	readonly columns = $derived(this.source.columns);
	readonly rowCount = $derived.by(() => this.#read(() => this.source.rowCount));
	readonly rowCountIsFinal = $derived.by(() => this.#read(() => this.source.rowCountIsFinal));
	readonly order = $derived.by(() => this.#read(() => this.source.sorting?.order ?? []));
	readonly extent = $derived({ rowCount: this.rowCount, columnCount: this.columns.length });

	/** Of changes the numbers are those of records, which may be more than the rows; a sign stands before them. */
	readonly gutterPx = $derived(
		Math.max(this.source.changes ? 8 : 3, String(this.rowCount).length) * DIGIT_WIDTH_PX + 20
	);
	readonly offsets = $derived(
		columnOffsets(
			this.columns.map((_, column) => this.#resized[column] ?? this.#measured[column] ?? DEFAULT_WIDTH_PX)
		)
	);
	readonly canvasWidthPx = $derived(this.gutterPx + (this.offsets.at(-1) ?? 0));
	readonly canvasHeightPx = $derived(canvasHeightPx(this.#scroll.geometry));
	/** Width in which columns are seen beside the row numbers. */
	readonly #bodyWidthPx = $derived(Math.max(0, this.#viewport.widthPx - this.gutterPx));

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
		Math.min(this.columns.length, mostColumnsWithin(this.offsets, this.#bodyWidthPx) + 2 * COLUMNS_BEYOND)
	);
	readonly #columnWindowStart = $derived.by(() => {
		const { columnStart, columnEnd } = visibleColumns(
			this.offsets,
			this.#scrollLeft,
			this.#scrollLeft + this.#bodyWidthPx
		);
		return windowAround(columnStart, columnEnd, this.#columnSlotCount, this.columns.length);
	});
	/** The columns that have elements, by slot. */
	readonly placedColumns = $derived(
		Array.from({ length: this.#columnSlotCount }, (_, slot) =>
			this.#placed(indexInSlot(slot, this.#columnWindowStart, this.#columnSlotCount))
		)
	);

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
		return this.#read(() => this.source.cell(row, column));
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
		return this.#read(() => this.source.changes?.old(row, column));
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

	/** Another source: everything begins anew. */
	sourceReplaced(): void {
		this.#scroll = initialScroll(this.#scroll.geometry);
		this.#scrollLeft = 0;
		this.#measured = [];
		this.#resized = {};
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
		this.#scrollLeft = scrollLeftRevealing(this.offsets, column, this.#scrollLeft, this.#bodyWidthPx);
	}

	select(selection: Selection): void {
		this.#selection = selection;
	}

	get hasWidths(): boolean {
		return this.#measured.length > 0 || this.columns.length === 0;
	}

	setMeasuredWidths(widthsPx: readonly number[]): void {
		this.#measured = widthsPx;
	}

	columnWidthPx(column: number): number {
		return (this.offsets[column + 1] ?? 0) - (this.offsets[column] ?? 0);
	}

	resizeColumn(column: number, widthPx: number): void {
		this.#resized = { ...this.#resized, [column]: clampColumnWidth(widthPx) };
	}

	/**
	 * The cell at a point of the viewport; the nearest one where the point is outside, and for row numbers column −1.
	 * @param xPx from the viewport's left edge
	 */
	positionAt(xPx: number, yPx: number): CellPosition {
		const inHeader = yPx < HEADER_HEIGHT_PX;
		const row = Math.floor((this.#scroll.top + yPx - HEADER_HEIGHT_PX) / this.rowHeightPx);
		const bodyX = xPx - this.gutterPx + this.#scrollLeft;
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
		return { column, name, type, family: typeFamily(type), leftPx, widthPx: this.columnWidthPx(column) };
	}

	#read<T>(read: () => T): T {
		void this.#changes;
		return read();
	}
}
