/** What the status bar tells of the result in front. */
export interface ShownResult {
	rowCount: number;
	/** Null where nothing was run. */
	elapsedMs: number | null;
}

export class StatusState {
	#result = $state.raw<ShownResult | null>(null);

	get result(): ShownResult | null {
		return this.#result;
	}

	show(result: ShownResult | null): void {
		this.#result = result;
	}
}
