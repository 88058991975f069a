import type { Database, SqlJsStatic, Statement } from 'sql.js';
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

/** What sql.js may be given: it holds files whole, and its memory ends at 2 GB. */
export const IN_MEMORY_LIMIT_BYTES = 512 * 2 ** 20;

const SYNTAX = 1;
const encoder = new TextEncoder();

/**
 * Holds files whole in memory (sql.js): for those that the reader in place can't read, as it knows no UTF-16. A file
 * is a database of its own there, which is then attached by its name.
 */
export class InMemoryDatabase implements SqliteDatabase {
	readonly #main: Database;
	readonly #files = new Map<string, Database>();

	constructor(
		private readonly sqlite: SqlJsStatic,
		encoding: string
	) {
		this.#main = new sqlite.Database();
		this.run(`PRAGMA encoding = ${quoteText(encoding)}`);
	}

	get version(): string {
		return String(this.rows('SELECT sqlite_version() AS v')[0]?.['v'] ?? '');
	}

	get memoryBytes(): number {
		return 0;
	}

	attach(alias: string, bytes: ByteReader): void {
		if (bytes.sizeBytes > IN_MEMORY_LIMIT_BYTES) {
			const message = `This SQLite file has ${Math.ceil(bytes.sizeBytes / 2 ** 20)} MiB of text in UTF-16, and such files are read into memory: up to ${IN_MEMORY_LIMIT_BYTES / 2 ** 20} MiB. Save it with PRAGMA encoding = 'UTF-8'; then any size can be read in place.`;
			throw new AppError('file/too-large', message, { sizeBytes: bytes.sizeBytes });
		}
		const copy = new Uint8Array(bytes.sizeBytes);
		bytes.read(copy, 0);
		// write-ahead mode needs shared memory; what the log held is in the file by now
		copy.fill(1, 18, 20);
		const file = new this.sqlite.Database(copy);
		this.#files.set(alias, file);
		const { filename } = file as unknown as { filename: string };
		try {
			this.run(`ATTACH ${quoteText(`/${filename}`)} AS ${quoteIdentifier(alias)}`);
			this.rows(`SELECT count(*) FROM ${quoteIdentifier(alias)}.sqlite_schema`);
		} catch (error) {
			this.detach(alias);
			throw error;
		}
	}

	detach(alias: string): void {
		const file = this.#files.get(alias);
		if (!file) return;
		this.#files.delete(alias);
		try {
			this.run(`DETACH ${quoteIdentifier(alias)}`);
		} catch {
			// it was never attached
		}
		file.close();
	}

	prepare(sql: string): SqliteStatement {
		return guarded(() => new InMemoryStatement(this.#main.prepare(sql)));
	}

	run(sql: string): void {
		runStatement(this, sql);
	}

	rows(sql: string): Record<string, SqliteValue>[] {
		return rowsOf(this, sql);
	}

	within<T>(_limitMs: number, task: () => T): T {
		return task();
	}

	close(): void {
		for (const alias of [...this.#files.keys()]) this.detach(alias);
		this.#main.close();
	}
}

/** The second parameter is missing in the types. */
interface ExactStatement {
	get(parameters: null, config: { useBigInt: true }): unknown[];
}

class InMemoryStatement implements SqliteStatement {
	readonly names: readonly string[];
	readonly isReadOnly = true;
	#row: readonly unknown[] = [];

	constructor(private readonly statement: Statement) {
		this.names = statement.getColumnNames();
	}

	step(): boolean {
		return guarded(() => {
			const isRow = this.statement.step();
			this.#row = isRow ? (this.statement as unknown as ExactStatement).get(null, { useBigInt: true }) : [];
			return isRow;
		});
	}

	reset(): void {
		this.statement.reset();
	}

	storage(column: number): number {
		const value = this.#row[column];
		if (typeof value === 'bigint') return STORAGE.integer;
		if (typeof value === 'number') return STORAGE.real;
		if (typeof value === 'string') return STORAGE.text;
		return value instanceof Uint8Array ? STORAGE.blob : STORAGE.null;
	}

	int64(column: number): bigint {
		return this.#row[column] as bigint;
	}

	double(column: number): number {
		return Number(this.#row[column]);
	}

	bytes(column: number): Uint8Array {
		const value = this.#row[column];
		return value instanceof Uint8Array ? value : encoder.encode(String(value));
	}

	value(column: number): SqliteValue {
		const value = this.#row[column];
		return typeof value === 'bigint' ? exactInteger(value) : ((value ?? null) as SqliteValue);
	}

	close(): void {
		this.statement.free();
	}
}

function guarded<T>(task: () => T): T {
	try {
		return task();
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		const isDamage = /malformed|not a database|disk I\/O/.test(message);
		throw sqliteFailure(isDamage ? 11 : /out of memory/.test(message) ? 7 : SYNTAX, message);
	}
}
