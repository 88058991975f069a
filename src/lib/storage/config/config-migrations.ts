import type { IDBPDatabase } from 'idb';

/**
 * Migrations of the configuration, in order: entry `n` brings IndexedDB from version `n` to `n + 1`.
 * Entries that were released are never changed (SPEC STO-8).
 */
export const CONFIG_MIGRATIONS: readonly ((database: IDBPDatabase<unknown>) => void)[] = [
	(database) => {
		for (const name of ['projects', 'sources', 'queries', 'drafts', 'history', 'jobs'])
			database.createObjectStore(name, { keyPath: 'id' });
		database.createObjectStore('settings', { keyPath: 'key' });
	}
];
