import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ColumnLayout } from '$lib/domain/grid/column-layout';
import { captureClipboard } from './clipboard';
import { numbered } from './made-source';
import { mountGrid, type MountedGrid } from './mounted-grid';

const names = (mounted: MountedGrid) =>
	[...mounted.grid.querySelectorAll<HTMLElement>('[role=columnheader][data-column]')]
		.sort((a, b) => Number(a.dataset['column']) - Number(b.dataset['column']))
		.map((header) => header.querySelector('.name')?.textContent);

/** The menu hangs in the page's main landmark, which a test has to make. */
function makeMain(): void {
	const main = document.createElement('main');
	document.body.append(main);
	onTestFinished(() => main.remove());
}

async function chooseInMenu(mounted: MountedGrid, column: number, label: string): Promise<void> {
	await userEvent.click(mounted.header(column) as HTMLElement, { button: 'right' });
	const item = () =>
		[...document.querySelectorAll<HTMLElement>('[role=menuitem],[role=menuitemradio]')].find(
			({ textContent }) => textContent?.trim() === label
		);
	await expect.poll(item, { timeout: 20_000 }).toBeTruthy();
	await userEvent.click(item() as HTMLElement);
	await expect.poll(() => document.querySelector('[role=menu]')).toBeNull();
	await mounted.settled();
}

