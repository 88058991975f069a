import { AppError } from '$lib/domain/errors';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from './engine-session';

/** An engine that has not answered a cancel after this time does not yield, and is replaced. */
const YIELD_LIMIT_MS = 120;

/** One run of a statement, from its start until its last row is there. */
export class StatementRun {
	readonly queryId: string;
	readonly startedAt = performance.now();
	session: EngineSession | null = null;
	connection: EngineConnection | null = null;
	/** Resolves when the rows that come in the background have come; set when they begin to. */
	streamed: Promise<unknown> = Promise.resolve();
	/** Resolves when nothing of the run goes on any more: only then its connection may be closed or used by another. */
	settled: Promise<unknown> = Promise.resolve();
	#stop: AppError | null = null;
	#reject!: (error: AppError) => void;
	readonly #stopped: Promise<never>;

	constructor(queryId: string) {
		this.queryId = queryId;
		this.#stopped = new Promise((_, reject) => (this.#reject = reject));
		this.#stopped.catch(() => undefined);
	}

	/** Why the run was stopped from outside, or null. */
	get stop(): AppError | null {
		return this.#stop;
	}

	/** `task`, unless the run is stopped first. */
	orStopped<T>(task: Promise<T>): Promise<T> {
		return Promise.race([task, this.#stopped]);
	}

	/** Interrupts the statement; where the engine does not yield in time, ends the engine. Harmless when repeated. */
	async cancel(message = 'Cancelled.'): Promise<void> {
		if (this.#stop) return;
		this.#stop = new AppError('cancelled', message);
		if (!(await this.#interrupted())) {
			const isLost = this.session?.isChanged === true;
			this.#stop = new AppError(
				'cancelled',
				isLost
					? `${message} The engine had to be restarted, so the tables and settings of the session are gone.`
					: message,
				{ sessionLost: isLost }
			);
			this.session?.engine.close(this.#stop);
		}
		this.#reject(this.#stop);
	}

	/** @returns false where the engine did not answer in time */
	async #interrupted(): Promise<boolean> {
		if (!this.session?.engine.isAlive || !this.connection) return true;
		const answer = this.connection.cancel().then(
			() => true,
			() => true
		);
		let timer: ReturnType<typeof setTimeout> | undefined;
		const limit = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), YIELD_LIMIT_MS)));
		const inTime = await Promise.race([answer, limit]);
		clearTimeout(timer);
		return inTime;
	}
}
