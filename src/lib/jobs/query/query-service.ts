import { AppError, asAppError } from '$lib/domain/errors';
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
	SortRequest,
	TableRequest
} from '$lib/protocol/query-api';
import { cellHistory } from '$lib/jobs/diff/cell-history';
import { Diffs } from '$lib/jobs/diff/diffs';
import type { EngineSession } from './engine-session';
import { checkFilter, prepareFilter } from './filter';
import { Foreground } from './foreground';
import { OpenResults } from './open-results';
import { ResultSpace } from './result-space';
import type { QueryLibrary } from './source-views';
import { ResultCache, type CacheKey } from './result-cache';
import { SqliteFiles } from './sqlite-files';
import { openSqliteTable, sqliteFor } from './sqlite-statements';
import { Sessions } from './sessions';
import { SortableResults, sortedKey, sqliteSending, type Sorting } from './sortable-results';
import { cacheKeyOf, prepareStatement, readStatement, type Statement } from './statement';
import type { StatementRun } from './statement-run';
import { sendingOf, StatementRunner, type Sending } from './statement-runner';
import { StatementRuns } from './statement-runs';
import { TableResult } from './table-result';
import { sortedSelect, viewColumns } from './version-sql';
import { warmUp } from './warm-up';
import { profileChart, profileTable, textPatterns } from '$lib/jobs/profile/profile-table';
import type { ColumnChart, TableProfile, TextPatterns } from '$lib/domain/profile/profile';
import type { ProfileChartRequest, ProfileRequest } from '$lib/protocol/profile-api';

type OnProgress = (progress: ResultProgress) => void;

/** The query worker's work: see `QueryApi`, whose calls these are. */
export class QueryService {
	readonly #library: QueryLibrary;
	readonly #foreground = new Foreground();
	readonly #space: Promise<ResultSpace>;
	readonly #sessions: Sessions;
	readonly #runs: StatementRuns;
	readonly #results = new OpenResults(this.#foreground);
	readonly #diffs: Diffs;
	readonly #files = new SqliteFiles();
	readonly #cache = new ResultCache();
	readonly #sortable = new SortableResults();
	#warmUp: Promise<void> | null = null;

