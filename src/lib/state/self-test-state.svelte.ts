import { SelfTestClient } from '$lib/client/self-test-client';
import { SELF_CHECKS, type CheckOutcome, type SelfCheckId } from '$lib/domain/self-test/check';

export type SelfCheckStatus =
	{ kind: 'waiting' } | { kind: 'running' } | { kind: 'done'; outcome: CheckOutcome };

/** The self-test: one check after the other, so that none disturbs another. */
export class SelfTestState {
	#statuses = $state.raw<Readonly<Record<SelfCheckId, SelfCheckStatus>>>(allWaiting());
	#isRunning = $state.raw(false);

	readonly checks = $derived(SELF_CHECKS.map((id) => ({ id, status: this.#statuses[id] })));

	get isRunning(): boolean {
		return this.#isRunning;
	}

	/** Worst state of all, or null while checks are missing. */
	readonly verdict = $derived.by((): CheckOutcome['state'] | null => {
		const states = Object.values(this.#statuses).map(
			(status) => status.kind === 'done' && status.outcome.state
		);
		if (states.includes(false)) return null;
		if (states.includes('failed')) return 'failed';
		return states.includes('limited') ? 'limited' : 'passed';
	});

	async run(): Promise<void> {
		if (this.#isRunning) return;
		this.#isRunning = true;
		this.#statuses = allWaiting();
		const client = new SelfTestClient();
		for (const id of SELF_CHECKS) {
			this.#set(id, { kind: 'running' });
			this.#set(id, { kind: 'done', outcome: await client.check(id) });
		}
		client.close();
		this.#isRunning = false;
	}

	#set(id: SelfCheckId, status: SelfCheckStatus): void {
		this.#statuses = { ...this.#statuses, [id]: status };
	}
}

function allWaiting(): Record<SelfCheckId, SelfCheckStatus> {
	return Object.fromEntries(SELF_CHECKS.map((id) => [id, { kind: 'waiting' }])) as Record<
		SelfCheckId,
		SelfCheckStatus
	>;
}
