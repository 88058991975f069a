import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import { AppError } from '$lib/domain/errors';
import { DuckDbEngine } from './duckdb-engine';
import workerScript from './engine-worker.js?url&no-inline';
import { loadEngineScript } from './wasm';

export { loadEngineWasm } from './wasm';
export { DuckDbEngine } from './duckdb-engine';

/** No extension is ever fetched: the app talks to no host but its own. */
const SETTINGS = 'SET autoinstall_known_extensions = false; SET autoload_known_extensions = false';

/** How long a statement runs before its worker listens again: a cancel is heard after this time. */
const POLLING_INTERVAL_MS = 25;

/** What DuckDB's script fetches in place of its wasm, before it asks for the instance (see engine-worker.js). */
const NOTHING = new Blob([], { type: 'application/wasm' });

const modules = new WeakMap<Blob, Promise<WebAssembly.Module>>();

/** DuckDB's own worker script, fetched once per thread. */
let script: Promise<Blob> | null = null;

/**
 * Starts a DuckDB with an empty in-memory database in a new worker. The wasm is compiled once per thread and blob.
 * @param wasm from `loadEngineWasm`
 * @throws AppError `engine/start`
 */
export async function openDuckDb(wasm: Blob): Promise<DuckDbEngine> {
	const worker = new Worker(workerScript);
	const engine = new DuckDbEngine(new AsyncDuckDB(new VoidLogger(), worker), worker);
	const placeholder = URL.createObjectURL(NOTHING);
	let scriptUrl: string | null = null;
	try {
		const [module, source] = await Promise.all([compiled(wasm), duckDbScript()]);
		scriptUrl = URL.createObjectURL(source);
		worker.postMessage({ script: scriptUrl, module });
		await engine.call((database) => database.instantiate(placeholder));
		await engine.call((database) =>
			database.open({ path: ':memory:', query: { queryPollingInterval: POLLING_INTERVAL_MS } })
		);
		await engine.run(SETTINGS);
		return engine;
	} catch (cause) {
		engine.close();
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine did not start: ${detail}`, {}, { cause });
	} finally {
		URL.revokeObjectURL(placeholder);
		if (scriptUrl !== null) URL.revokeObjectURL(scriptUrl);
	}
}

function duckDbScript(): Promise<Blob> {
	script ??= loadEngineScript().catch((error: unknown) => {
		script = null;
		throw error;
	});
	return script;
}

function compiled(wasm: Blob): Promise<WebAssembly.Module> {
	const known = modules.get(wasm);
	if (known) return known;
	const compiling = WebAssembly.compileStreaming(new Response(wasm));
	modules.set(wasm, compiling);
	return compiling;
}
