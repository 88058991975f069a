import type { CheckOutcome, WorkerCheckId } from '$lib/domain/self-test/check';

/** The self-test's worker. */
export interface SelfTestApi {
	/** Never throws: what goes wrong is the outcome. */
	check(id: WorkerCheckId): Promise<CheckOutcome>;
}
