import initSqlJs, { type SqlJsStatic } from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';

/** Starts SQLite; called in the library worker only, so that the page never loads it. */
export function startSqlite(): Promise<SqlJsStatic> {
	return initSqlJs({ locateFile: () => wasmUrl });
}

export type { SqlJsStatic };
