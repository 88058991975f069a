import { DuckDBDataProtocol, type AsyncDuckDB } from '@duckdb/duckdb-wasm';
import { AppError } from '$lib/domain/errors';
import type { SqlToken } from '$lib/domain/sql/token';
import type { EngineCapabilities, SqlEngine } from '$lib/engines/engine';
import { DuckDbConnection } from './duckdb-connection';
import { engineFailure } from './engine-errors';
import { sqlTokens } from './tokens';

/** No extension is ever fetched: the app talks to no host but its own. */
const SETTINGS = 'SET autoinstall_known_extensions = false; SET autoload_known_extensions = false';

/** How long a statement runs before its worker listens again: a cancel is heard after this time. */
const POLLING_INTERVAL_MS = 25;

/**
 * DuckDB in a worker of its own. Made by `openDuckDb`. Every call rejects with an AppError when the worker dies or is
 * closed; after a fault of the wasm module the engine closes itself, as nothing it says can be trusted then.
 */
export class DuckDbEngine implements SqlEngine {
	readonly capabilities: EngineCapabilities = {
		dialect: 'duckdb',
		cancel: 'yields',
		memoryLimitBytes: 3.1 * 2 ** 30,
		streams: true,
		hasSessions: true
	};
	readonly ended: Promise<unknown>;
	readonly #database: AsyncDuckDB;
	readonly #worker: Worker;
	#main: DuckDbConnection | null = null;
	#end: Error | null = null;
	#reportEnd!: (reason: Error) => void;
	readonly #pending = new Set<(reason: Error) => void>();

	constructor(database: AsyncDuckDB, worker: Worker) {
		this.#database = database;
		this.#worker = worker;
		this.ended = new Promise((resolve) => (this.#reportEnd = resolve));
		worker.addEventListener('error', (event) => {
			event.preventDefault();
			event.stopImmediatePropagation();
			this.close(
				new AppError('engine/crashed', 'The query engine stopped.', { detail: event.message ?? '' })
			);
		});
	}

	get isAlive(): boolean {
		return this.#end === null;
	}

	/** Runs one or several statements on the engine's own connection. */
	async run(sql: string): Promise<void> {
		await (await this.#ownConnection()).run(sql);
	}

	/** Runs a statement with a small result on the engine's own connection. See `decodeValue` for the values. */
	async rows(sql: string): Promise<Record<string, unknown>[]> {
		return (await this.#ownConnection()).rows(sql);
	}

	async connect(): Promise<DuckDbConnection> {
		return new DuckDbConnection(this, await this.call((database) => database.connectInternal()));
	}

	version(): Promise<string> {
		return this.call((database) => database.getVersion());
	}

	async memoryBytes(): Promise<number> {
		const [row] = await this.rows('SELECT sum(memory_usage_bytes)::BIGINT AS bytes FROM duckdb_memory()');
		return Number(row?.['bytes'] ?? 0);
	}

	/** How much of the machine's memory the engine holds: it only ever grows, whatever is still in use. 0 before the start. */
	heapBytes(): Promise<number> {
		return this.call(
			() =>
				new Promise<number>((resolve) => {
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = ({ data }) => {
						port1.close();
						resolve(Number(data));
					};
					this.#worker.postMessage({ heapTo: port2 }, [port2]);
				})
		);
	}

	async tokenize(script: string): Promise<SqlToken[]> {
		const tokens = await this.call((database) => database.tokenize(script));
		return sqlTokens(script, tokens.offsets, tokens.types);
	}

	/** A file in the engine's memory; its bytes are transferred: `bytes` is empty afterwards. */
	async giveFileBuffer(name: string, bytes: Uint8Array): Promise<void> {
		await this.call((database) => database.registerFileBuffer(name, bytes));
	}

	/** A file in the engine's memory; `bytes` are copied. */
	registerFileBuffer(name: string, bytes: Uint8Array): Promise<void> {
		// AsyncDuckDB transfers the buffer, which would empty the caller's array
		return this.call((database) => database.registerFileBuffer(name, bytes.slice()));
	}

	/**
	 * Makes a table of an Arrow IPC stream, which is transferred: `ipc` is empty afterwards.
	 * @param database an attached one; without it the table lives in memory
	 */
	async insertArrow(table: string, ipc: Uint8Array, database?: string): Promise<void> {
		await (await this.#ownConnection()).insertArrow(table, ipc, database);
	}

	/**
	 * A file that is only read, in place.
	 * @param handle where the file lies in OPFS and never changes: reads are quicker then (see engine-worker.js)
	 */
	registerFile(name: string, file: File, handle: FileSystemFileHandle | null = null): Promise<void> {
		if (handle) this.#worker.postMessage({ name, handle });
		return this.call((database) =>
			database.registerFileHandle(name, file, DuckDBDataProtocol.BROWSER_FILEREADER, true)
		);
	}

	/** An OPFS file to read and write; the worker holds its exclusive access handle until `dropFile`. */
	registerHandle(name: string, handle: FileSystemFileHandle): Promise<void> {
		return this.call((database) =>
			database.registerFileHandle(name, handle, DuckDBDataProtocol.BROWSER_FSACCESS, true)
		);
	}

	async dropFile(name: string): Promise<void> {
		await this.call((database) => database.dropFile(name));
	}

	/** @returns the bytes of a file that lies in the engine's memory and is not attached. */
	async copyFileToBuffer(name: string): Promise<Uint8Array<ArrayBuffer>> {
		return (await this.call((database) => database.copyFileToBuffer(name))) as Uint8Array<ArrayBuffer>;
	}

	/** Forgets everything (databases, files, sessions, settings), as if it had just been started. */
	async reset(): Promise<void> {
		this.#main = null;
		await this.call((database) => database.reset());
		await this.open();
	}

	/** Opens the empty in-memory database; for `openDuckDb`. */
	async open(): Promise<void> {
		await this.call((database) =>
			database.open({ path: ':memory:', query: { queryPollingInterval: POLLING_INTERVAL_MS } })
		);
		await this.run(SETTINGS);
	}

	close(
		reason: Error = new AppError('engine/crashed', 'The query engine was closed.', { closed: true })
	): void {
		if (this.#end) return;
		this.#end = reason;
		this.#worker.terminate();
		this.#database.detach();
		for (const reject of this.#pending) reject(reason);
		this.#pending.clear();
		this.#reportEnd(reason);
	}

	/**
	 * Calls DuckDB; for the parts of this engine only. See `engineFailure` for `expectsJson`.
	 * @throws AppError see `SqlEngine`
	 */
	call<T>(use: (database: AsyncDuckDB) => Promise<T>, expectsJson = false): Promise<T> {
		if (this.#end) return Promise.reject(this.#end);
		return new Promise<T>((resolve, reject) => {
			this.#pending.add(reject);
			use(this.#database)
				.then(resolve, (cause: unknown) => {
					const failure = engineFailure(cause, expectsJson);
					reject(failure.error);
					if (failure.isFatal) this.close(failure.error);
				})
				.finally(() => this.#pending.delete(reject));
		});
	}

	async #ownConnection(): Promise<DuckDbConnection> {
		this.#main ??= await this.connect();
		return this.#main;
	}
}
