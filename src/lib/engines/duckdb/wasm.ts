import { AppError } from '$lib/domain/errors';
import { loadPackedAsset } from '$lib/protocol/packed-asset';
import type { EngineParts } from '$lib/protocol/query-api';
import packedScriptUrl from './assets/duckdb-browser-eh.worker.bin?url';
import packedWasmUrl from './assets/duckdb-eh.stripped.wasm.bin?url';

/** Fetches DuckDB, unpacks and compiles it: once for all engines of a page. @throws AppError `engine/start` */
export async function loadEngine(): Promise<EngineParts> {
	try {
		const [module, script] = await Promise.all([
			loadPackedAsset(packedWasmUrl, 'application/wasm').then((wasm) =>
				WebAssembly.compileStreaming(new Response(wasm))
			),
			loadPackedAsset(packedScriptUrl, 'text/javascript')
		]);
		return { module, script };
	} catch (cause) {
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine could not be loaded: ${detail}.`, {}, { cause });
	}
}
