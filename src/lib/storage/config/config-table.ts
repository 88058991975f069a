import type { IDBPDatabase } from 'idb';

/** One table of the configuration: records by their key. */
export interface ConfigTable<Record> {
	get(key: string): Promise<Record | undefined>;
	/** By key. */
	all(): Promise<Record[]>;
	/** Adds or replaces. */
	put(record: Record): Promise<void>;
	/** Harmless where there is none. */
	remove(key: string): Promise<void>;
}

/** A table in IndexedDB, seen by all tabs. */
export class IndexedTable<Record> implements ConfigTable<Record> {
	constructor(
		private readonly database: IDBPDatabase<unknown>,
		private readonly name: string
	) {}

	async get(key: string): Promise<Record | undefined> {
		return (await this.database.get(this.name, key)) as Record | undefined;
	}

	async all(): Promise<Record[]> {
		return (await this.database.getAll(this.name)) as Record[];
	}

	async put(record: Record): Promise<void> {
		await this.database.put(this.name, record);
	}

	async remove(key: string): Promise<void> {
		await this.database.delete(this.name, key);
	}
}

/** A table that lives as long as its tab: where IndexedDB is missing or does not work. */
export class MemoryTable<Record> implements ConfigTable<Record> {
	readonly #records = new Map<string, Record>();

	/** @param key the member that is the key */
	constructor(private readonly key: string) {}

	async get(key: string): Promise<Record | undefined> {
		return this.#records.get(key);
	}

	async all(): Promise<Record[]> {
		return [...this.#records.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
	}

	async put(record: Record): Promise<void> {
		const key = (record as { [member: string]: unknown })[this.key];
		this.#records.set(String(key), structuredClone(record));
	}

	async remove(key: string): Promise<void> {
		this.#records.delete(key);
	}
}
