import type { ImportPhase, Progress } from '$lib/domain/progress';

const REPORT_EVERY_MS = 100;

/** Measures an import and reports at most ten times a second; also keeps the time of each phase. */
export class ProgressMeter {
	readonly phases: { name: ImportPhase; elapsedMs: number }[] = [];
	bytesRead = 0;
	rows = 0;
	pass = 1;

	#start = performance.now();
	#phase: ImportPhase = 'analysing';
	#phaseStart = this.#start;
	#lastReport = 0;

	constructor(
		private readonly bytesTotal: number,
		private readonly report: (progress: Progress) => void
	) {
		this.#send();
	}

	get elapsedMs(): number {
		return performance.now() - this.#start;
	}

	/** Ends the phase before. A phase entered twice (a second pass) is one entry with the sum. */
	enter(phase: ImportPhase): void {
		this.#closePhase();
		this.#phase = phase;
		this.#send();
	}

	/** Call it as often as you like. */
	tick(): void {
		if (performance.now() - this.#lastReport >= REPORT_EVERY_MS) this.#send();
	}

	/** Time that passes until `answer` settles is not the import's. */
	async without<T>(answer: Promise<T>): Promise<T> {
		const waitStart = performance.now();
		try {
			return await answer;
		} finally {
			const waitedMs = performance.now() - waitStart;
			this.#start += waitedMs;
			this.#phaseStart += waitedMs;
		}
	}

	finish(): void {
		this.#closePhase();
	}

	#closePhase(): void {
		const now = performance.now();
		const known = this.phases.find((phase) => phase.name === this.#phase);
		if (known) known.elapsedMs += now - this.#phaseStart;
		else this.phases.push({ name: this.#phase, elapsedMs: now - this.#phaseStart });
		this.#phaseStart = now;
	}

	#send(): void {
		this.#lastReport = performance.now();
		const elapsedMs = this.elapsedMs;
		const share = this.bytesTotal > 0 ? this.bytesRead / this.bytesTotal : 0;
		this.report({
			phase: this.#phase,
			bytesRead: this.bytesRead,
			bytesTotal: this.bytesTotal,
			rows: this.rows,
			elapsedMs,
			bytesPerSecond: elapsedMs > 0 ? (this.bytesRead / elapsedMs) * 1000 : 0,
			remainingMs: share > 0.01 ? ((1 - share) / share) * elapsedMs : null,
			pass: this.pass
		});
	}
}
