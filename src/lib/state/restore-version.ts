import type { AppClient } from './client-shape';
import { Job, type JobsState } from './jobs-state.svelte';
import type { NoticesState } from './notices-state.svelte';

/** A version that is to be the newest again. */
export interface OldVersion {
	sourceId: string;
	/** Of the source. */
	name: string;
	version: number;
}

/** Starts a job that makes an old version the newest again; what comes of it is told in a notice. */
export function startRestore(
	{ client, jobs, notices }: { client: AppClient; jobs: JobsState; notices: NoticesState },
	title: string,
	{ sourceId, version }: OldVersion
): Job {
	const importId = crypto.randomUUID();
	const job = new Job(title, (run) => client.restoreVersion({ importId, sourceId, version }, run));
	jobs.enqueue(job);
	void job.ended.then((status) => {
		if (status.kind !== 'done' || status.receipt.status !== 'committed') return;
		const { sourceName, version: made } = status.receipt;
		notices.add({ kind: 'restored', sourceId, sourceName, version: made, fromVersion: version });
	});
	return job;
}
