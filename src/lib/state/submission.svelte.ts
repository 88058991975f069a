/** What a form does when it is sent: it runs, and where it fails, the form stays and says why. */
export class Submission {
	#status = $state.raw<{ kind: 'idle' } | { kind: 'running' } | { kind: 'failed'; error: unknown }>({
		kind: 'idle'
	});

	get isRunning(): boolean {
		return this.#status.kind === 'running';
	}

	/** Null where the last attempt did not fail. */
	get error(): unknown {
		return this.#status.kind === 'failed' ? this.#status.error : null;
	}

	/** Does it, and then what follows where it has not failed. */
	async run(work: () => Promise<void>, then: () => void): Promise<void> {
		this.#status = { kind: 'running' };
		try {
			await work();
			then();
		} catch (error) {
			this.#status = { kind: 'failed', error };
		}
	}
}
