import { failed, limited, settle, type CheckOutcome, type WorkerCheckId } from '$lib/domain/self-test/check';
import { checkIndexedDb } from './check-indexed-db';
import { checkLocks } from './check-locks';
import { checkNestedWorker } from './check-nested-worker';
import { checkPrivateFiles } from './check-private-files';

const LIMIT_MS = 30_000;

interface WorkerCheck {
	run: () => Promise<CheckOutcome>;
	/** What the app is without it. */
	without: (facts: CheckOutcome['facts']) => CheckOutcome;
}

const CHECKS: Record<WorkerCheckId, WorkerCheck> = {
	'nested-worker': { run: checkNestedWorker, without: failed },
	'private-files': { run: checkPrivateFiles, without: limited },
	'indexed-db': { run: checkIndexedDb, without: limited },
	locks: { run: checkLocks, without: limited }
};

/** Runs one of the checks that belong in a worker. Each cleans up after itself. */
export function runWorkerCheck(id: WorkerCheckId): Promise<CheckOutcome> {
	const { run, without } = CHECKS[id];
	return settle(run, without, LIMIT_MS, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
}
