import { SvelteMap } from 'svelte/reactivity';
import type { DiffSide } from '$lib/protocol/diff-api';
import type { Settings } from './settings';

export const SOURCE_VIEWS = ['data', 'profile', 'versions', 'schema', 'quality', 'rejects'] as const;
export type SourceView = (typeof SOURCE_VIEWS)[number];

export interface SourceTab {
	id: string;
	kind: 'source';
	sourceId: string;
	view: SourceView;
	/** Null follows the newest version. */
	version: number | null;
	/** The table that is shown, of a source with several; without one the first. */
	table?: string;
}

export interface QueryTab {
	id: string;
	kind: 'query';
	number: number;
	/** The saved query that its text belongs to. */
	savedId?: string;
}

export interface DiffTab {
	id: string;
	kind: 'diff';
	sourceId: string;
	/** Which table, in a source with several; null for the only one. */
	table: string | null;
	from: number;
	to: number;
}

/** The diff of any two tables or statements. */
export interface CompareTab {
	id: string;
	kind: 'compare';
	from: DiffSide;
	to: DiffSide;
}

export type Tab = SourceTab | QueryTab | DiffTab | CompareTab;

/** The tabs as they are kept across reloads; `drafts` has the editor text of query tabs. */
export interface SavedTabs {
	tabs: Tab[];
	activeId: string | null;
	drafts: Record<string, string>;
}

/** Keeps this window's own tabs over a reload, apart from those of other windows. */
export interface WindowKeeper {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
}

const WINDOW_KEY = 'varve-tabs';

/**
 * The open tabs and the text in their editors. Every change is kept at once: for this window in `window`,
 * and in the settings for the next start.
 */
export class TabsState {
	#list = $state.raw<readonly Tab[]>([]);
	#activeId = $state.raw<string | null>(null);
	#closed = $state.raw<readonly { tab: Tab; draft: string }[]>([]);
	/** The query tab that was just opened: who opens one wants to type. */
	#toType: string | null = null;
	readonly #drafts = new SvelteMap<string, string>();
	readonly #settings: Settings;
	readonly #window: WindowKeeper;

	constructor(settings: Settings, window: WindowKeeper) {
		this.#settings = settings;
		this.#window = window;
	}

	get list(): readonly Tab[] {
		return this.#list;
	}

	get activeId(): string | null {
		return this.#activeId;
	}

	readonly active = $derived(this.#list.find((tab) => tab.id === this.#activeId) ?? null);
	readonly canReopen = $derived(this.#closed.length > 0);

	async restore(): Promise<void> {
		const saved = this.#savedInWindow() ?? (await this.#settings.load('tabs'));
		if (!saved || !Array.isArray(saved.tabs)) return;
		this.#list = saved.tabs;
		this.#activeId = saved.activeId;
		for (const [id, text] of Object.entries(saved.drafts)) this.#drafts.set(id, text);
	}

	/** Opens a source, or goes to its tab where it is open already. */
	openSource(sourceId: string, view?: SourceView, version?: number | null, table?: string): void {
		const open = this.#list.find((tab) => tab.kind === 'source' && tab.sourceId === sourceId);
		if (open) {
			this.changeSource(open.id, {
				...(view && { view }),
				...(version !== undefined && { version }),
				...(table !== undefined && { table })
			});
			this.activate(open.id);
			return;
		}
		const id = crypto.randomUUID();
		const shown = { view: view ?? 'data', version: version ?? null, ...(table !== undefined && { table }) };
		this.#add({ id, kind: 'source', sourceId, ...shown });
	}

	/** @param text the editor's first text */
	openQuery(text = ''): void {
		const numbers = this.#list.map((tab) => (tab.kind === 'query' ? tab.number : 0));
		const id = crypto.randomUUID();
		this.#drafts.set(id, text);
		this.#toType = id;
		this.#add({ id, kind: 'query', number: Math.max(0, ...numbers) + 1 });
	}

	/** Opens a saved query, or goes to its tab where it is open already. */
	openSaved(savedId: string, sql: string): void {
		const open = this.#list.find((tab) => tab.kind === 'query' && tab.savedId === savedId);
		if (open) {
			if (open.id !== this.#activeId) this.#toType = open.id;
			this.activate(open.id);
			return;
		}
		this.openQuery(sql);
		if (this.#activeId) this.changeQuery(this.#activeId, savedId);
	}

	/** Whether the editor of a tab that is shown now takes the focus; true once. */
	takesFocus(id: string): boolean {
		const takes = this.#toType === id;
		this.#toType = null;
		return takes;
	}

	/** A query tab belongs to a saved query from now on. */
	changeQuery(id: string, savedId: string): void {
		this.#list = this.#list.map((tab) => (tab.id === id && tab.kind === 'query' ? { ...tab, savedId } : tab));
		this.#keep();
	}

	/** Opens the diff of two versions, or goes to its tab where it is open already. */
	openDiff(sourceId: string, from: number, to: number, table: string | null = null): void {
		const open = this.#list.find(
			(tab) =>
				tab.kind === 'diff' &&
				tab.sourceId === sourceId &&
				tab.from === from &&
				tab.to === to &&
				tab.table === table
		);
		if (open) this.activate(open.id);
		else this.#add({ id: crypto.randomUUID(), kind: 'diff', sourceId, table, from, to });
	}

	/** Opens the diff of any two sides. */
	openCompare(from: DiffSide, to: DiffSide): void {
		this.#add({ id: crypto.randomUUID(), kind: 'compare', from, to });
	}

	changeCompare(id: string, from: DiffSide, to: DiffSide): void {
		this.#list = this.#list.map((tab) =>
			tab.id === id && tab.kind === 'compare' ? { ...tab, from, to } : tab
		);
		this.#keep();
	}

	changeDiff(id: string, change: Partial<Pick<DiffTab, 'from' | 'to' | 'table'>>): void {
		this.#list = this.#list.map((tab) =>
			tab.id === id && tab.kind === 'diff' ? { ...tab, ...change } : tab
		);
		this.#keep();
	}

	changeSource(id: string, change: Partial<Pick<SourceTab, 'view' | 'version' | 'table'>>): void {
		this.#list = this.#list.map((tab) =>
			tab.id === id && tab.kind === 'source' ? { ...tab, ...change } : tab
		);
		this.#keep();
	}

