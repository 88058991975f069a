import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../../../src/lib/domain/sql/quote';

/** A DuckDB to run generated SQL in: the browser's own version (wasm) and the newest native one. */
export interface TestEngine {
	name: string;
	/** Rows as arrays of booleans, strings or null. */
	rows(sql: string): Promise<unknown[][]>;
	close(): void;
}

interface WasmConnection {
	query(sql: string): { toArray(): { toArray(): unknown[]; toJSON(): Record<string, unknown> }[] };
}

interface WasmModule {
	createDuckDB(bundles: unknown, logger: unknown, runtime: unknown): Promise<WasmDatabase>;
	VoidLogger: new () => unknown;
	NODE_RUNTIME: unknown;
}

interface WasmDatabase {
	instantiate(onProgress: () => void): Promise<unknown>;
	open(config: object): void;
	connect(): WasmConnection;
}

/** The engine that runs in the browser, here in Node. */
export async function openWasmEngine(): Promise<TestEngine> {
	const connection = await openWasmConnection();
	return {
		name: 'wasm',
		rows: async (sql) =>
			connection
				.query(sql)
				.toArray()
				.map((row) => row.toArray()),
		close: () => undefined
	};
}

export async function openWasmConnection(): Promise<WasmConnection> {
	const require = createRequire(import.meta.url);
	const folder = dirname(require.resolve('@duckdb/duckdb-wasm'));
	const duckdb = require(join(folder, 'duckdb-node-blocking.cjs')) as WasmModule;
	const bundle = (name: string): object => ({ mainModule: join(folder, name), mainWorker: '' });
	const bundles = { mvp: bundle('duckdb-mvp.wasm'), eh: bundle('duckdb-eh.wasm') };
	const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
	await database.instantiate(() => undefined);
	database.open({});
	return database.connect();
}

/** Native DuckDB, newer than the browser's: a rule that holds in both is likely to hold in the next. */
export async function openNativeEngine(): Promise<TestEngine> {
	const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
	const connection = await instance.connect();
	await connection.run("SET TimeZone = 'UTC'");
	return {
		name: 'native',
		rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
		close: () => instance.closeSync()
	};
}

/** `texts` as a table expression with the columns `i` and `t`. */
export function textTable(texts: readonly (string | null)[]): string {
	const rows = texts.map((text, index) => `(${index}, ${text === null ? 'NULL' : quoteText(text)})`);
	return `(VALUES ${rows.join(', ')}) AS texts(i, t)`;
}
