import { FileBytes } from '$lib/formats/sqlite/byte-reader';
import type { SqliteDatabase } from '$lib/formats/sqlite/database';
import type { SqliteHeader } from '$lib/formats/sqlite/header';
import { openSqlite } from '$lib/formats/sqlite/start';
import { surveyDatabase } from '$lib/formats/sqlite/survey';
import { ArrowRows } from '$lib/formats/sqlite/arrow-rows';
import type { SqliteCalls } from './messages';

type Awaitable<Calls> = {
	[Name in keyof Calls]: Calls[Name] extends (...values: infer Values) => infer Result
		? (...values: Values) => Result | Promise<Result>
		: never;
};

/** The engine's thread: one SQLite, and the files attached to it; all of one encoding. */
export function sqliteThread(): Awaitable<SqliteCalls> {
	let encoding: SqliteHeader['encoding'] = 'UTF-8';
	let opening: Promise<SqliteDatabase> | null = null;
	const streams = new Map<number, ArrowRows>();
	const database = () => (opening ??= openSqlite(encoding));
	return {
		attach: async (alias, file, wanted) => {
			if (wanted !== encoding && opening) throw new RangeError('an engine has files of one encoding');
			encoding = wanted;
			(await database()).attach(alias, new FileBytes(file));
		},
		detach: async (alias) => (await database()).detach(alias),
		survey: async (alias) => surveyDatabase(await database(), alias),
		version: async () => (await database()).version,
		memoryBytes: async () => (opening ? (await opening).memoryBytes : 0),
		run: async (sql) => (await database()).run(sql),
		rows: async (sql) => (await database()).rows(sql),
		check: async (sql) => {
			const statement = (await database()).prepare(sql);
			const { isReadOnly } = statement;
			statement.close();
			return { isReadOnly };
		},
		start: async (streamId, sql, types) => {
			const statement = (await database()).prepare(sql);
			try {
				const rows = new ArrowRows(statement, types);
				streams.set(streamId, rows);
				return { names: [...rows.names], types: [...rows.types], schema: rows.schema };
			} catch (error) {
				statement.close();
				throw error;
			}
		},
		next: (streamId) => streams.get(streamId)?.next() ?? null,
		end: (streamId) => {
			streams.get(streamId)?.close();
			streams.delete(streamId);
		}
	};
}
