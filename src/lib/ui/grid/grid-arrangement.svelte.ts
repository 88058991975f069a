import { clampColumnWidth, columnOffsets } from '$lib/domain/grid/columns';
import {
	arrangeColumns,
	columnKeys,
	columnSequence,
	moveColumn,
	NATURAL_LAYOUT,
	withHidden,
	withPin,
	withWidth,
	type ColumnLayout
} from '$lib/domain/grid/column-layout';
import type { GridColumn, GridSource } from '$lib/domain/grid/grid-source';

const DEFAULT_WIDTH_PX = 120;

/**
 * Which columns of its source a grid shows, in what order and how wide; and what the user can change of that. A column
 * is named by its place among those shown.
 */
export class GridArrangement {
	#source: () => GridSource;
	/** Told which columns of the source were shown before, and where. */
	#onarranged: (before: readonly number[]) => void;
	#layout = $state.raw<ColumnLayout>(NATURAL_LAYOUT);
	#measured = $state.raw<readonly number[]>([]);

	constructor(source: () => GridSource, onarranged: (before: readonly number[]) => void) {
		this.#source = source;
		this.#onarranged = onarranged;
	}

	readonly layout = $derived(this.#layout);
	readonly #all = $derived.by(() => this.#source().columns);
	/** Keys of all columns of the source, by its own order. */
	readonly keys = $derived(columnKeys(this.#all));
	readonly #arranged = $derived(arrangeColumns(this.keys, this.#layout));
	/** Columns of the source, as they are shown. */
	readonly shown = $derived(this.#arranged.shown);
	readonly columns = $derived(this.shown.map((column) => this.#all[column] as GridColumn));
	/** Pinned ones at the left, whether there is room for them or not. */
	readonly pinnedCount = $derived(this.#arranged.pinnedCount);
	readonly offsets = $derived(
		columnOffsets(
			this.shown.map(
				(column) =>
					this.#layout.widthsPx[this.keys[column] ?? ''] ?? this.#measured[column] ?? DEFAULT_WIDTH_PX
			)
		)
	);
	/** All columns in display order, for choosing. */
	readonly choices = $derived.by(() => {
		const hidden = new Set(this.#layout.hidden);
		const pinned = new Set(this.#layout.pinned);
		return columnSequence(this.keys, this.#layout).map((key) => {
			const column = this.#all[this.keys.indexOf(key)];
			return { key, name: column?.name ?? '', isShown: !hidden.has(key), isPinned: pinned.has(key) };
		});
	});

	/** Another source: everything begins anew. */
	begin(layout: ColumnLayout): void {
		this.#measured = [];
		this.#layout = layout;
	}

	get hasWidths(): boolean {
		return this.#measured.length > 0 || this.columns.length === 0;
	}

	/** By the source's own order. */
	setMeasuredWidths(widthsPx: readonly number[]): void {
		this.#measured = widthsPx;
	}

	/** The source's column that is shown at a place; −1 where none is. */
	sourceColumn(column: number): number {
		return this.shown[column] ?? -1;
	}

	widthPx(column: number): number {
		return (this.offsets[column + 1] ?? 0) - (this.offsets[column] ?? 0);
	}

	resize(column: number, widthPx: number): void {
		this.#layout = withWidth(this.#layout, this.#keyAt(column), clampColumnWidth(widthPx));
	}

	/** @param to the place in front of which it is put; the number of columns means the end */
	move(column: number, to: number): void {
		this.#arrange(moveColumn(this.keys, this.#layout, column, to));
	}

	pinColumn(column: number, isPinned: boolean): void {
		this.pin(this.#keyAt(column), isPinned);
	}

	isPinned(column: number): boolean {
		return this.#layout.pinned.includes(this.#keyAt(column));
	}

	pin(key: string, isPinned: boolean): void {
		this.#arrange(withPin(this.#layout, key, isPinned));
	}

	/** The last column that is shown stays. */
	hideColumn(column: number): void {
		this.show(this.#keyAt(column), false);
	}

	show(key: string, isShown: boolean): void {
		if (!isShown && this.columns.length === 1) return;
		this.#arrange(withHidden(this.#layout, key, !isShown));
	}

	showAll(): void {
		this.#arrange({ ...this.#layout, hidden: [] });
	}

	reset(): void {
		this.#arrange(NATURAL_LAYOUT);
	}

	#keyAt(column: number): string {
		return this.keys[this.sourceColumn(column)] ?? '';
	}

	#arrange(layout: ColumnLayout): void {
		if (layout === this.#layout) return;
		const before = this.shown;
		this.#layout = layout;
		this.#onarranged(before);
	}
}
