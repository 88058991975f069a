import { describe, expect, it } from 'vitest';
import { Settings, type SettingsKeeper } from '$lib/state/settings';
import { TabsState, type WindowKeeper } from '$lib/state/tabs-state.svelte';

class KeptSettings implements SettingsKeeper {
	readonly values = new Map<string, unknown>();
	async read(key: string): Promise<unknown> {
		return this.values.get(key);
	}
	async write(key: string, value: unknown): Promise<void> {
		this.values.set(key, structuredClone(value));
	}
}

class KeptWindow implements WindowKeeper {
	readonly #values = new Map<string, string>();
	getItem(key: string): string | null {
		return this.#values.get(key) ?? null;
	}
	setItem(key: string, value: string): void {
		this.#values.set(key, value);
	}
}

function opened(keeper = new KeptSettings(), window = new KeptWindow()) {
	return { keeper, window, tabs: new TabsState(new Settings(keeper), window) };
}

describe('open tabs', () => {
	it('EDT-9 a saved query has one tab, which knows it over a reload', async () => {
		const first = opened();
		first.tabs.openSaved('q', 'SELECT 1');
		const tab = first.tabs.activeId;
		first.tabs.setDraft(tab ?? '', 'SELECT 2');
		first.tabs.openQuery();
		first.tabs.openSaved('q', 'SELECT 1');
		expect(first.tabs.list).toHaveLength(2);
		expect(first.tabs.activeId).toBe(tab);
		const again = opened(first.keeper, first.window);
		await again.tabs.restore();
		expect(again.tabs.active).toMatchObject({ kind: 'query', savedId: 'q' });
		expect(again.tabs.draft(tab ?? '')).toBe('SELECT 2');
	});

	it('APP-1 an opened query takes the focus once, if nobody has gone to another tab before its editor came', () => {
		const { tabs } = opened();
		tabs.openQuery('first');
		const first = tabs.activeId ?? '';
		expect([tabs.takesFocus(first), tabs.takesFocus(first)]).toEqual([true, false]);
		tabs.openQuery('second');
		const second = tabs.activeId ?? '';
		tabs.activate(first);
		tabs.activate(second);
		expect(tabs.takesFocus(second)).toBe(false);
	});

	it('UI-1 come back after a reload of the window, with the text of their editors', async () => {
		const first = opened();
		first.tabs.openSource('a', 'versions', 2);
		first.tabs.openQuery('SELECT 1');
		first.tabs.setDraft(first.tabs.activeId ?? '', 'SELECT 2');
		const again = opened(first.keeper, first.window);
		await again.tabs.restore();
		expect(again.tabs.list).toEqual(first.tabs.list);
		expect(again.tabs.active).toMatchObject({ kind: 'query', number: 1 });
		expect(again.tabs.draft(again.tabs.activeId ?? '')).toBe('SELECT 2');
	});

	it('UI-1 of another window do not replace those of a reloaded one; a new window starts with the last kept', async () => {
		const keeper = new KeptSettings();
		const one = opened(keeper);
		one.tabs.openQuery('one');
		const two = opened(keeper);
		two.tabs.openQuery('two');
		const oneAgain = opened(keeper, one.window);
		await oneAgain.tabs.restore();
		expect(oneAgain.tabs.draft(oneAgain.tabs.activeId ?? '')).toBe('one');
		const fresh = opened(keeper);
		await fresh.tabs.restore();
		expect(fresh.tabs.draft(fresh.tabs.activeId ?? '')).toBe('two');
	});

	it('UI-2 show a source once', () => {
		const { tabs } = opened();
		tabs.openSource('a');
		tabs.openQuery();
		tabs.openSource('a', 'rejects');
		expect(tabs.list).toHaveLength(2);
		expect(tabs.active).toMatchObject({ sourceId: 'a', view: 'rejects', version: null });
	});

	it('UI-2 when closed, the neighbour comes to the front, and the closed one can come back with its text', () => {
		const { tabs } = opened();
		tabs.openQuery('first');
		tabs.openQuery('second');
		const second = tabs.activeId ?? '';
		tabs.close(second);
		expect(tabs.draft(tabs.activeId ?? '')).toBe('first');
		tabs.reopenClosed();
		expect(tabs.activeId).toBe(second);
		expect(tabs.draft(second)).toBe('second');
		expect(tabs.canReopen).toBe(false);
	});

	it('UI-2 of a source that is gone close and do not come back', () => {
		const { tabs } = opened();
		tabs.openSource('a');
		tabs.openSource('b');
		tabs.close(tabs.activeId ?? '');
		tabs.forgetSource('b');
		tabs.forgetSource('a');
		expect(tabs.list).toEqual([]);
		expect(tabs.activeId).toBeNull();
		expect(tabs.canReopen).toBe(false);
	});

	it('UI-1 DIF-14 comparisons of any two sides come back, and stay when a source goes', async () => {
		const first = opened();
		first.tabs.openCompare({ kind: 'table', name: 'orders@1' }, { kind: 'query', sql: 'SELECT 1' });
		const { id } = first.tabs.active ?? { id: '' };
		first.tabs.changeCompare(id, { kind: 'query', sql: 'SELECT 1' }, { kind: 'table', name: 'orders' });
		first.tabs.forgetSource('orders');
		const again = opened(first.keeper, first.window);
		await again.tabs.restore();
		expect(again.tabs.active).toMatchObject({ kind: 'compare', to: { name: 'orders' } });
	});
});
