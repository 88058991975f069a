import { AppError, asAppError } from '$lib/domain/errors';
import { foldName } from '$lib/domain/sql/names';
import { quoteText } from '$lib/domain/sql/quote';
import type { Version, VersionColumn } from '$lib/domain/versions/version';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import { viewSelect } from '$lib/jobs/query/version-sql';
import type { CellHistory, CellHistoryRequest, HistoryEntry } from '$lib/protocol/diff-api';
import { Statements } from './statements';

type Row = Map<string, string | null>;

/** Follows a key through all kept versions of a source (SPEC DIF-13). */
export async function cellHistory(
	session: EngineSession,
	connection: EngineConnection,
	library: QueryLibrary,
	request: CellHistoryRequest
): Promise<CellHistory> {
	const source = await library.findSource(request.source);
	if (!source)
		throw new AppError('source/unknown', `There is no source “${request.source}”.`, { name: request.source });
	const versions = await library.versions(source.id);
	checkKey(versions, request);
	const statements = new Statements(connection);
	const entries: HistoryEntry[] = [];
	let before: Row | null = null;
	for (const version of versions) {
		const name = `${source.name}@${version.version}${request.table === null ? '' : `.${request.table}`}`;
		const entry = { version: version.version, committedAt: version.committedAt };
		try {
			const found = await findRows(session, statements, name, request.key);
			const row = found.rows[0] ?? null;
			entries.push({ ...entry, rows: found.count, ...changeOf(before, row) });
			before = row;
		} catch (cause) {
			const error = asAppError(cause);
			if (error.code !== 'storage/damaged' && error.code !== 'source/unknown') throw error;
			entries.push({ ...entry, change: 'unreadable', rows: 0, fields: [] });
		}
	}
	return { versions: entries };
}

function checkKey(versions: readonly Version[], { key }: CellHistoryRequest): void {
	const columns = versions.flatMap((version) => version.tables.flatMap((table) => table.columns));
	for (const { column } of key) {
		if (!columns.some((known) => known.name === column))
			throw new AppError('diff/column', `There is no column “${column}” in any version.`, { column });
	}
}

async function findRows(
	session: EngineSession,
	statements: Statements,
	name: string,
	key: CellHistoryRequest['key']
): Promise<{ rows: Row[]; count: number }> {
	const resolved = { ...(await session.views.resolve(name)), view: 'records' as const };
	const { columns } = resolved.table;
	const conditions = key.map(({ column, value }) => conditionSql(columns, column, value));
	if (conditions.includes(null)) return { rows: [], count: 0 };
	const aliases = await session.views.parts.attach(resolved);
	const texts = columns.map((_, index) => `CAST(c${index} AS VARCHAR) AS c${index}`);
	const names = ['rec', ...columns.map((_, index) => `c${index}`)].join(', ');
	const where = conditions.length > 0 ? conditions.join(' AND ') : 'false';
	const found = `FROM (${viewSelect(resolved, aliases)}) AS s(${names}) WHERE ${where}`;
	const rows = await statements.rows(
		`SELECT count(*) OVER () AS n, ${texts.join(', ')} ${found} ORDER BY rec LIMIT 1`
	);
	return {
		rows: rows.map(
			(row) => new Map(columns.map((column, index) => [column.name, textOrNull(row[`c${index}`])]))
		),
		count: Number(rows[0]?.['n'] ?? 0)
	};
}

/** @returns null where the version has no such column, or its type can't hold the value */
function conditionSql(columns: readonly VersionColumn[], name: string, value: string | null): string | null {
	const index = columns.findIndex((column) => foldName(column.name) === foldName(name));
	const column = columns[index];
	if (!column) return null;
	if (value === null) return `c${index} IS NULL`;
	if (column.type === 'VARCHAR') return `c${index} = ${quoteText(value)}`;
	return `c${index} = TRY_CAST(${quoteText(value)} AS ${column.type})`;
}

function changeOf(before: Row | null, now: Row | null): Pick<HistoryEntry, 'change' | 'fields'> {
	if (!now) return { change: before ? 'removed' : 'missing', fields: [] };
	if (!before) {
		const fields = [...now].map(([column, value]) => ({ column, old: null, new: value }));
		return { change: 'added', fields };
	}
	const columns = [...now.keys(), ...[...before.keys()].filter((name) => !now.has(name))];
	const fields = columns
		.map((column) => ({ column, old: before.get(column) ?? null, new: now.get(column) ?? null }))
		.filter((field) => canonical(field.old) !== canonical(field.new));
	return { change: fields.length > 0 ? 'changed' : 'same', fields };
}

/** A number is the same with and without zeros at its end: its column's type may have changed. */
function canonical(text: string | null): string | null {
	return text !== null && /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

function textOrNull(value: unknown): string | null {
	return value === null || value === undefined ? null : String(value);
}
