import type { ConfigTable } from './config-table';
import type { SavedQueryRecord } from './records';

/** Queries saved under a name. */
export class QueryStore {
	constructor(private readonly table: ConfigTable<SavedQueryRecord>) {}

	/** By name. */
	async ofProject(projectId: string): Promise<SavedQueryRecord[]> {
		const queries = (await this.table.all()).filter((query) => query.projectId === projectId);
		return queries.sort((a, b) => a.name.localeCompare(b.name));
	}

	save(query: SavedQueryRecord): Promise<void> {
		return this.table.put(query);
	}

	remove(id: string): Promise<void> {
		return this.table.remove(id);
	}
}
