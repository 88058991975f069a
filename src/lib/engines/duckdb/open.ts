import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { AppError } from '$lib/domain/errors';
import { DuckDbEngine } from './duckdb-engine';

export { loadEngineWasm } from './wasm';
export { DuckDbEngine } from './duckdb-engine';

/** No extension is ever fetched: the app talks to no host but its own. */
const SETTINGS = ['SET autoinstall_known_extensions = false', 'SET autoload_known_extensions = false'].join(
	'; '
);

/**
 * Starts a DuckDB with an empty in-memory database in a new worker.
 * @param wasm from `loadEngineWasm`; may be used for any number of engines
 * @throws AppError `engine/start`
 */
export async function openDuckDb(wasm: Blob): Promise<DuckDbEngine> {
	const worker = new Worker(workerUrl);
	const database = new AsyncDuckDB(new VoidLogger(), worker);
	const engine = new DuckDbEngine(database, worker);
	const moduleUrl = URL.createObjectURL(wasm);
	try {
		await engine.call(() => database.instantiate(moduleUrl));
		await engine.call(() => database.open({ path: ':memory:' }));
		await engine.run(SETTINGS);
		return engine;
	} catch (cause) {
		engine.close();
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine did not start: ${detail}`, {}, { cause });
	} finally {
		URL.revokeObjectURL(moduleUrl);
	}
}
