import initSqlJs, { type SqlJsStatic } from 'sql.js';
import packedWasmUrl from './assets/sql-wasm.bin?url';
import { loadPackedAsset } from '$lib/protocol/packed-asset';

/** Starts SQLite; called in the library worker only, so that the page never loads it. */
export async function startSqlite(): Promise<SqlJsStatic> {
	const wasm = await loadPackedAsset(packedWasmUrl, 'application/wasm');
	return initSqlJs({ wasmBinary: await wasm.arrayBuffer() });
}

export type { SqlJsStatic };
export type { BindParams, Database, SqlValue, Statement } from 'sql.js';
