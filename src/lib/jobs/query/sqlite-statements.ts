import { AppError } from '$lib/domain/errors';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { SqliteConnection } from '$lib/engines/sqlite/sqlite-engine';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { EngineChoice, TableRequest } from '$lib/protocol/query-api';
import { selectFrom } from './brought-tables';
import { placedError } from './query-error';
import { aliasOf, type SqliteFiles } from './sqlite-files';
import type { Sending } from './statement-runner';
import type { Statement } from './statement';

/**
 * A connection to SQLite where a statement is to run there, or null where DuckDB is to run it: by itself SQLite takes
 * what names only tables of one opened file and what it understands (SPEC SQL-4).
 * @param hasSession the session has tables or settings of its own, which only DuckDB knows
 * @throws `query/not-allowed`, `query/syntax`, `query/failed` where the user wants SQLite and it can't
 */
export async function sqliteFor(
	files: SqliteFiles,
	statement: Statement,
	choice: EngineChoice,
	hasSession: boolean
): Promise<SqliteConnection | null> {
	const { named, sql, origin, kind } = statement;
	if (choice === 'duckdb' || (choice === 'auto' && (hasSession || kind !== 'reader'))) return null;
	const [first] = named;
	const isAlone = named.every(
		({ resolved }) =>
			resolved.isSqlite &&
			resolved.sourceId === first?.resolved.sourceId &&
			resolved.version === first.resolved.version
	);
	if (!first || !isAlone) {
		if (choice === 'auto') return null;
		const message =
			'SQLite can only run statements about the tables of one opened SQLite file. Choose Auto or DuckDB for this one.';
		throw new AppError('query/not-allowed', message, { position: origin });
	}
	const connection = await files.connectNamed(named);
	try {
		if ((await connection.check(sql)).isReadOnly) return connection;
	} catch (cause) {
		if (choice === 'auto') return null;
		throw placedError(cause, { sent: sql, start: 0, length: sql.length, origin });
	}
	const message =
		'Opened SQLite files are never changed. Run a SELECT, or work on a copy in the program that made it.';
	throw new AppError('query/not-allowed', message, { position: origin });
}

/** A table of an opened file as the Data tab shows it: in the file's order, or sorted and filtered by SQLite. */
export async function openSqliteTable(
	files: SqliteFiles,
	resolved: ResolvedTable,
	{ orderBy, filter }: TableRequest
): Promise<{ connection: SqliteConnection; sending: Sending }> {
	const alias = aliasOf(resolved);
	const { table } = resolved;
	const connection = await files.connect(resolved, alias);
	const head = `${selectFrom(alias, table.name, table.columns)}${filter === null ? '' : ' WHERE (\n'}`;
	const order = orderBy.map(
		({ column, descending }) => `${quoteIdentifier(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
	);
	const condition = filter === null ? '' : `${filter}\n)`;
	const sql = `${head}${condition}${order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''}`;
	const columns = table.columns.map(({ name, type }) => ({ name, type }));
	return {
		connection,
		sending: { sql, start: head.length, length: filter?.length ?? 0, origin: 0, columns }
	};
}
