import { AppError } from '$lib/domain/errors';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { EngineStatus } from '$lib/protocol/query-api';
import { EngineSession } from './engine-session';
import type { QueryLibrary } from './source-views';
import type { SqliteFiles } from './sqlite-files';

/** The present life of the engine: started when it is needed, and again when it has ended. */
export class Sessions {
	#session: Promise<EngineSession> | null = null;
	#status: EngineStatus = { state: 'starting', version: null, memoryBytes: null };

	constructor(
		private readonly openEngine: () => Promise<DuckDbEngine>,
		private readonly library: QueryLibrary,
		private readonly files: SqliteFiles
	) {}

	get status(): EngineStatus {
		return this.#status;
	}

	/** The present session; a new one after the engine ended. */
	ready(): Promise<EngineSession> {
		if (this.#session) return this.#session;
		this.#status = { state: 'starting', version: null, memoryBytes: null };
		const opening = this.#open();
		this.#session = opening;
		opening.catch(() => {
			if (this.#session === opening) this.#session = null;
			this.#status = { state: 'failed', version: null, memoryBytes: null };
		});
		return opening;
	}

	/** The present session where there is one. */
	async present(): Promise<EngineSession | null> {
		return (await this.#session?.catch(() => null)) ?? null;
	}

	/** Ends the engine and everything that runs in it. */
	async close(): Promise<void> {
		const session = await this.present();
		this.#session = null;
		session?.engine.close();
	}

	async #open(): Promise<EngineSession> {
		const session = await EngineSession.open(this.openEngine, this.library, this.files);
		this.#status = { state: 'ready', version: await session.engine.version(), memoryBytes: null };
		const opened = this.#session;
		void session.engine.ended.then(() => {
			if (this.#session !== opened || opened === null) return;
			this.#session = null;
			// so that the next statement need not wait for the start
			this.ready().catch(() => undefined);
		});
		return session;
	}
}

/** An error as the user should read it. */
export async function explained(error: AppError, session: EngineSession | null): Promise<AppError> {
	const name = error.facts['name'];
	if (error.facts['kind'] === 'Catalog' && typeof name === 'string' && session) {
		return (await session.views.problem(name).catch(() => null)) ?? error;
	}
	if (error.code !== 'engine/crashed') return error;
	const isLost = session?.isChanged === true;
	const message = isLost
		? 'The query engine crashed on this statement and was restarted. The tables and settings of the session are gone; your sources are untouched.'
		: 'The query engine crashed on this statement and was restarted. Nothing is lost; the next statement runs as usual.';
	return new AppError('engine/crashed', message, { ...error.facts, sessionLost: isLost }, { cause: error });
}
