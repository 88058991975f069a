import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { captureClipboard } from './clipboard';
import { MadeSource, numbered } from './made-source';
import { mountGrid } from './mounted-grid';

describe('what the grid shows', () => {
	it('tells screen readers its whole size and where each cell lies (GRID-8)', async () => {
		const { grid, cell, header } = await mountGrid(numbered(1_000_000, 50));
		expect(grid.getAttribute('aria-rowcount')).toBe('1000001');
		expect(grid.getAttribute('aria-colcount')).toBe('51');
		expect(cell(3, 1)?.textContent?.trim()).toBe('r3c1');
		expect(header(1)?.textContent).toContain('c1');
		expect(header(1)?.textContent).toContain('VARCHAR');
	});

	it('makes NULL, empty text and text apart (GRID-6)', async () => {
		const texts = [null, '', 'NULL', 'a\nb'];
		const source = new MadeSource({
			columns: [{ name: 'v', type: 'VARCHAR' }],
			rowCount: 4,
			cell: (row) => texts[row] ?? null
		});
		const { cell } = await mountGrid(source);
		expect(cell(0, 0)?.className).toContain('null');
		expect(cell(1, 0)?.textContent?.trim()).toBe('');
		expect(cell(1, 0)?.className).not.toContain('null');
		expect(cell(2, 0)?.className).not.toContain('null');
		expect(cell(3, 0)?.textContent?.trim()).toBe('a↵b');
	});

	it('aligns numbers to the right in figures of one width (GRID-6)', async () => {
		const { cell } = await mountGrid(numbered(10, 2));
		const number = getComputedStyle(cell(0, 0) as HTMLElement);
		expect(number.textAlign).toBe('right');
		expect(number.fontVariantNumeric).toBe('tabular-nums');
		expect(getComputedStyle(cell(0, 1) as HTMLElement).textAlign).not.toBe('right');
	});

	it('fits column widths to what they hold', async () => {
		const source = new MadeSource({
			columns: [
				{ name: 'n', type: 'BIGINT' },
				{ name: 'text', type: 'VARCHAR' }
			],
			rowCount: 50,
			cell: (row, column) => (column === 0 ? String(row) : 'a rather long text in this column')
		});
		const { cell } = await mountGrid(source);
		const [narrow, wide] = [cell(0, 0), cell(0, 1)].map((element) => element?.offsetWidth ?? 0);
		expect(narrow).toBeLessThan(110);
		expect(wide).toBeGreaterThan(180);
		expect(cell(0, 1)?.scrollWidth).toBeLessThanOrEqual(wide ?? 0);
	});

	it('says that there are no rows, and that something failed, with a way to try again', async () => {
		const none = await mountGrid(numbered(0, 3), { emptyText: 'This version has no rejects' });
		expect(none.grid.parentElement?.textContent).toContain('This version has no rejects');

		const source = numbered(100, 3);
		source.failure = new AppError('query/failed', 'The engine ended.');
		const { grid, cell, settled } = await mountGrid(source);
		expect(grid.parentElement?.textContent).toContain('The engine ended.');
		source.failure = null;
		grid.parentElement?.querySelector<HTMLElement>('[role=alert] button')?.click();
		await settled();
		expect(cell(0, 1)?.textContent?.trim()).toBe('r0c1');
	});

	it('passes axe', async () => {
		const { grid, press } = await mountGrid(numbered(5_000, 8, true));
		press('ArrowDown');
		const { violations } = await axe.run(grid.parentElement as HTMLElement);
		expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
	});
});

