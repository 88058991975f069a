/** What the self-test looks at, in the order it is shown. */
export const SELF_CHECKS = [
	'secure-context',
	'worker',
	'nested-worker',
	'private-files',
	'indexed-db',
	'locks',
	'engine',
	'service-worker',
	'offline-files',
	'space',
	'persistence'
] as const;

export type SelfCheckId = (typeof SELF_CHECKS)[number];

/** Those that run in a worker of the self-test, as what they try works only there or is used there. */
export const WORKER_CHECKS = ['nested-worker', 'private-files', 'indexed-db', 'locks'] as const;
export type WorkerCheckId = (typeof WORKER_CHECKS)[number];

/**
 * `limited`: the app works, but with less than everything (data only in memory, not yet offline).
 * `failed`: a part of the app does not work here. `facts` is what was measured, or `reason`: what went wrong.
 */
export interface CheckOutcome {
	state: 'passed' | 'limited' | 'failed';
	facts: Readonly<Record<string, string | number | boolean>>;
}

export function passed(facts: CheckOutcome['facts'] = {}): CheckOutcome {
	return { state: 'passed', facts };
}

export function limited(facts: CheckOutcome['facts'] = {}): CheckOutcome {
	return { state: 'limited', facts };
}

export function failed(facts: CheckOutcome['facts'] = {}): CheckOutcome {
	return { state: 'failed', facts };
}

/**
 * Runs one check; what it throws, or a time over `limitMs`, is an outcome of the state given.
 * @param wait resolves after the given time; `setTimeout` of the platform
 */
export async function settle(
	check: () => Promise<CheckOutcome>,
	ifThrown: (facts: CheckOutcome['facts']) => CheckOutcome,
	limitMs: number,
	wait: (ms: number) => Promise<void>
): Promise<CheckOutcome> {
	const tooLong = wait(limitMs).then(() => ifThrown({ reason: `no answer within ${limitMs / 1000} s` }));
	try {
		return await Promise.race([check(), tooLong]);
	} catch (error) {
		return ifThrown({ reason: error instanceof Error ? error.message : String(error) });
	}
}
