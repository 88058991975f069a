import type { GridOrder } from '$lib/domain/grid/grid-source';
import type { CellPosition } from '$lib/domain/grid/selection';

/** What keys and pointer ask of a grid beside moving about. */
export interface GridCommands {
	copy(withHeader: boolean): void;
	openCell(position: CellPosition): void;
	/** Ascending, then descending, then as it was; with `add` beside the present order. Places, as everywhere here. */
	sort(column: number, add: boolean): void;
	resizeColumn(column: number, widthPx: number): void;
	fitColumn(column: number): void;
	fitAll(): void;
	moveColumn(column: number, to: number): void;
	/** Everything that can be done with a column, in a menu below its header. */
	openMenu(column: number): void;
	/** Opens the bar that finds texts in the rows. */
	find(): void;
	/** Puts the keyboard's focus on the grid. */
	focus(): void;
}

/** The order after one more click on a header. */
export function nextOrder(order: readonly GridOrder[], column: number, add: boolean): GridOrder[] {
	const present = order.find((entry) => entry.column === column);
	const others = add ? order.filter((entry) => entry.column !== column) : [];
	if (!present) return [...others, { column, descending: false }];
	return present.descending ? others : [...others, { column, descending: true }];
}