describe('a grid of any size', () => {
	it('has elements for what is in view only, and the same ones while it scrolls (GRID-2)', async () => {
		const { grid, cell, scrollTo, elementCount } = await mountGrid(numbered(1_000_000, 50));
		const before = elementCount();
		expect(before).toBeLessThan(900);
		const rows = new Set(grid.querySelectorAll('[aria-rowindex]'));
		await scrollTo(12_345);
		expect(cell(500, 1)?.textContent?.trim() ?? '').toMatch(/^r500c1$|^$/);
		await scrollTo(7_000_000);
		expect(new Set(grid.querySelectorAll('[aria-rowindex]'))).toEqual(rows);
		expect(elementCount()).toBe(before);
	});

	it('reaches the end of 25 million rows by scroll bar, wheel and keyboard (GRID-1)', async () => {
		const { grid, cell, press, scrollTo, settled } = await mountGrid(numbered(25_000_000, 4));
		await scrollTo(grid.scrollHeight);
		expect(cell(24_999_999, 1)?.textContent?.trim()).toBe('r24999999c1');
		const last = cell(24_999_999, 1)?.getBoundingClientRect();
		expect(last?.bottom).toBeLessThanOrEqual(grid.getBoundingClientRect().bottom);

		press('Home', { ctrlKey: true });
		await settled();
		expect(grid.scrollTop).toBe(0);
		expect(cell(0, 1)?.textContent?.trim()).toBe('r0c1');

		press('End', { ctrlKey: true });
		await settled();
		expect(cell(24_999_999, 3)?.textContent?.trim()).toBe('r24999999c3');
	});

	it('moves by whole steps in the middle of 25 million rows (GRID-1)', async () => {
		const { grid, cell, scrollTo } = await mountGrid(numbered(25_000_000, 4));
		await scrollTo(Math.floor(grid.scrollHeight / 2));
		const top = grid.getBoundingClientRect().top + 34;
		const rowAtTop = () => {
			const rows = [...grid.querySelectorAll<HTMLElement>('[role=row][aria-rowindex]')].slice(1);
			const first = rows.find((row) => {
				const box = row.getBoundingClientRect();
				return box.top <= top + 1 && box.bottom > top + 1;
			});
			return Number(first?.getAttribute('aria-rowindex')) - 2;
		};
		const before = rowAtTop();
		expect(before).toBeGreaterThan(12_000_000);
		await scrollTo(grid.scrollTop + 280);
		expect(rowAtTop()).toBe(before + 10);
		expect(cell(before + 10, 1)?.textContent?.trim()).toBe(`r${before + 10}c1`);
	});

	it('shows columns far to the right', async () => {
		const { grid, cell, scrollTo, elementCount } = await mountGrid(numbered(100, 1_200));
		const before = elementCount();
		await scrollTo(0, grid.scrollWidth);
		expect(cell(0, 1_199)?.textContent?.trim()).toBe('r0c1199');
		expect(elementCount()).toBe(before);
	});

	it('grows with a result that is still running', async () => {
		const source = numbered(10, 2);
		source.rowCountIsFinal = false;
		const { grid, cell, settled, scrollTo } = await mountGrid(source);
		expect(grid.getAttribute('aria-rowcount')).toBe('-1');
		source.rowCount = 2_000;
		source.rowCountIsFinal = true;
		source.tell();
		await settled();
		await scrollTo(grid.scrollHeight);
		expect(cell(1_999, 1)?.textContent?.trim()).toBe('r1999c1');
		expect(grid.getAttribute('aria-rowcount')).toBe('2001');
	});

	it('begins anew with another source', async () => {
		const { grid, cell, press, scrollTo, replaceSource, activeText, settled } = await mountGrid(
			numbered(5_000, 3)
		);
		await scrollTo(3_000);
		press('End', { ctrlKey: true });
		await settled();
		await replaceSource(
			new MadeSource({ columns: [{ name: 'other', type: 'VARCHAR' }], rowCount: 2, cell: () => 'new' })
		);
		expect(cell(0, 0)?.textContent?.trim()).toBe('new');
		expect(grid.getAttribute('aria-rowcount')).toBe('3');
		expect(grid.scrollTop).toBe(0);
		expect(activeText()).toBe('new');
		await replaceSource(numbered(9, 3));
		expect(cell(0, 1)?.textContent?.trim()).toBe('r0c1');
		expect(cell(8, 1)?.textContent?.trim()).toBe('r8c1');
	});

	it('asks only for rows it stops at, not for all it passes', async () => {
		const source = numbered(1_000_000, 4);
		const { scrollTo } = await mountGrid(source);
		await scrollTo(9_000_000);
		expect(source.fetched.length).toBeLessThan(6);
	});
});

