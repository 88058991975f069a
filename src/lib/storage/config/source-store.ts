import type { ConfigTable } from './config-table';
import type { SourceRecord } from './records';

/** The project's list of sources; written by the library only. */
export class SourceStore {
	constructor(private readonly table: ConfigTable<SourceRecord>) {}

	async ofProject(projectId: string): Promise<SourceRecord[]> {
		return (await this.table.all()).filter((source) => source.projectId === projectId);
	}

	save(source: SourceRecord): Promise<void> {
		return this.table.put(source);
	}

	remove(id: string): Promise<void> {
		return this.table.remove(id);
	}
}
