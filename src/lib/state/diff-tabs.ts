import type { AppClient } from './client-shape';
import { DiffState } from './diff-state.svelte';
import { outliving } from './outliving.svelte';

/** After this time without an open diff its worker is ended, which gives its memory back. */
const IDLE_MS = 60_000;

/** What each diff tab shows, kept while its tab is open. */
export class DiffTabs {
	readonly #client: AppClient;
	readonly #states = new Map<string, DiffState>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Work besides the open diffs that needs the worker. */
	#holders = 0;

	constructor(client: AppClient) {
		this.#client = client;
	}

	of(tabId: string): DiffState {
		clearTimeout(this.#timer);
		let state = this.#states.get(tabId);
		if (!state) {
			state = outliving(() => new DiffState(this.#client));
			this.#states.set(tabId, state);
		}
		return state;
	}

	/** Forgets the diffs of tabs that were closed. */
	keepOnly(tabIds: readonly string[]): void {
		const before = this.#states.size;
		for (const [id, state] of this.#states) {
			if (tabIds.includes(id)) continue;
			state.close();
			this.#states.delete(id);
		}
		if (before > 0) this.#rest();
	}

	/** Keeps the worker for other work. @returns a function that ends this */
	hold(): () => void {
		clearTimeout(this.#timer);
		this.#holders++;
		return () => {
			this.#holders--;
			this.#rest();
		};
	}

	#rest(): void {
		if (this.#states.size > 0 || this.#holders > 0) return;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#client.differ.stop(), IDLE_MS);
	}
}
