import { openConfig } from '$lib/storage/config/config';
import { DEFAULT_PROJECT_ID } from '$lib/storage/config/project-store';
import type { HistoryRecord } from '$lib/storage/config/records';

/** Where the history is kept. */
export interface HistoryKeeper {
	/** Newest first. */
	ofProject(projectId: string): Promise<HistoryRecord[]>;
	add(entry: HistoryRecord): Promise<void>;
	clear(projectId: string): Promise<void>;
}

export type HistoryEntry = Omit<HistoryRecord, 'id' | 'projectId'>;

/** The statements that were run, newest first; loaded when first looked at. A browser that keeps nothing forgets. */
export class QueryHistory {
	#entries = $state.raw<readonly HistoryRecord[]>([]);
	#keeper: Promise<HistoryKeeper> | null = null;
	readonly #open: () => Promise<HistoryKeeper>;

	constructor(open: () => Promise<HistoryKeeper> = async () => (await openConfig()).history) {
		this.#open = open;
	}

	get entries(): readonly HistoryRecord[] {
		return this.#entries;
	}

	/** Also brings in what other tabs of the browser have run. */
	async load(): Promise<void> {
		const keeper = await this.#kept();
		this.#entries = await keeper.ofProject(DEFAULT_PROJECT_ID);
	}

	async add(entry: HistoryEntry): Promise<void> {
		const record = { ...entry, id: crypto.randomUUID(), projectId: DEFAULT_PROJECT_ID };
		this.#entries = [record, ...this.#entries];
		await (await this.#kept()).add(record);
	}

	async clear(): Promise<void> {
		this.#entries = [];
		await (await this.#kept()).clear(DEFAULT_PROJECT_ID);
	}

	#kept(): Promise<HistoryKeeper> {
		this.#keeper ??= this.#open();
		return this.#keeper;
	}
}

/** Entries whose text or error holds every word of `search`, in any order and case. */
export function matchingEntries(entries: readonly HistoryRecord[], search: string): readonly HistoryRecord[] {
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return entries;
	return entries.filter(({ sql, error }) => {
		const text = `${sql} ${error ?? ''}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
}
