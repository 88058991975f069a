import { movedPosition } from '$lib/domain/grid/navigation';
import {
	extendTo,
	HEADER_ROW,
	selectAll,
	selectCell,
	selectColumn,
	selectRows
} from '$lib/domain/grid/selection';
import type { GridCommands } from './grid-commands';
import type { GridView } from './grid-view.svelte';

const RESIZE_STEP_PX = 16;

/** Does what a key asks for. @returns false where the key means nothing here. */
export function pressKey(event: KeyboardEvent, view: GridView, commands: GridCommands): boolean {
	if (view.columns.length === 0) return false;
	if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
		commands.openMenu(view.active.column);
		return true;
	}
	if (event.altKey) return pressWithAlt(event, view, commands);
	const withControl = event.ctrlKey || event.metaKey;
	if (move(event, withControl, view)) return true;
	if (withControl) return pressWithControl(event, view, commands);
	const { active } = view;
	if (event.key === 'Enter' || event.key === 'F2') {
		if (active.row === HEADER_ROW) commands.sort(active.column, event.shiftKey);
		else commands.openCell(active);
		return true;
	}
	if (event.key === ' ' && event.shiftKey && active.row !== HEADER_ROW) {
		view.select(selectRows(active.row, active.row, view.extent));
		return true;
	}
	return false;
}

function move(event: KeyboardEvent, withControl: boolean, view: GridView): boolean {
	const { selection } = view;
	const from = event.shiftKey ? selection.head : selection.active;
	const to = movedPosition(from, { key: event.key, withControl }, view.extent, view.rowsPerPage);
	if (!to) return false;
	view.select(event.shiftKey ? extendTo(selection, { ...to, row: Math.max(0, to.row) }) : selectCell(to));
	view.reveal(to);
	return true;
}

function pressWithControl(event: KeyboardEvent, view: GridView, commands: GridCommands): boolean {
	switch (event.key.toLowerCase()) {
		case 'a':
			view.select(selectAll(view.active, view.extent));
			return true;
		case 'c':
			commands.copy(event.shiftKey);
			return true;
		case 'f':
			commands.find();
			return true;
		case ' ':
			view.select(selectColumn(view.active.column, view.extent));
			return true;
		default:
			return false;
	}
}

function pressWithAlt(event: KeyboardEvent, view: GridView, commands: GridCommands): boolean {
	const { column } = view.active;
	if (!event.shiftKey) {
		if (event.key !== 'ArrowDown') return false;
		commands.openMenu(column);
		return true;
	}
	const step = event.key === 'ArrowRight' ? RESIZE_STEP_PX : event.key === 'ArrowLeft' ? -RESIZE_STEP_PX : 0;
	if (step !== 0) commands.resizeColumn(column, view.arrangement.widthPx(column) + step);
	else if (event.key === 'ArrowDown') commands.fitColumn(column);
	return step !== 0 || event.key === 'ArrowDown';
}
