import type { Receipt } from '$lib/domain/receipts/receipt';
import type { DiffApi } from './diff-api';
import type { ProfileApi } from './profile-api';

/** The query worker: one DuckDB in memory, versions attached read-only as statements name them. */
export interface QueryApi extends DiffApi, ProfileApi {
	/** Starts the engine, from `parts` where another worker has loaded it. `library` is a port to the LibraryApi. Idempotent. */
	open(library: MessagePort, parts?: EngineParts): Promise<EngineStatus>;
	status(): Promise<EngineStatus>;
	/** DuckDB, unpacked and compiled, so that importers need not do it again. */
	engineParts(): Promise<EngineParts>;
	/**
	 * Runs one statement. Resolves when the first page can be had; `onProgress` (a comlink proxy) then follows the
	 * rest until `complete`. @throws `query/syntax` (fact `position`, UTF-16 offset into `sql`), `query/failed`,
	 * `query/not-allowed`, `query/out-of-memory`, `cancelled`, `engine/crashed`
	 */
	run(request: QueryRequest, onProgress: (progress: ResultProgress) => void): Promise<ResultHandle>;
	/**
	 * The rows of an open statement's result in another order, as a result of its own: the engine sorts all of them.
	 * Only where `ResultHandle.canSort`. @throws what `run` throws; `query/failed` where the result is closed, or its
	 * sources have newer versions since
	 */
	sortResult(request: SortRequest, onProgress: (progress: ResultProgress) => void): Promise<ResultHandle>;
	/** A version's table in file order, paged without running through it; sorted or filtered on demand. */
	openTable(request: TableRequest, onProgress: (progress: ResultProgress) => void): Promise<ResultHandle>;
	/** Rows `[rowStart, rowEnd)` of a result, as far as they are there. */
	page(resultId: string, rowStart: number, rowEnd: number): Promise<ResultPage>;
	/**
	 * Rows of a result for a job that reads all of it, from `rowStart` on; waits for rows that still come, and lets
	 * everything that somebody waits for go first. No rows mean the end. @throws what the statement failed with
	 */
	read(resultId: string, rowStart: number, rowEnd: number): Promise<ResultRead>;
	/** Serves `read` on another port, too: for exporters. */
	connect(port: MessagePort): Promise<void>;
	/** Opens an SQLite file: its kept copy is queried in place. @throws `file/…`, `storage/full` */
	openSqlite(request: OpenSqliteRequest): Promise<Receipt>;
	/** Forgets a result. */
	release(resultId: string): Promise<void>;
	/** Resolves within 200 ms: interrupts the statement, or replaces the engine where it does not yield. */
	cancel(queryId: string): Promise<void>;
	/** Tells that a source has changed: what was attached for it is attached anew by the next statement. */
	invalidate(sourceId: string): Promise<void>;
}

/** What an engine is started from; any number of engines, in any thread of the page. */
export interface EngineParts {
	module: WebAssembly.Module;
	/** DuckDB's own worker script. */
	script: Blob;
}

export interface EngineStatus {
	state: 'starting' | 'ready' | 'failed';
	version: string | null;
	/** Bytes of wasm memory in use. */
	memoryBytes: number | null;
}

export interface QueryRequest {
	/** Chosen by the caller; names the run in `cancel`. Also the id of the result. */
	queryId: string;
	sql: string;
	/** `auto` where nothing is said. */
	engine?: EngineChoice;
}

export interface SortRequest {
	queryId: string;
	/** The result as the statement gave it. */
	resultId: string;
	/** Columns by their place in the result; NULLs come last. */
	orderBy: { column: number; descending: boolean }[];
}

export interface OpenSqliteRequest {
	/** Chosen by the caller (crypto.randomUUID). */
	importId: string;
	file: File;
	/** The `-wal` file beside it, where there is one. */
	wal?: File;
	/** An opened file that it takes the place of, or null. */
	sourceId: string | null;
	newName: string;
}

/** Which engine is to run a statement; `auto`: whichever is right. */
export type EngineChoice = 'auto' | 'duckdb' | 'sqlite';

/** How a statement was run. */
export interface RunNote {
	engine: 'duckdb' | 'sqlite';
	/** The rows are those of an earlier run over the same versions. */
	fromCache: boolean;
	/** Tables of opened SQLite files that were brought to DuckDB for it. */
	brought: BroughtNote[];
}

export interface BroughtNote {
	/** As in SQL: `shop.items`. */
	table: string;
	columnCount: number;
	rowCount: number;
	sizeBytes: number;
	/** It was there from an earlier statement. */
	isKept: boolean;
}

export interface TableRequest {
	queryId: string;
	/** A name as in SQL: `orders`, `orders@2`, `orders@2.rejects`. */
	name: string;
	orderBy: { column: string; descending: boolean }[];
	/** SQL condition over the columns, or null. */
	filter: string | null;
}

export interface ResultColumn {
	name: string;
	/** DuckDB's type name of the value, before any cast for transport. */
	type: string;
}

export interface ResultHandle {
	resultId: string;
	columns: ResultColumn[];
	progress: ResultProgress;
	/** Of statements and tables. */
	note?: RunNote;
	/** `sortResult` can be asked for it. */
	canSort?: boolean;
}

export interface ResultProgress {
	rowCount: number;
	/** `rowCount` is final. */
	complete: boolean;
	elapsedMs: number;
	/** Set when the statement failed after its first rows. */
	error: { code: string; message: string } | null;
}

export interface ResultRead {
	page: ResultPage;
	progress: ResultProgress;
}

/** Columns by position; how a transported column is decoded follows from `ResultHandle.columns[i].type`. */
export interface ResultPage {
	rowStart: number;
	rowCount: number;
	/** Arrow IPC stream bytes (schema and one or more batches), transferred. */
	ipc: Uint8Array<ArrayBuffer>;
}
