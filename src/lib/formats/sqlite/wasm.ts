/** Pointers into SQLite's memory. */
export type Pointer = number;

type StatementCall = (statement: Pointer, column: number) => number;

/** What of the official build of SQLite (`@sqlite.org/sqlite-wasm`) is used here; its own types are wider, and in part wrong. */
export interface Sqlite {
	capi: {
		sqlite3_libversion(): string;
		sqlite3_open_v2(name: string, out: Pointer, flags: number, vfs: number): number;
		sqlite3_close_v2(db: Pointer): number;
		sqlite3_prepare_v3(
			db: Pointer,
			sql: Pointer,
			length: number,
			flags: number,
			out: Pointer,
			tail: Pointer
		): number;
		sqlite3_finalize(statement: Pointer): number;
		sqlite3_reset(statement: Pointer): number;
		sqlite3_column_count(statement: Pointer): number;
		sqlite3_column_name(statement: Pointer, column: number): string;
		sqlite3_stmt_readonly(statement: Pointer): number;
		sqlite3_errmsg(db: Pointer): string;
		sqlite3_error_offset(db: Pointer): number;
		sqlite3_progress_handler(db: Pointer, steps: number, handler: () => number, data: Pointer): void;
		sqlite3_file: { new (file: Pointer): Struct; structInfo: { sizeof: number } };
		sqlite3_io_methods: new () => Struct;
		sqlite3_vfs: new () => Struct;
	};
	wasm: {
		exports: Record<
			| 'sqlite3_step'
			| 'sqlite3_column_type'
			| 'sqlite3_column_double'
			| 'sqlite3_column_text'
			| 'sqlite3_column_blob'
			| 'sqlite3_column_bytes',
			StatementCall
		> & { sqlite3_column_int64(statement: Pointer, column: number): bigint };
		heap8u(): Uint8Array<ArrayBuffer>;
		poke(at: Pointer, value: number | bigint, type: 'i32' | 'i64' | 'double'): void;
		peekPtr(at: Pointer): Pointer;
		cstrToJs(text: Pointer): string | null;
		cstrncpy(target: Pointer, source: Pointer, length: number): number;
		scopedAllocCall<T>(task: () => T): T;
		scopedAllocPtr(): Pointer;
		scopedAllocCString(text: string, withLength: true): [Pointer, number];
	};
	vfs: {
		installVfs(what: { io: Installed; vfs: Installed & { name: string; asDefault: boolean } }): void;
	};
}

interface Installed {
	struct: Struct;
	methods: Record<string, (...values: never[]) => number>;
}

/** A C structure; members begin with `$`. */
interface Struct {
	pointer: Pointer;
	[member: `$${string}`]: number;
	dispose(): void;
}
