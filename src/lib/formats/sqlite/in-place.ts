import { AppError } from '$lib/domain/errors';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { ByteReader } from './byte-reader';
import {
	exactInteger,
	rowsOf,
	runStatement,
	sqliteFailure,
	STORAGE,
	type SqliteDatabase,
	type SqliteStatement,
	type SqliteValue
} from './database';
import { filesOf } from './file-vfs';
import type { Pointer, Sqlite } from './wasm';

const ROW = 100;
const DONE = 101;
const OPEN_READWRITE_CREATE = 6;
/** Steps of SQLite's machine between looks at the clock. */
const STEPS_BETWEEN_LOOKS = 20_000;

let lastFile = 0;

/** Reads files of any size in place: only the pages that a statement needs, and only while it needs them. */
export class InPlaceDatabase implements SqliteDatabase {
	readonly #sqlite: Sqlite;
	readonly #db: Pointer;
	readonly #fileNames = new Map<string, string>();
	#deadlineMs = Infinity;

	constructor(sqlite: Sqlite) {
		this.#sqlite = sqlite;
		filesOf(sqlite);
		this.#db = openInMemory(sqlite);
		const isOver = () => (Date.now() > this.#deadlineMs ? 1 : 0);
		sqlite.capi.sqlite3_progress_handler(this.#db, STEPS_BETWEEN_LOOKS, isOver, 0);
	}

	get version(): string {
		return this.#sqlite.capi.sqlite3_libversion();
	}

	get memoryBytes(): number {
		return this.#sqlite.wasm.heap8u().length;
	}

	attach(alias: string, bytes: ByteReader): void {
		const fileName = `file-${++lastFile}`;
		filesOf(this.#sqlite).set(fileName, bytes);
		this.#fileNames.set(alias, fileName);
		try {
			this.run(`ATTACH ${quoteText(fileName)} AS ${quoteIdentifier(alias)}`);
			this.rows(`SELECT count(*) FROM ${quoteIdentifier(alias)}.sqlite_schema`);
			this.run(`PRAGMA ${quoteIdentifier(alias)}.cache_size = -16000`);
		} catch (error) {
			this.detach(alias);
			throw error;
		}
	}

	detach(alias: string): void {
		const fileName = this.#fileNames.get(alias);
		if (fileName === undefined) return;
		this.#fileNames.delete(alias);
		try {
			this.run(`DETACH ${quoteIdentifier(alias)}`);
		} catch {
			// it was never attached
		}
		filesOf(this.#sqlite).delete(fileName);
	}

	prepare(sql: string): SqliteStatement {
		const { capi, wasm } = this.#sqlite;
		return wasm.scopedAllocCall(() => {
			const [text, length] = wasm.scopedAllocCString(sql, true);
			const out = wasm.scopedAllocPtr();
			const code = capi.sqlite3_prepare_v3(this.#db, text, length, 0, out, 0);
			if (code !== 0) throw failureOf(this.#sqlite, this.#db, code);
			const statement = Number(wasm.peekPtr(out));
			if (statement === 0) throw new AppError('query/syntax', 'There is no statement to run.');
			return new InPlaceStatement(this.#sqlite, this.#db, statement);
		});
	}

	run(sql: string): void {
		runStatement(this, sql);
	}

	rows(sql: string): Record<string, SqliteValue>[] {
		return rowsOf(this, sql);
	}

	within<T>(limitMs: number, task: () => T): T {
		this.#deadlineMs = Date.now() + limitMs;
		try {
			return task();
		} finally {
			this.#deadlineMs = Infinity;
		}
	}

	close(): void {
		this.#sqlite.capi.sqlite3_close_v2(this.#db);
		for (const fileName of this.#fileNames.values()) filesOf(this.#sqlite).delete(fileName);
		this.#fileNames.clear();
	}
}

class InPlaceStatement implements SqliteStatement {
	readonly names: readonly string[];
	readonly isReadOnly: boolean;
	readonly #sqlite: Sqlite;
	readonly #db: Pointer;
	readonly #statement: Pointer;

	constructor(sqlite: Sqlite, db: Pointer, statement: Pointer) {
		this.#sqlite = sqlite;
		this.#db = db;
		this.#statement = statement;
		const count = sqlite.capi.sqlite3_column_count(statement);
		this.names = Array.from({ length: count }, (_, column) =>
			sqlite.capi.sqlite3_column_name(statement, column)
		);
		this.isReadOnly = sqlite.capi.sqlite3_stmt_readonly(statement) !== 0;
	}

	step(): boolean {
		const code = this.#sqlite.wasm.exports.sqlite3_step(this.#statement, 0);
		if (code === ROW) return true;
		if (code === DONE) return false;
		throw failureOf(this.#sqlite, this.#db, code);
	}

	reset(): void {
		this.#sqlite.capi.sqlite3_reset(this.#statement);
	}

	storage(column: number): number {
		return this.#sqlite.wasm.exports.sqlite3_column_type(this.#statement, column);
	}

	int64(column: number): bigint {
		return this.#sqlite.wasm.exports.sqlite3_column_int64(this.#statement, column);
	}

	double(column: number): number {
		return this.#sqlite.wasm.exports.sqlite3_column_double(this.#statement, column);
	}

	bytes(column: number): Uint8Array {
		const { exports } = this.#sqlite.wasm;
		const isBlob = this.storage(column) === STORAGE.blob;
		const read = isBlob ? exports.sqlite3_column_blob : exports.sqlite3_column_text;
		const pointer = read(this.#statement, column);
		const length = exports.sqlite3_column_bytes(this.#statement, column);
		return this.#sqlite.wasm.heap8u().subarray(pointer, pointer + length);
	}

	value(column: number): SqliteValue {
		switch (this.storage(column)) {
			case STORAGE.integer:
				return exactInteger(this.int64(column));
			case STORAGE.real:
				return this.double(column);
			case STORAGE.text:
				return decoder.decode(this.bytes(column));
			case STORAGE.blob:
				return Uint8Array.from(this.bytes(column));
			default:
				return null;
		}
	}

	close(): void {
		this.#sqlite.capi.sqlite3_finalize(this.#statement);
	}
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function failureOf({ capi }: Sqlite, db: Pointer, code: number): AppError {
	return sqliteFailure(code & 0xff, capi.sqlite3_errmsg(db), capi.sqlite3_error_offset(db));
}

function openInMemory({ capi, wasm }: Sqlite): Pointer {
	return wasm.scopedAllocCall(() => {
		const out = wasm.scopedAllocPtr();
		if (capi.sqlite3_open_v2(':memory:', out, OPEN_READWRITE_CREATE, 0) !== 0)
			throw new AppError('engine/start', 'SQLite did not start.');
		return Number(wasm.peekPtr(out));
	});
}
