/** Lets what somebody waits for go before what runs on in the background. */
export class Foreground {
	#count = 0;
	#waiting: (() => void)[] = [];

	/** Runs a task that somebody waits for. */
	async run<T>(task: () => Promise<T>): Promise<T> {
		this.#count++;
		try {
			return await task();
		} finally {
			this.#count--;
			if (this.#count === 0) {
				const waiting = this.#waiting;
				this.#waiting = [];
				for (const resume of waiting) resume();
			}
		}
	}

	/** Resolves when nobody waits. */
	async idle(): Promise<void> {
		while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}
