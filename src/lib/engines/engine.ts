import type { SqlToken } from '$lib/domain/sql/token';

/** What an SQL engine can do and how it must be treated. */
export interface EngineCapabilities {
	dialect: 'duckdb' | 'sqlite';
	/**
	 * `yields`: a statement is run in short turns, between which it can be cancelled (some operators take long turns:
	 * then only closing the engine helps); `terminate`: only closing the engine stops a statement.
	 */
	cancel: 'yields' | 'terminate';
	/** Bytes the engine can use at most, or null where nobody knows. */
	memoryLimitBytes: number | null;
	/** Rows arrive while the statement still runs. */
	streams: boolean;
	/** Each connection is a session with temporary tables of its own; else all are one. */
	hasSessions: boolean;
}

/**
 * The boundary to an SQL engine: a thread of its own, opened for a task and closed with it. Every failure is an
 * AppError: `query/syntax`, `query/failed`, `query/out-of-memory`; `engine/crashed` when the engine is gone (then
 * `isAlive` is false and every later call fails alike).
 */
export interface SqlEngine {
	readonly capabilities: EngineCapabilities;
	readonly isAlive: boolean;
	/** Resolves when the engine is gone: closed by us or crashed. */
	readonly ended: Promise<unknown>;
	version(): Promise<string>;
	/** Bytes of memory in use. */
	memoryBytes(): Promise<number>;
	tokenize(script: string): Promise<SqlToken[]>;
	/** A session within the engine; tables are shared by all, temporary ones belong to one. */
	connect(): Promise<EngineConnection>;
	/** Ends the thread at once; calls in flight reject with `engine/crashed` (or `reason`). */
	close(reason?: Error): void;
}

/** A session; one statement at a time. */
export interface EngineConnection {
	/** Runs a statement without a result, or whose result nobody wants. */
	run(sql: string): Promise<void>;
	/** Runs a statement with a small result: column name → exact value, as `decodeValue` gives it. */
	rows(sql: string): Promise<Record<string, unknown>[]>;
	/** Starts a statement; resolves when its columns and first rows can be had. */
	start(sql: string): Promise<EngineStream>;
	/** Interrupts what runs at the next turn. */
	cancel(): Promise<void>;
	close(): Promise<void>;
}

/** The rows of a running statement as pieces of one Arrow IPC stream. */
export interface EngineStream {
	/** The schema message. */
	readonly schema: Uint8Array<ArrayBuffer>;
	/** Where the engine tells more of the columns than the schema does. */
	readonly columns?: readonly { name: string; type: string }[];
	/** @returns the next record batch message, or null at the end. */
	next(): Promise<Uint8Array<ArrayBuffer> | null>;
}
