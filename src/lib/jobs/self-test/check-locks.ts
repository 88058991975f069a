import { passed, type CheckOutcome } from '$lib/domain/self-test/check';

/** Holds a lock and sees that nobody else gets it: what keeps two tabs from writing to one source at a time. */
export async function checkLocks(): Promise<CheckOutcome> {
	const name = `varve-self-test-${crypto.randomUUID()}`;
	await navigator.locks.request(name, async () => {
		const second = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => lock !== null);
		if (second) throw new Error('two holders got the same lock');
	});
	return passed();
}