	activate(id: string): void {
		// who has gone to another tab before the editor came does not type there any more
		if (id !== this.#toType) this.#toType = null;
		this.#activeId = id;
		this.#keep();
	}

	/** Goes to the tab at `index`; the last one where there are fewer. */
	activateAt(index: number): void {
		const tab = this.#list[Math.min(index, this.#list.length - 1)];
		if (tab) this.activate(tab.id);
	}

	close(id: string): void {
		const index = this.#list.findIndex((tab) => tab.id === id);
		const tab = this.#list[index];
		if (!tab) return;
		this.#closed = [...this.#closed, { tab, draft: this.draft(id) }].slice(-20);
		this.#list = this.#list.filter((other) => other.id !== id);
		this.#drafts.delete(id);
		if (this.#activeId === id) this.#activeId = (this.#list[index] ?? this.#list[index - 1])?.id ?? null;
		this.#keep();
	}

	reopenClosed(): void {
		const last = this.#closed.at(-1);
		if (!last) return;
		this.#closed = this.#closed.slice(0, -1);
		this.#drafts.set(last.tab.id, last.draft);
		this.#add(last.tab);
	}

	/** Closes the tabs of a source that is gone. */
	forgetSource(sourceId: string): void {
		const gone = this.#list.filter((tab) => 'sourceId' in tab && tab.sourceId === sourceId);
		for (const tab of gone) this.close(tab.id);
		this.#closed = this.#closed.filter(({ tab }) => !('sourceId' in tab) || tab.sourceId !== sourceId);
	}

	/** The text in a query tab's editor. */
	draft(id: string): string {
		return this.#drafts.get(id) ?? '';
	}

	setDraft(id: string, text: string): void {
		this.#drafts.set(id, text);
		this.#keep();
	}

	#add(tab: Tab): void {
		this.#list = [...this.#list, tab];
		this.activate(tab.id);
	}

	#keep(): void {
		const drafts = Object.fromEntries(this.#drafts);
		const saved: SavedTabs = { tabs: [...this.#list], activeId: this.#activeId, drafts };
		this.#settings.save('tabs', saved);
		try {
			this.#window.setItem(WINDOW_KEY, JSON.stringify(saved));
		} catch {
			// A text too long for the window's own store is still in the settings.
		}
	}

	#savedInWindow(): SavedTabs | null {
		const text = this.#window.getItem(WINDOW_KEY);
		return text === null ? null : (JSON.parse(text) as SavedTabs);
	}
}