describe('columns as the user arranges them (GRID-10)', () => {
	it('moves a column by drag; cells, copied text and the selection follow', async () => {
		const layouts: ColumnLayout[] = [];
		const selections: { columns: readonly number[] }[] = [];
		const mounted = await mountGrid(numbered(100, 4), {
			onlayout: (layout: ColumnLayout) => layouts.push(layout),
			onselect: (selection: { columns: readonly number[] }) => selections.push(selection)
		});
		await userEvent.dragAndDrop(mounted.header(0) as HTMLElement, mounted.header(2) as HTMLElement, {
			targetPosition: { x: 70, y: 10 }
		});
		await mounted.settled();
		expect(names(mounted)).toEqual(['c1', 'c2', 'c0', 'c3']);
		expect(mounted.cell(2, 0)?.textContent?.trim()).toBe('r2c1');
		expect(layouts.at(-1)?.order).toEqual(['c1', 'c2', 'c0', 'c3']);

		const written = captureClipboard();
		mounted.press('a', { ctrlKey: true });
		mounted.press('C', { ctrlKey: true, shiftKey: true });
		expect((await written()).split('\n').slice(0, 2)).toEqual(['c1\tc2\tc0\tc3', 'r0c1\t2\t0\tr0c3']);
		expect(selections.at(-1)?.columns).toEqual([1, 2, 0, 3]);
	});

	it('sorts by the column that is shown, not by its place', async () => {
		const source = numbered(100, 4, true);
		const layout = { order: ['c3', 'c0', 'c1', 'c2'], pinned: [], hidden: [], widthsPx: {} };
		const { header, settled } = await mountGrid(source, { layout });
		await userEvent.click(header(0) as HTMLElement);
		await settled();
		expect(source.sorting?.order).toEqual([{ column: 3, descending: false }]);
		expect(header(0)?.getAttribute('aria-sort')).toBe('ascending');
		expect(header(3)?.getAttribute('aria-sort')).toBe('none');
	});

	it('tells of a layout only when the user has changed it', async () => {
		const layouts: ColumnLayout[] = [];
		const layout = { order: [], pinned: ['c2'], hidden: ['c0'], widthsPx: {} };
		const onlayout = (changed: ColumnLayout) => layouts.push(changed);
		const mounted = await mountGrid(numbered(100, 4), { layout, onlayout });
		expect(names(mounted)).toEqual(['c2', 'c1', 'c3']);
		await mounted.replaceSource(numbered(50, 4));
		expect(names(mounted)).toEqual(['c2', 'c1', 'c3']);
		expect(layouts).toEqual([]);
		mounted.press('ArrowRight', { altKey: true, shiftKey: true });
		await mounted.settled();
		expect(layouts).toHaveLength(1);
		expect(layouts[0]).toMatchObject({ pinned: ['c2'], hidden: ['c0'] });
	});

	it('has a menu for each column: pin, move, hide; the focus comes back', async () => {
		makeMain();
		const mounted = await mountGrid(numbered(100, 5, true));
		await chooseInMenu(mounted, 3, 'Pin at the left');
		expect(names(mounted)).toEqual(['c3', 'c0', 'c1', 'c2', 'c4']);
		expect(mounted.header(0)?.textContent).toContain('pinned');
		await chooseInMenu(mounted, 1, 'Move right');
		expect(names(mounted)).toEqual(['c3', 'c1', 'c0', 'c2', 'c4']);
		await chooseInMenu(mounted, 2, 'Hide');
		expect(names(mounted)).toEqual(['c3', 'c1', 'c2', 'c4']);
		await chooseInMenu(mounted, 1, 'Sort descending');
		expect(mounted.header(1)?.getAttribute('aria-sort')).toBe('descending');
		expect(document.activeElement).toBe(mounted.grid);
	});

	it('opens the menu by keyboard, below the active column', async () => {
		makeMain();
		const mounted = await mountGrid(numbered(100, 5));
		mounted.grid.focus();
		mounted.press('ArrowRight');
		mounted.press('ArrowDown', { altKey: true });
		await expect
			.poll(() => document.querySelector('[role=menu]')?.getAttribute('aria-label'))
			.toBe('Column c1');
		await userEvent.keyboard('{Escape}');
		await expect.poll(() => document.activeElement).toBe(mounted.grid);
		mounted.press('F10', { shiftKey: true });
		await expect.poll(() => document.querySelector('[role=menu]')).not.toBeNull();
		const { violations } = await axe.run(document.querySelector('[role=menu]') as HTMLElement);
		expect(violations.map(({ id }) => id)).toEqual([]);
		await userEvent.keyboard('{Escape}');
	});

	it('keeps pinned columns in view while the others scroll, and moves among both by keyboard', async () => {
		const layout = { order: [], pinned: ['c5'], hidden: [], widthsPx: {} };
		const mounted = await mountGrid(numbered(1_000, 60), { layout });
		const { cell, header, press, scrollTo, settled, activeText, grid } = mounted;
		await scrollTo(0, 2_000);
		const gutter = cell(0, -1)?.getBoundingClientRect();
		expect(cell(0, 0)?.textContent?.trim()).toBe('r0c5');
		expect(cell(0, 0)?.getBoundingClientRect().left).toBeCloseTo(gutter?.right ?? 0, 0);
		expect(header(0)?.getBoundingClientRect().left).toBeCloseTo(gutter?.right ?? 0, 0);
		await userEvent.click(cell(3, 0) as HTMLElement);
		expect(activeText()).toBe('r3c5');
		press('ArrowRight');
		await settled();
		expect(activeText()).toBe(String(3 * 60));
		const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
		const pinnedRight = cell(3, 0)?.getBoundingClientRect().right ?? 0;
		expect(active?.getBoundingClientRect().left).toBeGreaterThanOrEqual(pinnedRight - 1);
		press('End');
		await settled();
		expect(activeText()).toBe('r3c59');
	});

	it('lets pinned columns scroll where they would leave no room', async () => {
		const layout = { order: [], pinned: ['c1', 'c3'], hidden: [], widthsPx: { c1: 600, c3: 600 } };
		const { header, scrollTo } = await mountGrid(numbered(100, 60), { layout });
		await scrollTo(0, 99_000);
		expect(header(0)).toBeNull();
		expect(header(59)).not.toBeNull();
	});

	it('chooses columns from a list, by their names', async () => {
		const mounted = await mountGrid(numbered(50, 12));
		// made anew when its machinery has come
		const button = () => mounted.grid.parentElement?.querySelector<HTMLElement>('.chooser button');
		await userEvent.click(button() as HTMLElement);
		await expect.poll(() => document.querySelector('[role=dialog] input[type=search]')).not.toBeNull();
		const panel = document.querySelector('[role=dialog]') as HTMLElement;
		await userEvent.fill(panel.querySelector('input[type=search]') as HTMLElement, 'C1');
		const boxes = () => [...panel.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
		await expect.poll(() => boxes().length).toBe(3);
		await userEvent.click(boxes()[0] as HTMLElement);
		await mounted.settled();
		expect(names(mounted)).not.toContain('c1');
		expect(button()?.getAttribute('aria-label')).toBe('Columns (1 hidden)');
		const { violations } = await axe.run(panel);
		expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
		await userEvent.keyboard('{Escape}');
	});

	it('finds a text in rows that are not loaded, and goes there (GRID-12)', async () => {
		const mounted = await mountGrid(numbered(40_000, 4));
		mounted.grid.focus();
		mounted.press('f', { ctrlKey: true });
		const field = () => document.querySelector<HTMLInputElement>('[role=search] input');
		await expect.poll(field, { timeout: 20_000 }).toBeTruthy();
		await userEvent.fill(field() as HTMLElement, 'R34567C3');
		await userEvent.keyboard('{Enter}');
		await expect.poll(() => mounted.activeText()).toBe('r34567c3');
		expect(document.querySelector('[role=search] [role=status]')?.textContent).toBe('Row 34,568');
		await userEvent.fill(field() as HTMLElement, 'nowhere');
		await userEvent.keyboard('{Enter}');
		await expect
			.poll(() => document.querySelector('[role=search] [role=status]')?.textContent)
			.toBe('Not found');
		await userEvent.keyboard('{Escape}');
		expect(document.activeElement).toBe(mounted.grid);
	});
});
