import type { QueryApi } from '$lib/protocol/query-api';
import { outliving } from './outliving.svelte';
import { QueryHistory } from './query-history.svelte';
import { QueryTabState } from './query-tab.svelte';

/** The query tabs' states by tab: they outlive the components, which are there for the tab in front only. */
export class QueryTabs {
	readonly history: QueryHistory;
	readonly #tabs = new Map<string, QueryTabState>();
	readonly #query: QueryApi;

	constructor(query: QueryApi, history = new QueryHistory()) {
		this.#query = query;
		this.history = history;
	}

	/** The same object whenever it is asked for. */
	get(tabId: string): QueryTabState {
		let state = this.#tabs.get(tabId);
		if (!state) {
			state = outliving(() => new QueryTabState(this.#query, this.history));
			this.#tabs.set(tabId, state);
		}
		return state;
	}

	/** Ends what runs in tabs that are not among `tabIds`, and gives back what their results hold. */
	keepOnly(tabIds: readonly string[]): void {
		for (const [tabId, state] of this.#tabs) {
			if (tabIds.includes(tabId)) continue;
			state.close();
			this.#tabs.delete(tabId);
		}
	}
}
