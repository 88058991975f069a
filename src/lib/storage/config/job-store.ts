import type { ConfigTable } from './config-table';
import type { JobRecord } from './records';

/** Finished jobs kept for each project. */
export const JOB_LIMIT = 200;

/** What was worked on, for the jobs list. */
export class JobStore {
	constructor(private readonly table: ConfigTable<JobRecord>) {}

	/** Newest first. */
	async ofProject(projectId: string): Promise<JobRecord[]> {
		const jobs = (await this.table.all()).filter((job) => job.projectId === projectId);
		return jobs.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
	}

	/** Adds or replaces a job, and removes the oldest finished ones beyond the limit. */
	async save(job: JobRecord): Promise<void> {
		await this.table.put(job);
		const finished = (await this.ofProject(job.projectId)).filter((other) => other.status !== 'running');
		for (const old of finished.slice(JOB_LIMIT)) await this.table.remove(old.id);
	}
}
