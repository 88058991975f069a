import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';
import { AppError } from '$lib/domain/errors';
import type { EngineConnection, EngineStream } from '$lib/engines/engine';
import type { DuckDbEngine } from './duckdb-engine';
import { rowsFromIpc } from './small-result';

/** A session of DuckDB. */
export class DuckDbConnection implements EngineConnection {
	readonly #engine: DuckDbEngine;
	readonly #id: number;
	#isCancelled = false;
	#hasDetailedErrors = false;

	constructor(engine: DuckDbEngine, id: number) {
		this.#engine = engine;
		this.#id = id;
	}

	/** From now on errors carry the place they are about (fact `bytePosition`), and crashes are told more surely. */
	async useDetailedErrors(): Promise<void> {
		await this.run('SET errors_as_json = true');
		this.#hasDetailedErrors = true;
	}

	async run(sql: string): Promise<void> {
		await this.#call((database) => database.runQuery(this.#id, sql));
	}

	async rows(sql: string): Promise<Record<string, unknown>[]> {
		return rowsFromIpc(await this.#call((database) => database.runQuery(this.#id, sql)));
	}

	/** See `DuckDbEngine.insertArrow`. */
	async insertArrow(table: string, ipc: Uint8Array, database?: string): Promise<void> {
		// DuckDB takes a schema's name that there is none of for that of a database
		const options = { name: table, create: true, ...(database !== undefined && { schema: database }) };
		await this.#call((engine) => engine.insertArrowFromIPCStream(this.#id, ipc, options));
	}

	async start(sql: string): Promise<EngineStream> {
		this.#isCancelled = false;
		let schema = await this.#call((database) => database.startPendingQuery(this.#id, sql, true));
		while (!schema) {
			this.#throwIfCancelled();
			schema = await this.#call((database) => database.pollPendingQuery(this.#id));
		}
		return { schema: schema as Uint8Array<ArrayBuffer>, next: () => this.#next() };
	}

	/** Adds the rows of a whole Arrow IPC stream to a table of the database in use; `ipc` is transferred. */
	async appendArrow(table: string, ipc: Uint8Array<ArrayBuffer>): Promise<void> {
		const options = { name: table, schema: 'main', create: false };
		await this.#call((database) => database.insertArrowFromIPCStream(this.#id, ipc, options));
	}

	async cancel(): Promise<void> {
		this.#isCancelled = true;
		await this.#call((database) => database.cancelPendingQuery(this.#id));
	}

	async close(): Promise<void> {
		await this.#call((database) => database.disconnect(this.#id));
	}

	async #next(): Promise<Uint8Array<ArrayBuffer> | null> {
		for (;;) {
			this.#throwIfCancelled();
			const bytes = await this.#call((database) => database.fetchQueryResults(this.#id));
			if (bytes) return bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null;
		}
	}

	#call<T>(use: (database: AsyncDuckDB) => Promise<T>): Promise<T> {
		return this.#engine.call(use, this.#hasDetailedErrors);
	}

	#throwIfCancelled(): void {
		if (this.#isCancelled) throw new AppError('cancelled', 'Cancelled.');
	}
}
