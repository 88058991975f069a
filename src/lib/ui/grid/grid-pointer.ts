import { extendTo, HEADER_ROW, selectAll, selectCell, selectRows } from '$lib/domain/grid/selection';
import type { GridCommands } from './grid-commands';
import type { GridView } from './grid-view.svelte';

type Drag =
	| { kind: 'cells' }
	| { kind: 'rows'; fromRow: number }
	| { kind: 'resize'; column: number; startX: number; startWidthPx: number }
	| { kind: 'column'; column: number; startX: number };

/** The edge zone in which a drag scrolls, and by how much in each frame. */
const EDGE_PX = 24;
const SCROLL_STEP_PX = 24;
/** A header is dragged, not clicked, from here on. */
const DRAG_FROM_PX = 6;

/** Selecting, resizing, moving columns and opening with mouse and pen; a finger scrolls, and selects by a tap. */
export class GridPointer {
	#scroller: HTMLElement;
	#view: GridView;
	#commands: GridCommands;
	#drag: Drag | null = null;
	#last: PointerEvent | null = null;
	#frame = 0;
	/** The click that ends a drag of a header is none. */
	#hasMoved = false;

	constructor(scroller: HTMLElement, view: GridView, commands: GridCommands) {
		this.#scroller = scroller;
		this.#view = view;
		this.#commands = commands;
	}

