import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { EngineConnection } from '$lib/engines/engine';
import { DiffViews } from '$lib/jobs/diff/diff-views';
import { SqliteFiles } from './sqlite-files';
import { SourceViews, type QueryLibrary } from './source-views';
import { VIEW_DATABASE } from './version-sql';

const SEARCH_PATH = `SET search_path = 'memory.main,${VIEW_DATABASE}.main'`;

/** One life of the engine, from its start until it is closed or crashes, with what the user made in it. */
export class EngineSession {
	readonly engine: DuckDbEngine;
	readonly views: SourceViews;
	readonly diffViews: DiffViews;
	readonly library: QueryLibrary;
	/** Where statements run that may change the session, and from then on all others, too. */
	readonly primary: EngineConnection;
	/** The user has made something (tables, settings …) that would be gone with the engine. */
	isChanged = false;

	private constructor(
		engine: DuckDbEngine,
		primary: EngineConnection,
		library: QueryLibrary,
		files: SqliteFiles
	) {
		this.engine = engine;
		this.primary = primary;
		this.library = library;
		this.views = new SourceViews(engine, library, files);
		this.diffViews = new DiffViews(this, library);
	}

	static async open(
		openEngine: () => Promise<DuckDbEngine>,
		library: QueryLibrary,
		files = new SqliteFiles()
	): Promise<EngineSession> {
		const engine = await openEngine();
		await engine.run(`ATTACH ':memory:' AS ${quoteIdentifier(VIEW_DATABASE)}`);
		// where views are made: conditions of rules name other sources
		await engine.run(SEARCH_PATH);
		return new EngineSession(engine, await connect(engine), library, files);
	}

	/** A connection that sees sources and tables of the session, but not what is temporary to `primary`. */
	connect(): Promise<EngineConnection> {
		return connect(this.engine);
	}
}

async function connect(engine: DuckDbEngine): Promise<EngineConnection> {
	const connection = await engine.connect();
	await connection.run(SEARCH_PATH);
	await connection.useDetailedErrors();
	return connection;
}
