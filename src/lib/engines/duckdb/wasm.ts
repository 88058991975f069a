import { AppError } from '$lib/domain/errors';
import { loadPackedAsset } from '$lib/protocol/packed-asset';
import packedScriptUrl from './assets/duckdb-browser-eh.worker.bin?url';
import packedWasmUrl from './assets/duckdb-eh.wasm.bin?url';

/** Fetches DuckDB's wasm and unpacks it. @throws AppError `engine/start` */
export function loadEngineWasm(): Promise<Blob> {
	return load(packedWasmUrl, 'application/wasm');
}

/** Fetches the script of DuckDB's worker and unpacks it. @throws AppError `engine/start` */
export function loadEngineScript(): Promise<Blob> {
	return load(packedScriptUrl, 'text/javascript');
}

async function load(url: string, type: string): Promise<Blob> {
	try {
		return await loadPackedAsset(url, type);
	} catch (cause) {
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine could not be loaded: ${detail}.`, {}, { cause });
	}
}
