import { openDB, type IDBPDatabase } from 'idb';
import { CONFIG_MIGRATIONS } from './config-migrations';
import { IndexedTable, MemoryTable, type ConfigTable } from './config-table';
import { DraftStore } from './draft-store';
import { HistoryStore } from './history-store';
import { JobStore } from './job-store';
import { ProjectStore } from './project-store';
import { QueryStore } from './query-store';
import { CONFIG_KEYS, type ConfigRecords, type ConfigTableName } from './records';
import { SettingStore } from './setting-store';
import { SourceStore } from './source-store';

/** Everything that is kept outside the sources' directories. */
export interface Config {
	mode: 'indexeddb' | 'memory';
	projects: ProjectStore;
	sources: SourceStore;
	settings: SettingStore;
	queries: QueryStore;
	history: HistoryStore;
	drafts: DraftStore;
	jobs: JobStore;
	/** Ends the use of the database. */
	close(): void;
}

/** Opens the configuration, in memory where IndexedDB is missing or throws. @param name of the database */
export async function openConfig(name = 'varve'): Promise<Config> {
	let database: IDBPDatabase<unknown>;
	try {
		database = await openDB(name, CONFIG_MIGRATIONS.length, {
			upgrade(upgraded, oldVersion) {
				for (const migrate of CONFIG_MIGRATIONS.slice(oldVersion)) migrate(upgraded);
			},
			// A tab with a newer Varve must not wait for this one.
			blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close()
		});
	} catch {
		return memoryConfig();
	}
	return configOver(
		'indexeddb',
		(table) => new IndexedTable(database, table),
		() => database.close()
	);
}

/** A configuration that lives as long as its tab. */
export function memoryConfig(): Config {
	return configOver(
		'memory',
		(table) => new MemoryTable(CONFIG_KEYS[table]),
		() => undefined
	);
}

function configOver(
	mode: Config['mode'],
	tableOf: <Name extends ConfigTableName>(name: Name) => ConfigTable<ConfigRecords[Name]>,
	close: () => void
): Config {
	return {
		mode,
		projects: new ProjectStore(tableOf('projects')),
		sources: new SourceStore(tableOf('sources')),
		settings: new SettingStore(tableOf('settings')),
		queries: new QueryStore(tableOf('queries')),
		history: new HistoryStore(tableOf('history')),
		drafts: new DraftStore(tableOf('drafts')),
		jobs: new JobStore(tableOf('jobs')),
		close
	};
}
