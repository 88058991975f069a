import type { ConfigTable } from './config-table';
import type { DraftRecord } from './records';

/** The texts of open editors, so that a crash loses none. */
export class DraftStore {
	constructor(private readonly table: ConfigTable<DraftRecord>) {}

	/** By position. */
	async ofProject(projectId: string): Promise<DraftRecord[]> {
		const drafts = (await this.table.all()).filter((draft) => draft.projectId === projectId);
		return drafts.sort((a, b) => a.position - b.position);
	}

	save(draft: DraftRecord): Promise<void> {
		return this.table.put(draft);
	}

	remove(id: string): Promise<void> {
		return this.table.remove(id);
	}
}
