/** Tells whether a run of a command is still the newest one: the latest start wins, earlier answers are dropped. */
export class Latest {
	#run = 0;

	/** @returns a function that is true while no later run has begun. */
	begin(): () => boolean {
		const run = ++this.#run;
		return () => run === this.#run;
	}
}
