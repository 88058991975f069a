import { AppError, asAppError } from '$lib/domain/errors';
import { candidateNames } from '$lib/domain/sql/names';
import { splitStatements } from '$lib/domain/sql/split';
import { sqlWords, type SqlWord } from '$lib/domain/sql/token';
import type { DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { EngineConnection } from '$lib/engines/engine';
import type {
	CellHistory,
	CellHistoryRequest,
	DiffProgress,
	DiffRequest,
	DiffRowsRequest,
	DiffSide
} from '$lib/protocol/diff-api';
import type {
	EngineStatus,
	QueryRequest,
	ResultHandle,
	ResultPage,
	ResultProgress,
	ResultRead,
	RunNote,
	TableRequest
} from '$lib/protocol/query-api';
import { cellHistory } from '$lib/jobs/diff/cell-history';
import { Diffs } from '$lib/jobs/diff/diffs';
import { EngineSession } from './engine-session';
import { Foreground } from './foreground';
import { ResultSpace } from './result-space';
import type { QueryLibrary } from './source-views';
import { ResultCache, type CacheKey } from './result-cache';
import { SqliteFiles } from './sqlite-files';
import { openSqliteTable, sqliteFor } from './sqlite-statements';
import { cacheKeyOf, prepareStatement, readStatement, type Statement } from './statement';
import { StatementRun } from './statement-run';
import { sendingOf, StatementRunner, type Sending } from './statement-runner';
import type { OpenResult } from './stored-result';
import { TableResult } from './table-result';
import { sortedSelect, viewColumns } from './version-sql';
import { warmUp } from './warm-up';
import { profileChart, profileTable, textPatterns } from '$lib/jobs/profile/profile-table';
import type { ColumnChart, TableProfile, TextPatterns } from '$lib/domain/profile/profile';
import type { ProfileChartRequest, ProfileRequest } from '$lib/protocol/profile-api';

/** Rows that a job reads at once. */
const READ_ROWS = 65_536;

type OnProgress = (progress: ResultProgress) => void;

/** The query worker's work: see `QueryApi`, whose calls these are. */
export class QueryService {
	readonly #openEngine: () => Promise<DuckDbEngine>;
	readonly #library: QueryLibrary;
	readonly #foreground = new Foreground();
	readonly #space: Promise<ResultSpace>;
	readonly #runs = new Map<string, StatementRun>();
	readonly #results = new Map<string, OpenResult>();
	readonly #diffs: Diffs;
	readonly #files = new SqliteFiles();
	readonly #cache = new ResultCache();
	#session: Promise<EngineSession> | null = null;
	#warmUp: Promise<void> | null = null;
	#primaryRun: StatementRun | null = null;
	#status: EngineStatus = { state: 'starting', version: null, memoryBytes: null };

	constructor(openEngine: () => Promise<DuckDbEngine>, library: QueryLibrary) {
		this.#openEngine = openEngine;
		this.#library = library;
		this.#space = ResultSpace.open();
		this.#diffs = new Diffs(library);
	}

	/** Starts the engine if it is not running, and makes it quick to answer (see `warmUp`). */
	async start(): Promise<EngineStatus> {
		const session = await this.#ready();
		// without it everything works, too
		this.#warmUp ??= warmUp(session.engine, () => session.connect()).catch(() => undefined);
		await this.#warmUp;
		return this.#status;
	}

	async status(): Promise<EngineStatus> {
		if (this.#status.state !== 'ready') return this.#status;
		const { engine } = await this.#ready();
		return { ...this.#status, memoryBytes: await engine.memoryBytes() };
	}

	run(request: QueryRequest, onProgress: OnProgress): Promise<ResultHandle> {
		return this.#tracked(request.queryId, async (run, session) => {
			const statement = await readStatement(session, request.sql);
			const { engine = 'auto' } = request;
			const sqlite = await sqliteFor(this.#files, statement, engine, session.isChanged);
			const note: RunNote = { engine: sqlite ? 'sqlite' : 'duckdb', fromCache: false, brought: [] };
			const key = cacheKeyOf(statement, note.engine, session.isChanged);
			const kept = key && this.#cache.take(key);
			if (kept) return this.#keep(run, kept, { ...note, fromCache: true });
			if (!sqlite) return this.#runInDuckDb(run, session, statement, note, key, onProgress);
			run.connection = sqlite;
			const { sql, origin } = statement;
			const sending = { sql, start: 0, length: sql.length, origin, columns: null };
			return this.#stream(run, sqlite, sending, false, onProgress, note, key);
		});
	}

	async #runInDuckDb(
		run: StatementRun,
		session: EngineSession,
		statement: Statement,
		note: RunNote,
		key: CacheKey | null,
		onProgress: OnProgress
	): Promise<ResultHandle> {
		note.brought = await prepareStatement(session, statement);
		if (run.stop) throw run.stop;
		const changesSession = statement.kind === 'session';
		const connection = await this.#connectionFor(run, session, changesSession);
		try {
			const sending = await sendingOf(connection, statement, key && this.#cache.schema(key));
			if (key && sending.columns) this.#cache.addSchema(key, sending.columns);
			return await this.#stream(run, connection, sending, changesSession, onProgress, note, key);
		} catch (cause) {
			throw withOriginalPosition(cause, statement);
		} finally {
			if (statement.changesCatalogue) session.views.invalidate(null);
		}
	}

	openTable(request: TableRequest, onProgress: OnProgress): Promise<ResultHandle> {
		return this.#tracked(request.queryId, async (run, session) => {
			const resolved = await session.views.resolve(request.name);
			if (resolved.versions)
				throw new AppError('query/not-allowed', 'The rows of all versions are read by a statement.');
			if (resolved.isSqlite) {
				if (request.filter !== null) await checkFilter(session, request.filter);
				const { connection, sending } = await openSqliteTable(this.#files, resolved, request);
				run.connection = connection;
				const note: RunNote = { engine: 'sqlite', fromCache: false, brought: [] };
				return this.#stream(run, connection, sending, false, onProgress, note);
			}
			const isNatural = request.orderBy.length === 0 && request.filter === null;
			if (isNatural && (resolved.view === 'rows' || resolved.view === 'records')) {
				return this.#keep(run, new TableResult(resolved, () => this.#ready()));
			}
			if (request.filter !== null) await prepareFilter(session, request.filter);
			await session.views.prepareRules(resolved);
			const aliases = await session.views.parts.attach(resolved);
			const { sql, filterStart } = sortedSelect(resolved, aliases, request.orderBy, request.filter);
			const columns = viewColumns(resolved.table, resolved.view).map(({ name, type }) => ({ name, type }));
			const length = request.filter?.length ?? 0;
			const sending = { sql, start: filterStart, length, origin: 0, columns };
			return this.#stream(run, await this.#connectionFor(run, session, false), sending, false, onProgress);
		});
	}

	diff(request: DiffRequest, onProgress: (progress: DiffProgress) => void): Promise<DiffSummary> {
		return this.#tracked(request.diffId, async (run, session) =>
			this.#diffs.make(session, await this.#connectionFor(run, session, false), request, onProgress)
		);
	}

	openDiff(request: DiffRowsRequest): Promise<ResultHandle> {
		return this.#tracked(request.queryId, async (run, session) => {
			const connection = await this.#connectionFor(run, session, false);
			return this.#keep(run, await this.#diffs.rows(session, connection, request));
		});
	}

	async releaseDiff(diffId: string): Promise<void> {
		await this.#diffs.release(diffId);
	}

	suggestKeys({ queryId, side }: { queryId: string; side: DiffSide }): Promise<KeySuggestion[]> {
		return this.#tracked(queryId, async (run, session) =>
			this.#diffs.suggestKeys(session, await this.#connectionFor(run, session, false), side)
		);
	}

	guessRenames(request: { queryId: string; from: DiffSide; to: DiffSide }): Promise<RenameGuess[]> {
		return this.#tracked(request.queryId, async (run, session) => {
			const connection = await this.#connectionFor(run, session, false);
			return this.#diffs.guessRenames(session, connection, [request.from, request.to]);
		});
	}

	cellHistory(request: CellHistoryRequest): Promise<CellHistory> {
		return this.#tracked(request.queryId, async (run, session) =>
			cellHistory(session, await this.#connectionFor(run, session, false), this.#library, request)
		);
	}

	profile(request: ProfileRequest): Promise<TableProfile> {
		return this.#tracked(request.queryId, async (run, session) =>
			profileTable(session, await this.#connectionFor(run, session, false), request)
		);
	}

	profileChart(request: ProfileChartRequest): Promise<ColumnChart> {
		return this.#tracked(request.queryId, async (run, session) =>
			profileChart(session, await this.#connectionFor(run, session, false), request)
		);
	}

	textPatterns(request: ProfileChartRequest): Promise<TextPatterns> {
		return this.#tracked(request.queryId, async (run, session) =>
			textPatterns(session, await this.#connectionFor(run, session, false), request)
		);
	}

	page(resultId: string, rowStart: number, rowEnd: number): Promise<ResultPage> {
		const result = this.#results.get(resultId);
		if (!result) {
			return Promise.reject(new AppError('query/failed', 'This result is closed. Run the statement again.'));
		}
		return this.#foreground.run(() => result.page(rowStart, rowEnd));
	}

	async read(resultId: string, rowStart: number, rowEnd: number): Promise<ResultRead> {
		const result = this.#results.get(resultId);
		if (!result) throw new AppError('query/failed', 'This result is closed. Run the statement again.');
		await this.#foreground.idle();
		const progress = (await result.grown?.(rowStart)) ?? result.progress;
		if (progress.error) throw new AppError(progress.error.code as AppError['code'], progress.error.message);
		return { page: await result.page(rowStart, rowEnd, READ_ROWS), progress };
	}

	async release(resultId: string): Promise<void> {
		const result = this.#results.get(resultId);
		this.#results.delete(resultId);
		await this.cancel(resultId);
		await result?.release();
	}

	async cancel(queryId: string): Promise<void> {
		await this.#runs.get(queryId)?.cancel();
	}

	async invalidate(sourceId: string): Promise<void> {
		(await this.#session?.catch(() => null))?.views.invalidate(sourceId);
		const left = await this.#library.versions(sourceId).catch(() => []);
		this.#cache.forget(
			sourceId,
			left.map(({ version }) => version)
		);
	}

	/** Ends the engine and everything that runs. */
	async close(): Promise<void> {
		const session = await this.#session?.catch(() => null);
		this.#session = null;
		session?.engine.close();
		this.#files.close();
		this.#cache.clear();
		await Promise.all([...this.#results.values()].map((result) => result.release()));
		(await this.#space).close();
	}

	async #tracked<T>(
		queryId: string,
		task: (run: StatementRun, session: EngineSession) => Promise<T>
	): Promise<T> {
		const run = new StatementRun(queryId);
		this.#runs.set(queryId, run);
		const work = this.#foreground.run(async () => {
			run.session = await this.#ready();
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
			throw run.stop ?? (await this.#explained(asAppError(cause, 'query/failed'), run.session));
		}
	}

	async #stream(
		run: StatementRun,
		connection: EngineConnection,
		sending: Sending,
		waitForEnd: boolean,
		onProgress: OnProgress,
		note: RunNote = { engine: 'duckdb', fromCache: false, brought: [] },
		key: CacheKey | null = null
	): Promise<ResultHandle> {
		const runner = new StatementRunner(await this.#space, this.#foreground);
		const result = await runner.start(run, connection, sending, waitForEnd, onProgress);
		return this.#keep(run, key ? this.#cache.add(key, result) : result, note);
	}

	#keep(run: StatementRun, result: OpenResult, note?: RunNote): ResultHandle {
		if (run.stop) void result.release();
		else this.#results.set(run.queryId, result);
		const { columns, progress } = result;
		return { resultId: run.queryId, columns, progress, ...(note && { note }) };
	}

	/** The primary connection where the statement needs what is made there; what still streams from it is stopped. */
	async #connectionFor(
		run: StatementRun,
		session: EngineSession,
		changes: boolean
	): Promise<EngineConnection> {
		session.isChanged ||= changes;
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
			const results = [...this.#results.values()].flatMap((result) => result.filesInUse());
			const open = [...results, ...this.#diffs.filesInUse(), ...session.diffViews.filesInUse()];
			await session.views.detachUnused(open);
		} catch {
			// the engine ended meanwhile: nothing is left to be closed
		}
	}

	/** An error as the user should read it. */
	async #explained(error: AppError, session: EngineSession | null): Promise<AppError> {
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

	/** The present session; a new one after the engine ended. */
	#ready(): Promise<EngineSession> {
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

	async #open(): Promise<EngineSession> {
		const session = await EngineSession.open(this.#openEngine, this.#library, this.#files);
		this.#status = { state: 'ready', version: await session.engine.version(), memoryBytes: null };
		const opened = this.#session;
		void session.engine.ended.then(() => {
			if (this.#session !== opened || opened === null) return;
			this.#session = null;
			// so that the next statement need not wait for the start
			this.#ready().catch(() => undefined);
		});
		return session;
	}
}

/** An error's position in the text that the user gave, where another text was run. */
function withOriginalPosition(cause: unknown, statement: Statement): AppError {
	const error = asAppError(cause, 'query/failed');
	const { position } = error.facts;
	if (typeof position !== 'number') return error;
	const facts = { ...error.facts, position: statement.originalPosition(position) };
	return new AppError(error.code, error.message, facts, { cause: error.cause });
}

/** @throws `query/syntax` where a filter is not one condition */
async function prepareFilter(session: EngineSession, filter: string): Promise<void> {
	await session.views.prepare(candidateNames(await checkFilter(session, filter)));
}

/** @throws `query/syntax` where a filter is not one condition */
async function checkFilter(session: EngineSession, filter: string): Promise<SqlWord[]> {
	const words = sqlWords(filter, await session.engine.tokenize(filter));
	let depth = 0;
	const isBalanced = words.every(({ text }) => {
		if (text === '(') depth++;
		if (text === ')') depth--;
		return depth >= 0;
	});
	if (!isBalanced || depth !== 0 || splitStatements(filter).length !== 1) {
		throw new AppError('query/syntax', 'The filter is not one condition.', { position: 0 });
	}
	return words;
}
