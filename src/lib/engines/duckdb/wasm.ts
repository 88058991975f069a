import { AppError } from '$lib/domain/errors';
import packedWasmUrl from './assets/duckdb-eh.wasm.bin?url';

const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Fetches DuckDB's wasm and unpacks it. Some hosts unpack gzipped files by themselves: the content decides.
 * @throws AppError `engine/start`
 */
export async function loadEngineWasm(): Promise<Blob> {
	try {
		const response = await fetch(packedWasmUrl);
		if (!response.ok) throw new Error(`the server answered ${response.status}`);
		const packed = await response.blob();
		const head = new Uint8Array(await packed.slice(0, GZIP_MAGIC.length).arrayBuffer());
		const isPacked = GZIP_MAGIC.every((byte, index) => head[index] === byte);
		const bytes = isPacked ? packed.stream().pipeThrough(new DecompressionStream('gzip')) : packed.stream();
		return await new Response(bytes, { headers: { 'content-type': 'application/wasm' } }).blob();
	} catch (cause) {
		const detail = cause instanceof Error ? cause.message : String(cause);
		throw new AppError('engine/start', `The query engine could not be loaded: ${detail}.`, {}, { cause });
	}
}
