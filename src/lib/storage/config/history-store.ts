import type { ConfigTable } from './config-table';
import type { HistoryRecord } from './records';

/** Entries kept for each project; the oldest beyond that go. */
export const HISTORY_LIMIT = 2000;

/** Every statement that was run. */
export class HistoryStore {
	constructor(private readonly table: ConfigTable<HistoryRecord>) {}

	/** Newest first. */
	async ofProject(projectId: string): Promise<HistoryRecord[]> {
		const entries = (await this.table.all()).filter((entry) => entry.projectId === projectId);
		return entries.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
	}

	/** Adds an entry, and removes the oldest beyond the limit. */
	async add(entry: HistoryRecord): Promise<void> {
		await this.table.put(entry);
		for (const old of (await this.ofProject(entry.projectId)).slice(HISTORY_LIMIT))
			await this.table.remove(old.id);
	}

	async clear(projectId: string): Promise<void> {
		for (const entry of await this.ofProject(projectId)) await this.table.remove(entry.id);
	}
}
