import { openConfig } from '$lib/storage/config/config';
import { DEFAULT_PROJECT_ID } from '$lib/storage/config/project-store';
import type { SavedQueryRecord } from '$lib/storage/config/records';

export type SavedQuery = SavedQueryRecord;

/** Where saved queries are kept. */
export interface SavedQueryKeeper {
	/** By name. */
	ofProject(projectId: string): Promise<SavedQuery[]>;
	save(query: SavedQuery): Promise<void>;
	remove(id: string): Promise<void>;
}

/** Queries that were saved under a name (SPEC EDT-9). What is listed is kept: a change shows once it is stored. */
export class SavedQueries {
	#list = $state.raw<readonly SavedQuery[]>([]);
	#keeper: Promise<SavedQueryKeeper> | null = null;
	readonly #open: () => Promise<SavedQueryKeeper>;

	constructor(open: () => Promise<SavedQueryKeeper> = async () => (await openConfig()).queries) {
		this.#open = open;
	}

	/** By name. */
	get list(): readonly SavedQuery[] {
		return this.#list;
	}

	/** Also brings in what other tabs of the browser have saved. */
	async load(): Promise<void> {
		this.#list = await (await this.#kept()).ofProject(DEFAULT_PROJECT_ID);
	}

	find(id: string | undefined): SavedQuery | null {
		return this.#list.find((query) => query.id === id) ?? null;
	}

	/** The query of a name, whatever its letter case. */
	named(name: string): SavedQuery | null {
		const wanted = cleanName(name).toLowerCase();
		return this.#list.find((query) => query.name.toLowerCase() === wanted) ?? null;
	}

	/** Saves under a name; the query that has it already gets this text. */
	async saveAs(name: string, sql: string): Promise<SavedQuery> {
		const now = new Date().toISOString();
		const known = this.named(name);
		const query: SavedQuery = known
			? { ...known, sql, updatedAt: now }
			: {
					id: crypto.randomUUID(),
					projectId: DEFAULT_PROJECT_ID,
					name: cleanName(name),
					sql,
					createdAt: now,
					updatedAt: now
				};
		await this.put(query);
		return query;
	}

	/** Adds a query, or puts it in the place of the one with its id. */
	async put(query: SavedQuery): Promise<void> {
		await (await this.#kept()).save({ ...query, name: cleanName(query.name) });
		await this.load();
	}

	/** What was removed can be `put` again. */
	async remove(id: string): Promise<void> {
		await (await this.#kept()).remove(id);
		await this.load();
	}

	#kept(): Promise<SavedQueryKeeper> {
		this.#keeper ??= this.#open();
		return this.#keeper;
	}
}

function cleanName(name: string): string {
	return name.trim().replace(/\s+/g, ' ');
}