	/** @returns a function that takes all listeners away. */
	listen(): () => void {
		const stop = new AbortController();
		const on = <K extends keyof HTMLElementEventMap>(
			type: K,
			handle: (event: HTMLElementEventMap[K]) => void
		) => this.#scroller.addEventListener(type, handle, { signal: stop.signal });
		on('pointerdown', (event) => this.#down(event));
		on('pointermove', (event) => this.#moved(event));
		on('pointerup', (event) => this.#up(event));
		on('pointercancel', () => this.#end());
		on('contextmenu', (event) => this.#menu(event));
		on('click', (event) => this.#click(event));
		on('dblclick', (event) => this.#doubleClick(event));
		return () => {
			stop.abort();
			this.#end();
		};
	}

	#down(event: PointerEvent): void {
		this.#hasMoved = false;
		if (event.button !== 0 || this.#isOnScrollbar(event) || menuColumn(event.target) !== null) return;
		const column = resizedColumn(event.target);
		if (column === null && event.pointerType === 'touch') return;
		this.#drag = column === null ? this.#startSelecting(event) : this.#startResizing(event, column);
		if (!this.#drag) return;
		this.#scroller.setPointerCapture(event.pointerId);
		this.#commands.focus();
		event.preventDefault();
	}

	#startResizing(event: PointerEvent, column: number): Drag {
		return {
			kind: 'resize',
			column,
			startX: event.clientX,
			startWidthPx: this.#view.arrangement.widthPx(column)
		};
	}

	#startSelecting(event: PointerEvent): Drag | null {
		const { row, column } = this.#positionOf(event);
		const { selection, extent } = this.#view;
		if (row === HEADER_ROW) return column < 0 ? null : { kind: 'column', column, startX: event.clientX };
		if (extent.rowCount === 0) return null;
		if (column < 0) {
			const fromRow = event.shiftKey ? selection.anchor.row : row;
			this.#view.select(selectRows(fromRow, row, extent));
			return { kind: 'rows', fromRow };
		}
		this.#view.select(event.shiftKey ? extendTo(selection, { row, column }) : selectCell({ row, column }));
		return { kind: 'cells' };
	}

	#moved(event: PointerEvent): void {
		if (!this.#drag) return;
		this.#last = event;
		if (this.#drag.kind === 'resize') {
			const { column, startX, startWidthPx } = this.#drag;
			this.#commands.resizeColumn(column, startWidthPx + event.clientX - startX);
			return;
		}
		if (this.#drag.kind === 'column') this.#dragColumn(this.#drag, event);
		else this.#extend(event);
		if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#scrollAtEdge());
	}

	#dragColumn({ column, startX }: Drag & { kind: 'column' }, event: PointerEvent): void {
		if (!this.#hasMoved && Math.abs(event.clientX - startX) < DRAG_FROM_PX) return;
		this.#hasMoved = true;
		this.#view.dragged = { column, ...this.#view.dropPlace(this.#xOf(event)) };
	}

	#extend(event: PointerEvent): void {
		const { row, column } = this.#positionOf(event);
		const head = { row: Math.max(row, 0), column: Math.max(column, 0) };
		const { selection, extent } = this.#view;
		if (this.#drag?.kind === 'rows') this.#view.select(selectRows(this.#drag.fromRow, head.row, extent));
		else this.#view.select(extendTo(selection, head));
	}

	#scrollAtEdge(): void {
		this.#frame = 0;
		if (!this.#drag || !this.#last || (this.#drag.kind === 'column' && !this.#hasMoved)) return;
		const box = this.#scroller.getBoundingClientRect();
		const { clientX, clientY } = this.#last;
		const x = edgeStep(clientX - box.left, this.#scroller.clientWidth);
		const y = this.#drag.kind === 'column' ? 0 : edgeStep(clientY - box.top, this.#scroller.clientHeight);
		if (x === 0 && y === 0) return;
		this.#scroller.scrollBy(x, y);
		if (this.#drag.kind === 'column') this.#dragColumn(this.#drag, this.#last);
		else this.#extend(this.#last);
		this.#frame = requestAnimationFrame(() => this.#scrollAtEdge());
	}

	#up(event: PointerEvent): void {
		if (this.#drag?.kind === 'column' && this.#hasMoved) {
			this.#commands.moveColumn(this.#drag.column, this.#view.dropPlace(this.#xOf(event)).place);
		}
		this.#end();
	}

	#end(): void {
		this.#drag = null;
		this.#view.dragged = null;
		this.#last = null;
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
	}

	#click(event: MouseEvent): void {
		if (this.#hasMoved || this.#isOnScrollbar(event) || resizedColumn(event.target) !== null) return;
		const menu = menuColumn(event.target);
		if (menu !== null) return this.#commands.openMenu(menu);
		const { row, column } = this.#positionOf(event);
		const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
		if (row !== HEADER_ROW) {
			if (isTouch && column >= 0 && this.#view.rowCount > 0) this.#view.select(selectCell({ row, column }));
			return;
		}
		if (column < 0) this.#view.select(selectAll(this.#view.active, this.#view.extent));
		else {
			this.#view.select(selectCell({ row, column }));
			this.#commands.sort(column, event.shiftKey);
		}
	}

	#doubleClick(event: MouseEvent): void {
		const resized = resizedColumn(event.target);
		if (resized !== null) return this.#commands.fitColumn(resized);
		const position = this.#positionOf(event);
		if (position.row >= 0 && position.column >= 0 && !this.#isOnScrollbar(event)) {
			this.#commands.openCell(position);
		}
	}

	#menu(event: MouseEvent): void {
		const { row, column } = this.#positionOf(event);
		if (row !== HEADER_ROW || column < 0 || this.#isOnScrollbar(event)) return;
		event.preventDefault();
		this.#commands.openMenu(column);
	}

	#xOf(event: MouseEvent): number {
		return event.clientX - this.#scroller.getBoundingClientRect().left;
	}

	#positionOf(event: MouseEvent) {
		const box = this.#scroller.getBoundingClientRect();
		return this.#view.positionAt(event.clientX - box.left, event.clientY - box.top);
	}

	#isOnScrollbar(event: MouseEvent): boolean {
		const box = this.#scroller.getBoundingClientRect();
		return (
			event.clientX - box.left >= this.#scroller.clientWidth ||
			event.clientY - box.top >= this.#scroller.clientHeight
		);
	}
}

/** The column whose resize handle was hit. */
function resizedColumn(target: EventTarget | null): number | null {
	return columnNamedBy(target, 'data-resize');
}

/** The column whose menu button was hit. */
function menuColumn(target: EventTarget | null): number | null {
	return columnNamedBy(target, 'data-menu');
}

function columnNamedBy(target: EventTarget | null, attribute: string): number | null {
	const element = target instanceof Element ? target.closest(`[${attribute}]`) : null;
	const column = element?.getAttribute(attribute);
	return column ? Number(column) : null;
}

function edgeStep(at: number, size: number): number {
	if (at < EDGE_PX) return -SCROLL_STEP_PX;
	return at > size - EDGE_PX ? SCROLL_STEP_PX : 0;
}
