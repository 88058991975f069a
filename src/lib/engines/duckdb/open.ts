import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import { AppError } from '$lib/domain/errors';
import { DuckDbEngine } from './duckdb-engine';
import workerScript from './engine-worker.js?url&no-inline';
import type { EngineParts } from '$lib/protocol/query-api';

export { loadEngine } from './wasm';
export { DuckDbEngine } from './duckdb-engine';

/** What DuckDB's script fetches in place of its wasm, before it asks for the instance (see engine-worker.js). */
const NOTHING = new Blob([], { type: 'application/wasm' });

/**
 * Starts a DuckDB with an empty in-memory database in a new worker.
 * @param parts from `loadEngine`
 * @throws AppError `engine/start`
 */
export async function openDuckDb({ module, script }: EngineParts): Promise<DuckDbEngine> {
	const worker = new Worker(workerScript);
	const engine = new DuckDbEngine(new AsyncDuckDB(new VoidLogger(), worker), worker);
	const placeholder = URL.createObjectURL(NOTHING);
	const scriptUrl = URL.createObjectURL(script);
	try {
		worker.postMessage({ script: scriptUrl, module });
		await engine.call((database) => database.instantiate(placeholder));
		await engine.open();
		return engine;
	} catch (cause) {
		engine.close();
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine did not start: ${detail}`, {}, { cause });
	} finally {
		URL.revokeObjectURL(placeholder);
		URL.revokeObjectURL(scriptUrl);
	}
}
