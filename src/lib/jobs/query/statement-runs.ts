import { asAppError } from '$lib/domain/errors';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from './engine-session';
import type { Foreground } from './foreground';
import { explained, type Sessions } from './sessions';
import { StatementRun } from './statement-run';

/** What runs now, each on a connection of its own as long as the session holds nothing of the user's. */
export class StatementRuns {
	readonly #runs = new Map<string, StatementRun>();
	#primaryRun: StatementRun | null = null;

	/** @param filesInUse part files that must stay attached while nothing runs */
	constructor(
		private readonly sessions: Sessions,
		private readonly foreground: Foreground,
		private readonly filesInUse: (session: EngineSession) => string[]
	) {}

	/** Runs a task that can be cancelled by its id. @throws AppError */
	async track<T>(
		queryId: string,
		task: (run: StatementRun, session: EngineSession) => Promise<T>
	): Promise<T> {
		const run = new StatementRun(queryId);
		this.#runs.set(queryId, run);
		const work = this.foreground.run(async () => {
			run.session = await this.sessions.ready();
			return task(run, run.session);
		});
		run.settled = work.then(
			() => run.streamed,
			() => undefined
		);
		void run.settled.then(() => this.#finish(run));
		try {
			return await run.orStopped(work);
		} catch (cause) {
			throw run.stop ?? (await explained(asAppError(cause, 'query/failed'), run.session));
		}
	}

	async cancel(queryId: string): Promise<void> {
		await this.#runs.get(queryId)?.cancel();
	}

	/** The primary connection where the statement needs what is made there; what still streams from it is stopped. */
	async connectionFor(
		run: StatementRun,
		session: EngineSession,
		changesSession = false
	): Promise<EngineConnection> {
		session.isChanged ||= changesSession;
		if (!session.isChanged) return (run.connection = await session.connect());
		const previous = this.#primaryRun;
		this.#primaryRun = run;
		if (previous && this.#runs.has(previous.queryId)) {
			await previous.cancel('Stopped, as another statement of this session was started.');
			await previous.settled;
		}
		return (run.connection = session.primary);
	}

	async #finish(run: StatementRun): Promise<void> {
		this.#runs.delete(run.queryId);
		const { session, connection } = run;
		if (this.#primaryRun === run) this.#primaryRun = null;
		if (!session?.engine.isAlive) return;
		try {
			if (connection && connection !== session.primary) await connection.close();
			if (this.#runs.size > 0) return;
			await session.views.detachUnused(this.filesInUse(session));
		} catch {
			// the engine ended meanwhile: nothing is left to be closed
		}
	}
}