describe('keyboard and pointer', () => {
	it('moves the active cell and keeps it in view (GRID-3)', async () => {
		const { press, activeText, settled } = await mountGrid(numbered(10_000, 30));
		expect(activeText()).toBe('0');
		press('ArrowRight');
		press('ArrowDown');
		expect(activeText()).toBe('r1c1');
		press('PageDown');
		press('PageDown');
		await settled();
		expect(activeText()).toMatch(/^r\d\dc1$/);
		press('End');
		await settled();
		expect(activeText()).toMatch(/^r\d\dc29$/);
		press('End', { ctrlKey: true });
		await settled();
		expect(activeText()).toBe('r9999c29');
	});

	it('leaves Tab and Escape to the page', async () => {
		const { press } = await mountGrid(numbered(10, 3));
		expect(press('Tab').defaultPrevented).toBe(false);
		expect(press('Escape').defaultPrevented).toBe(false);
		expect(press('ArrowDown').defaultPrevented).toBe(true);
	});

	it('selects by click, shift and drag (GRID-4)', async () => {
		const { cell, grid } = await mountGrid(numbered(100, 6));
		const selected = () => grid.querySelectorAll('[aria-selected=true]').length;
		await userEvent.click(cell(1, 1) as HTMLElement);
		expect(selected()).toBe(1);
		await userEvent.keyboard('{Shift>}');
		await userEvent.click(cell(4, 3) as HTMLElement, { modifiers: ['Shift'] });
		await userEvent.keyboard('{/Shift}');
		expect(selected()).toBe(12);
		await userEvent.dragAndDrop(cell(0, 0) as HTMLElement, cell(2, 1) as HTMLElement);
		expect(selected()).toBe(6);
		await userEvent.click(cell(3, -1) as HTMLElement);
		expect(selected()).toBe(6);
		expect(cell(3, 5)?.getAttribute('aria-selected')).toBe('true');
	});

	it('copies a selection as tab-separated text, fetching what is not loaded (GRID-5)', async () => {
		const source = numbered(3_000, 3);
		const { grid, press, settled } = await mountGrid(source);
		const written = captureClipboard();
		press('a', { ctrlKey: true });
		press('c', { ctrlKey: true });
		const lines = (await written()).split('\n');
		expect(lines).toHaveLength(3_000);
		expect(lines[0]).toBe('0\tr0c1\t2');
		expect(lines[2_999]).toBe('8997\tr2999c1\t8999');
		await settled();
		expect(grid.parentElement?.textContent).toContain('Copied 3,000 rows × 3 columns');
	});

	it('copies the names of the columns, too, when asked to (GRID-5)', async () => {
		const { press } = await mountGrid(numbered(5, 2));
		const written = captureClipboard();
		press('C', { ctrlKey: true, shiftKey: true });
		expect(await written()).toBe('c0\n0');
	});

	it('refuses to copy more than fits, and says so (GRID-5)', async () => {
		const { grid, press, settled } = await mountGrid(numbered(25_000_000, 4));
		press('a', { ctrlKey: true });
		press('c', { ctrlKey: true });
		await settled();
		expect(grid.parentElement?.textContent).toContain('100,000,000 cells; at most 2,000,000');
	});

	it('sorts by click and by Enter on a header, where the source can', async () => {
		const source = numbered(100, 4, true);
		const { header, press, settled } = await mountGrid(source);
		await userEvent.click(header(1) as HTMLElement);
		await settled();
		expect(source.sorting?.order).toEqual([{ column: 1, descending: false }]);
		expect(header(1)?.getAttribute('aria-sort')).toBe('ascending');
		press('Enter');
		expect(source.sorting?.order).toEqual([{ column: 1, descending: true }]);
		press('ArrowRight');
		press('Enter', { shiftKey: true });
		expect(source.sorting?.order).toHaveLength(2);
		press('ArrowLeft');
		press('Enter');
		expect(source.sorting?.order).toEqual([]);
	});

	it('resizes columns by drag and by keyboard', async () => {
		const { grid, header, press } = await mountGrid(numbered(100, 4));
		const width = () => header(0)?.offsetWidth ?? 0;
		const before = width();
		press('ArrowRight', { altKey: true, shiftKey: true });
		expect(width()).toBe(before + 16);
		const handle = grid.querySelector<HTMLElement>('[data-resize="0"]') as HTMLElement;
		const { left, top } = handle.getBoundingClientRect();
		const at = (type: string, clientX: number) =>
			handle.dispatchEvent(
				new PointerEvent(type, {
					clientX,
					clientY: top + 5,
					bubbles: true,
					pointerId: 1,
					pointerType: 'mouse'
				})
			);
		grid.setPointerCapture = () => undefined;
		at('pointerdown', left);
		at('pointermove', left + 50);
		at('pointerup', left + 50);
		await expect.poll(width).toBe(before + 66);
	});

	it('opens the whole value of a cell and gives the focus back (GRID-7)', async () => {
		const source = new MadeSource({
			columns: [{ name: 'nested', type: 'STRUCT(a INTEGER, b VARCHAR[])' }],
			rowCount: 1,
			cell: () => "{'a': 1, 'b': ['x, y', 'z']}"
		});
		const { grid, press } = await mountGrid(source);
		grid.focus();
		press('Enter');
		await expect
			.poll(() => document.querySelector('[role=dialog] pre')?.textContent, { timeout: 20_000 })
			.toBe(['{', "  'a': 1,", "  'b': [", "    'x, y',", "    'z'", '  ]', '}'].join('\n'));
		await userEvent.keyboard('{Escape}');
		await expect.poll(() => document.querySelector('[role=dialog]')).toBeNull();
		await expect.poll(() => document.activeElement).toBe(grid);
	});
});
