import { AppError } from '$lib/domain/errors';
import type { ByteReader } from './byte-reader';

/** A value of SQLite as JavaScript has it: integers are bigints where numbers are not exact. */
export type SqliteValue = null | number | bigint | string | Uint8Array<ArrayBuffer>;

/** Storage classes by the numbers SQLite gives them. */
export const STORAGE = { integer: 1, real: 2, text: 3, blob: 4, null: 5 } as const;

/**
 * An SQLite: an empty database in memory to which files are attached read-only, each under a name. Everything is
 * synchronous: for workers.
 */
export interface SqliteDatabase {
	readonly version: string;
	readonly memoryBytes: number;
	/** @throws `file/damaged` where SQLite can't read it, `file/too-large` */
	attach(alias: string, bytes: ByteReader): void;
	/** Harmless where nothing is attached under the name. */
	detach(alias: string): void;
	/** @throws `query/syntax`, `query/failed`, with fact `bytePosition` where it is known; `query/out-of-memory` */
	prepare(sql: string): SqliteStatement;
	run(sql: string): void;
	/** All rows of a small result. */
	rows(sql: string): Record<string, SqliteValue>[];
	/** Runs `task`; statements in it end with `cancelled` after `limitMs`, where the build can do that. */
	within<T>(limitMs: number, task: () => T): T;
	close(): void;
}

/** A prepared statement and its present row. Views of texts and blobs hold until the next step. */
export interface SqliteStatement {
	readonly names: readonly string[];
	/** False for statements that would change something. */
	readonly isReadOnly: boolean;
	/** @returns false at the end */
	step(): boolean;
	/** To before the first row. */
	reset(): void;
	/** One of `STORAGE`. */
	storage(column: number): number;
	int64(column: number): bigint;
	double(column: number): number;
	/** The bytes of a text (in UTF-8) or a blob, as a view. */
	bytes(column: number): Uint8Array;
	value(column: number): SqliteValue;
	close(): void;
}

/** Runs a statement to its end. */
export function runStatement(database: Pick<SqliteDatabase, 'prepare'>, sql: string): void {
	const statement = database.prepare(sql);
	try {
		while (statement.step());
	} finally {
		statement.close();
	}
}

/** All rows of a statement. */
export function rowsOf(
	database: Pick<SqliteDatabase, 'prepare'>,
	sql: string
): Record<string, SqliteValue>[] {
	const statement = database.prepare(sql);
	try {
		const rows: Record<string, SqliteValue>[] = [];
		while (statement.step()) {
			const entries = statement.names.map((name, column) => [name, statement.value(column)] as const);
			rows.push(Object.fromEntries(entries));
		}
		return rows;
	} finally {
		statement.close();
	}
}

/** `value` as a number where that is exact. */
export function exactInteger(value: bigint): number | bigint {
	const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
	return isExact ? Number(value) : value;
}

/** What a failed call of SQLite means, by its primary result code and its message. */
export function sqliteFailure(code: number, message: string, byteOffset = -1): AppError {
	const detail = { detail: message };
	if (code === 7 || code === 13) {
		return new AppError(
			'query/out-of-memory',
			'The statement needs more memory than SQLite has here. Select fewer columns or rows, or let DuckDB run it.',
			detail
		);
	}
	if (code === 9) return new AppError('cancelled', 'Cancelled.');
	if (code === 10 || code === 11 || code === 26)
		return new AppError('file/damaged', `The SQLite file can't be read here: ${message}.`, detail);
	const isSyntax = /syntax error|incomplete input|unrecognized token/.test(message);
	const facts = { kind: 'SQLite', ...(byteOffset >= 0 ? { bytePosition: byteOffset } : {}) };
	return new AppError(isSyntax ? 'query/syntax' : 'query/failed', `SQLite: ${message}.`, facts);
}
