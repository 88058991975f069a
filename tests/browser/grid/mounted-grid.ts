import { flushSync, mount, unmount } from 'svelte';
import { onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import type { GridSource } from '$lib/domain/grid/grid-source';
import ResultGrid from '$lib/ui/grid/result-grid.svelte';
import { ShownSource } from './shown-source.svelte';
import '../../../src/app.css';

export interface MountedGrid {
	grid: HTMLElement;
	/** Element of a cell, rows and columns counted from 0; null where it has none. */
	cell(row: number, column: number): HTMLElement | null;
	header(column: number): HTMLElement | null;
	press(key: string, modifiers?: KeyboardEventInit): KeyboardEvent;
	scrollTo(scrollTop: number, scrollLeft?: number): Promise<void>;
	/** Resolves when what was asked for is drawn. */
	settled(): Promise<void>;
	activeText(): string | undefined;
	elementCount(): number;
	/** Puts another source in place. */
	replaceSource(source: GridSource): Promise<void>;
}

/** A grid of 900 × 500 pixels in the page; it goes with the test. */
export async function mountGrid(
	source: GridSource,
	props: Record<string, unknown> = {}
): Promise<MountedGrid> {
	await page.viewport(1000, 700);
	const target = document.createElement('div');
	target.style.cssText = 'width: 900px; height: 500px';
	document.body.append(target);
	const shown = new ShownSource(source);
	const component = mount(ResultGrid, {
		target,
		props: {
			get source() {
				return shown.current;
			},
			...props
		}
	});
	onTestFinished(async () => {
		await unmount(component);
		target.remove();
	});
	const grid = target.querySelector<HTMLElement>('[role=grid]');
	if (!grid) throw new Error('the grid was not mounted');
	const settled = async () => {
		for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
		flushSync();
	};
	await settled();
	return {
		grid,
		cell: (row, column) =>
			grid.querySelector(`[aria-rowindex="${row + 2}"] > [aria-colindex="${column + 2}"]`),
		header: (column) => grid.querySelector(`[role=columnheader][aria-colindex="${column + 2}"]`),
		press(key, modifiers = {}) {
			const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
			grid.dispatchEvent(event);
			flushSync();
			return event;
		},
		async scrollTo(scrollTop, scrollLeft = grid.scrollLeft) {
			grid.scrollTo(scrollLeft, scrollTop);
			await settled();
		},
		settled,
		activeText() {
			const id = grid.getAttribute('aria-activedescendant');
			return id === null ? undefined : document.getElementById(id)?.textContent?.trim();
		},
		elementCount: () => grid.querySelectorAll('*').length,
		async replaceSource(next) {
			shown.current = next;
			await settled();
		}
	};
}