	constructor(openEngine: () => Promise<DuckDbEngine>, library: QueryLibrary) {
		this.#library = library;
		this.#space = ResultSpace.open();
		this.#diffs = new Diffs(library);
		this.#sessions = new Sessions(openEngine, library, this.#files);
		this.#runs = new StatementRuns(this.#sessions, this.#foreground, ({ diffViews }) => [
			...this.#results.filesInUse(),
			...this.#diffs.filesInUse(),
			...diffViews.filesInUse()
		]);
	}

	/** Starts the engine if it is not running, and makes it quick to answer (see `warmUp`). */
	async start(): Promise<EngineStatus> {
		const session = await this.#sessions.ready();
		// without it everything works, too
		this.#warmUp ??= warmUp(session.engine, () => session.connect()).catch(() => undefined);
		await this.#warmUp;
		return this.#sessions.status;
	}

	async status(): Promise<EngineStatus> {
		const { status } = this.#sessions;
		if (status.state !== 'ready') return status;
		const { engine } = await this.#sessions.ready();
		return { ...status, memoryBytes: await engine.memoryBytes() };
	}

	run(request: QueryRequest, onProgress: OnProgress): Promise<ResultHandle> {
		return this.#runs.track(request.queryId, (run, session) =>
			this.#run(run, session, request, onProgress, null)
		);
	}

	sortResult({ queryId, resultId, orderBy }: SortRequest, onProgress: OnProgress): Promise<ResultHandle> {
		const { request, basis } = this.#sortable.find(resultId);
		return this.#runs.track(queryId, (run, session) =>
			this.#run(run, session, { ...request, queryId }, onProgress, { orderBy, basis })
		);
	}

	async #run(
		run: StatementRun,
		session: EngineSession,
		request: QueryRequest,
		onProgress: OnProgress,
		sorting: Sorting | null
	): Promise<ResultHandle> {
		const statement = await readStatement(session, request.sql);
		const { engine = 'auto' } = request;
		const sqlite = await sqliteFor(this.#files, statement, engine, session.isChanged);
		const note: RunNote = { engine: sqlite ? 'sqlite' : 'duckdb', fromCache: false, brought: [] };
		const basis = cacheKeyOf(statement, note.engine, session.isChanged);
		const key = sorting ? sortedKey(sorting, basis) : basis;
		const handle = (result: ResultHandle): ResultHandle => ({
			...result,
			canSort: sorting === null && this.#sortable.add(request, statement, basis)
		});
		const kept = key && this.#cache.take(key);
		if (kept) return handle(this.#results.keep(run, kept, { ...note, fromCache: true }));
		if (!sqlite)
			return handle(await this.#runInDuckDb(run, session, statement, note, key, onProgress, sorting));
		run.connection = sqlite;
		const sending = sqliteSending(statement, sorting);
		return handle(await this.#stream(run, sqlite, sending, false, onProgress, note, key));
	}

	async #runInDuckDb(
		run: StatementRun,
		session: EngineSession,
		statement: Statement,
		note: RunNote,
		key: CacheKey | null,
		onProgress: OnProgress,
		sorting: Sorting | null
	): Promise<ResultHandle> {
		note.brought = await prepareStatement(session, statement);
		if (run.stop) throw run.stop;
		const changesSession = statement.kind === 'session';
		const connection = await this.#runs.connectionFor(run, session, changesSession);
		try {
			const known = key && this.#cache.schema(key);
			const sending = await sendingOf(connection, statement, known, sorting?.orderBy);
			if (key && sending.columns) this.#cache.addSchema(key, sending.columns);
			return await this.#stream(run, connection, sending, changesSession, onProgress, note, key);
		} catch (cause) {
			throw withOriginalPosition(cause, statement);
		} finally {
			if (statement.changesCatalogue) session.views.invalidate(null);
		}
	}

	openTable(request: TableRequest, onProgress: OnProgress): Promise<ResultHandle> {
		return this.#runs.track(request.queryId, async (run, session) => {
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
				return this.#results.keep(run, new TableResult(resolved, () => this.#sessions.ready()));
			}
			if (request.filter !== null) await prepareFilter(session, request.filter);
			await session.views.prepareRules(resolved);
			const aliases = await session.views.parts.attach(resolved);
			const { sql, filterStart } = sortedSelect(resolved, aliases, request.orderBy, request.filter);
			const columns = viewColumns(resolved.table, resolved.view).map(({ name, type }) => ({ name, type }));
			const length = request.filter?.length ?? 0;
			const sending = { sql, start: filterStart, length, origin: 0, columns };
			return this.#stream(run, await this.#runs.connectionFor(run, session), sending, false, onProgress);
		});
	}

	diff(request: DiffRequest, onProgress: (progress: DiffProgress) => void): Promise<DiffSummary> {
		return this.#connected(request.diffId, (session, connection) =>
			this.#diffs.make(session, connection, request, onProgress)
		);
	}

	openDiff(request: DiffRowsRequest): Promise<ResultHandle> {
		return this.#runs.track(request.queryId, async (run, session) => {
			const connect = async () => run.connection ?? this.#runs.connectionFor(run, session);
			return this.#results.keep(run, await this.#diffs.rows(session, connect, request));
		});
	}

	async releaseDiff(diffId: string): Promise<void> {
		await this.#diffs.release(diffId);
	}

	suggestKeys({ queryId, side }: { queryId: string; side: DiffSide }): Promise<KeySuggestion[]> {
		return this.#connected(queryId, (session, connection) =>
			this.#diffs.suggestKeys(session, connection, side)
		);
	}

	guessRenames(request: { queryId: string; from: DiffSide; to: DiffSide }): Promise<RenameGuess[]> {
		return this.#connected(request.queryId, (session, connection) =>
			this.#diffs.guessRenames(session, connection, [request.from, request.to])
		);
	}

	cellHistory(request: CellHistoryRequest): Promise<CellHistory> {
		return this.#connected(request.queryId, (session, connection) =>
			cellHistory(session, connection, this.#library, request)
		);
	}

	profile(request: ProfileRequest): Promise<TableProfile> {
		return this.#connected(request.queryId, (session, connection) =>
			profileTable(session, connection, request)
		);
	}

	profileChart(request: ProfileChartRequest): Promise<ColumnChart> {
		return this.#connected(request.queryId, (session, connection) =>
			profileChart(session, connection, request)
		);
	}

	textPatterns(request: ProfileChartRequest): Promise<TextPatterns> {
		return this.#connected(request.queryId, (session, connection) =>
			textPatterns(session, connection, request)
		);
	}

	page(resultId: string, rowStart: number, rowEnd: number): Promise<ResultPage> {
		return this.#results.page(resultId, rowStart, rowEnd);
	}

	read(resultId: string, rowStart: number, rowEnd: number): Promise<ResultRead> {
		return this.#results.read(resultId, rowStart, rowEnd);
	}

	async release(resultId: string): Promise<void> {
		const result = this.#results.take(resultId);
		this.#sortable.forget(resultId);
		await this.cancel(resultId);
		await result?.release();
	}

	async cancel(queryId: string): Promise<void> {
		await this.#runs.cancel(queryId);
	}

	async invalidate(sourceId: string): Promise<void> {
		(await this.#sessions.present())?.views.invalidate(sourceId);
		const left = await this.#library.versions(sourceId).catch(() => []);
		this.#cache.forget(
			sourceId,
			left.map(({ version }) => version)
		);
	}

	/** Ends the engine and everything that runs. */
	async close(): Promise<void> {
		await this.#sessions.close();
		this.#files.close();
		this.#cache.clear();
		await this.#results.close();
		(await this.#space).close();
	}

	/** Does something with a connection; it is cancelled as a query with this id is. */
	#connected<T>(
		queryId: string,
		work: (session: EngineSession, connection: EngineConnection) => Promise<T>
	): Promise<T> {
		return this.#runs.track(queryId, async (run, session) =>
			work(session, await this.#runs.connectionFor(run, session))
		);
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
		return this.#results.keep(run, key ? this.#cache.add(key, result) : result, note);
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
