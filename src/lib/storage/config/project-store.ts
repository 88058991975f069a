import type { ConfigTable } from './config-table';
import type { ProjectRecord } from './records';

/** The project that exists from the start. */
export const DEFAULT_PROJECT_ID = 'default';

export class ProjectStore {
	constructor(private readonly table: ConfigTable<ProjectRecord>) {}

	/** By time of creation; the default project is made when it is missing. */
	async all(): Promise<ProjectRecord[]> {
		if (!(await this.table.get(DEFAULT_PROJECT_ID)))
			await this.table.put({
				id: DEFAULT_PROJECT_ID,
				name: 'My data',
				createdAt: new Date().toISOString()
			});
		return (await this.table.all()).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
	}

	save(project: ProjectRecord): Promise<void> {
		return this.table.put(project);
	}
}
