import axe from 'axe-core';
import { flushSync, mount, unmount } from 'svelte';
import { page, userEvent } from 'vitest/browser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LibraryClient } from '$lib/client/library-client';
import { QueryClient } from '$lib/client/query-client';
import { QueryHistory } from '$lib/state/query-history.svelte';
import { QueryTabState } from '$lib/state/query-tab.svelte';
import { memoryConfig } from '$lib/storage/config/config';
import QueryView from '$lib/ui/query/query-view.svelte';
import '../../../src/app.css';

const SLOW = { timeout: 20_000 };
let library: LibraryClient;
let client: QueryClient;

beforeAll(async () => {
	library = new LibraryClient(`query-view-${crypto.randomUUID()}`);
	await library.open();
	client = new QueryClient(() => library.openPort());
	await client.open();
});

afterAll(() => {
	client.close();
	library.close();
});

async function mountView(text: string) {
	await page.viewport(1000, 700);
	const target = document.createElement('div');
	target.style.cssText = 'width: 900px; height: 600px';
	document.body.append(target);
	const history = new QueryHistory(async () => memoryConfig().history);
	const state = new QueryTabState(client, history);
	const changes: string[] = [];
	const saving = { saving: 'unnamed' as const, onsave: () => undefined };
	const props = {
		text,
		state,
		history,
		schema: [],
		...saving,
		onchange: (changed: string) => changes.push(changed)
	};
	const component = mount(QueryView, { target, props });
	onTestFinished(async () => {
		state.close();
		await unmount(component);
		target.remove();
	});
	await expect.poll(() => target.querySelector('.cm-content'), SLOW).not.toBeNull();
	flushSync();
	const button = (name: string) =>
		[...target.querySelectorAll('button')].find((element) => element.textContent?.trim().startsWith(name));
	return {
		target,
		state,
		history,
		changes,
		press: (name: string) => userEvent.click(button(name) as HTMLElement),
		hasButton: (name: string) => button(name) !== undefined,
		text: () => target.textContent ?? '',
		cell: (row: number, column: number) =>
			target
				.querySelector(`[aria-rowindex="${row + 2}"] > [aria-colindex="${column + 2}"]`)
				?.textContent?.trim()
	};
}

describe('the query tab', () => {
	it('runs the statement and shows its rows, exactly counted (GRID-9)', async () => {
		const view = await mountView("SELECT i, 'row ' || i AS t FROM range(100000) r(i)");
		await view.press('Run');
		await expect.poll(() => view.cell(0, 1), SLOW).toBe('row 0');
		await expect.poll(view.text, SLOW).toContain('100,000 rows in');
		const grid = view.target.querySelector('[role=grid]') as HTMLElement;
		grid.scrollTop = grid.scrollHeight;
		await expect.poll(() => view.cell(99_999, 1), SLOW).toBe('row 99999');
	});

	it('runs several statements in order, and lists what came of each (EDT-6)', async () => {
		const view = await mountView(
			'CREATE TEMP TABLE made AS FROM range(7); SELECT 42 AS a; SELECT * FROM made;'
		);
		await view.press('Run all');
		await expect.poll(view.text, SLOW).toContain('7 rows in');
		await expect.poll(() => view.state.isRunning, SLOW).toBe(false);
		expect(view.target.querySelectorAll('.runs li')).toHaveLength(3);
		await expect.poll(() => view.cell(6, 0), SLOW).toBe('6');
		await userEvent.click(view.target.querySelector('.runs li:nth-child(2) button') as HTMLElement);
		await expect.poll(() => view.cell(0, 0), SLOW).toBe('42');
		await userEvent.click(view.target.querySelector('.runs li:nth-child(1) button') as HTMLElement);
		await expect.poll(view.text).toContain('CREATE TEMP TABLE made: 7 rows in');
	});

	it('stops at a failure, says what is wrong and marks its place (EDT-4, EDT-6)', async () => {
		const view = await mountView('SELECT 1;\nSELECT nonsense;\nSELECT 3;');
		await view.press('Run all');
		await expect
			.poll(() => view.target.querySelector('[role=alert]')?.textContent, SLOW)
			.toContain('nonsense');
		await expect.poll(() => view.target.querySelector('.cm-lintRange-error')?.textContent).toBe('nonsense');
		expect(view.state.runs.map(({ status }) => status.kind)).toEqual(['rows', 'failed', 'skipped']);
	});

	it('cancels what runs, and runs the next statement (EDT-7)', async () => {
		const view = await mountView('SELECT count(*) FROM range(1000000) a, range(1000000) b');
		await view.press('Run');
		await expect.poll(() => view.hasButton('Cancel')).toBe(true);
		await expect.poll(() => view.target.querySelector('.cm-running')).not.toBeNull();
		await view.press('Cancel');
		await expect.poll(view.text, SLOW).toContain('Cancelled after');
		await view.state.run([{ sql: 'SELECT 5 AS five', start: 0 }], '');
		await expect.poll(() => view.cell(0, 0), SLOW).toBe('5');
	});

	it('keeps a history that can be searched and used again (EDT-8)', async () => {
		const view = await mountView("SELECT 'first'; SELECT missing_column;");
		await view.press('Run all');
		await expect.poll(() => view.state.isRunning, SLOW).toBe(false);
		await view.press('History');
		const entries = () => [...view.target.querySelectorAll('aside li')];
		await expect.poll(() => entries().length).toBe(2);
		expect(entries()[0]?.textContent).toContain('missing_column');
		await userEvent.keyboard('FIRST');
		await expect
			.poll(() => entries().map((entry) => entry.textContent))
			.toEqual([expect.stringContaining('1 row')]);
		await userEvent.click(entries()[0]?.querySelector('button') as HTMLElement);
		expect(view.changes.at(-1)).toMatch(/SELECT 'first';$/);
		await userEvent.keyboard('x');
		expect(view.changes.length).toBeGreaterThan(1);
	});

	it('passes axe with a result, in light and dark', async () => {
		const view = await mountView('SELECT 1 AS a, NULL AS b; SELECT nonsense');
		await view.press('Run all');
		await expect.poll(() => view.target.querySelector('[role=alert]'), SLOW).not.toBeNull();
		document.documentElement.style.setProperty('--quick', '0ms');
		for (const theme of ['light', 'dark']) {
			document.documentElement.dataset['theme'] = theme;
			const { violations } = await axe.run(view.target);
			expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
		}
		delete document.documentElement.dataset['theme'];
	});
});
