import { extendTo, HEADER_ROW, selectAll, selectCell, selectRows } from '$lib/domain/grid/selection';
import type { GridCommands } from './grid-commands';
import type { GridView } from './grid-view.svelte';

type Drag =
	| { kind: 'cells' }
	| { kind: 'rows'; fromRow: number }
	| { kind: 'resize'; column: number; startX: number; startWidthPx: number };

/** The edge zone in which a drag scrolls, and by how much in each frame. */
const EDGE_PX = 24;
const SCROLL_STEP_PX = 24;

/** Selecting, resizing and opening with mouse and pen; a finger scrolls, and selects by a tap. */
export class GridPointer {
	#scroller: HTMLElement;
	#view: GridView;
	#commands: GridCommands;
	#drag: Drag | null = null;
	#last: PointerEvent | null = null;
	#frame = 0;

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
		on('pointerup', () => this.#end());
		on('pointercancel', () => this.#end());
		on('click', (event) => this.#click(event));
		on('dblclick', (event) => this.#doubleClick(event));
		return () => {
			stop.abort();
			this.#end();
		};
	}

	#down(event: PointerEvent): void {
		if (event.button !== 0 || this.#isOnScrollbar(event)) return;
		const column = resizedColumn(event.target);
		if (column === null && event.pointerType === 'touch') return;
		this.#drag = column === null ? this.#startSelecting(event) : this.#startResizing(event, column);
		if (!this.#drag) return;
		this.#scroller.setPointerCapture(event.pointerId);
		this.#commands.focus();
		event.preventDefault();
	}

	#startResizing(event: PointerEvent, column: number): Drag {
		return { kind: 'resize', column, startX: event.clientX, startWidthPx: this.#view.columnWidthPx(column) };
	}

	#startSelecting(event: PointerEvent): Drag | null {
		const { row, column } = this.#positionOf(event);
		const { selection, extent } = this.#view;
		if (row === HEADER_ROW || extent.rowCount === 0) return null;
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
		this.#extend(event);
		if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#scrollAtEdge());
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
		if (!this.#drag || !this.#last) return;
		const box = this.#scroller.getBoundingClientRect();
		const { clientX, clientY } = this.#last;
		const x = edgeStep(clientX - box.left, this.#scroller.clientWidth);
		const y = edgeStep(clientY - box.top, this.#scroller.clientHeight);
		if (x === 0 && y === 0) return;
		this.#scroller.scrollBy(x, y);
		this.#extend(this.#last);
		this.#frame = requestAnimationFrame(() => this.#scrollAtEdge());
	}

	#end(): void {
		this.#drag = null;
		this.#last = null;
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
	}

	#click(event: MouseEvent): void {
		if (this.#isOnScrollbar(event) || resizedColumn(event.target) !== null) return;
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
	const handle = target instanceof Element ? target.closest('[data-resize]') : null;
	const column = handle?.getAttribute('data-resize');
	return column ? Number(column) : null;
}

function edgeStep(at: number, size: number): number {
	if (at < EDGE_PX) return -SCROLL_STEP_PX;
	return at > size - EDGE_PX ? SCROLL_STEP_PX : 0;
}
