import type * as Parquet from 'parquet-wasm/esm';
import { loadPackedAsset } from '$lib/protocol/packed-asset';
import packedWasmUrl from './assets/parquet-wasm.bin?url';

export type ParquetWasm = typeof Parquet;
export type { RecordBatch, WriterProperties } from 'parquet-wasm/esm';

let loading: Promise<ParquetWasm> | null = null;

/**
 * Starts parquet-wasm, which reads and writes Parquet: once for a worker, when it is first needed. Its memory is given
 * back only with the worker.
 */
export function loadParquetWasm(): Promise<ParquetWasm> {
	loading ??= start();
	loading.catch(() => (loading = null));
	return loading;
}

async function start(): Promise<ParquetWasm> {
	const [parquet, wasm] = await Promise.all([
		import('parquet-wasm/esm'),
		loadPackedAsset(packedWasmUrl, 'application/wasm')
	]);
	await parquet.default({ module_or_path: await wasm.arrayBuffer() });
	return parquet;
}
