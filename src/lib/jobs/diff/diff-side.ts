import type { DiffColumn } from '$lib/domain/diff/diff';
import { transportPlan } from '$lib/jobs/query/transport';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { fileNames } from '$lib/jobs/query/source-views';
import { prepareStatement, readStatement } from '$lib/jobs/query/statement';
import { recordsSelect, viewColumns, viewSelect } from '$lib/jobs/query/version-sql';
import { uniqueNames } from '$lib/formats/column-names';
import { AppError } from '$lib/domain/errors';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { recordsCondition } from '$lib/domain/sql/records-condition';
import type { DiffSide } from '$lib/protocol/diff-api';
import type { ResolvedTable } from '$lib/protocol/library-api';
import { diffTable } from './diff-database';
import type { Statements } from './statements';

/** What can be opened as a side: also a table of a version that is not stored yet. */
export type SideInput = DiffSide | { kind: 'resolved'; resolved: ResolvedTable };

/** One side of a diff, as a view with the columns `rec, c0, c1 …`. */
export interface OpenSide {
	/** Qualified. */
	view: string;
	columns: DiffColumn[];
	rows: number;
	/** Null for a query. */
	source: { id: string; version: number } | null;
	/** A SELECT of `rec, c0 …` of few records, perhaps with others between them. */
	recordsSql: (records: readonly number[]) => string;
	/** Part files that must stay attached. */
	files: string[];
	/** What is the same whenever this is the same data; null for a query. */
	identity: string | null;
	/** Statements that remove what was made. */
	drops: string[];
}

/** @param name of the view to make, unique in the session */
export async function openSide(
	session: EngineSession,
	statements: Statements,
	side: SideInput,
	name: string
): Promise<OpenSide> {
	if (side.kind === 'query') return copyQuery(session, statements, side.sql, name);
	if (side.kind === 'resolved') return openResolved(session, statements, side.resolved, name);
	const found = await session.views.resolve(side.name);
	const isStored = !found.isSqlite && !found.versions;
	if (isStored && (found.view === 'rows' || found.view === 'records'))
		return openResolved(session, statements, found, name);
	return copyQuery(session, statements, `SELECT * FROM ${quoteIdentifier(side.name)}`, name);
}

async function openResolved(
	session: EngineSession,
	statements: Statements,
	found: ResolvedTable,
	name: string
): Promise<OpenSide> {
	const resolved = { ...found, view: 'records' as const };
	const { parts } = session.views;
	const aliases = await parts.attach(resolved);
	const layered = await parts.layered(resolved);
	const columns = viewColumns(found.table, 'rows').map(({ name, type }) => ({ name, type }));
	const view = diffTable(name);
	const names = ['rec', ...shortNames(columns)].join(', ');
	await statements.run(
		`CREATE VIEW ${view} AS SELECT * FROM (${viewSelect(resolved, aliases)}) AS s(${names})`
	);
	return {
		view,
		columns,
		recordsSql: (records) => {
			const few = layered ? layered.recordsSelect(records) : recordsSelect(resolved, aliases, records);
			return few === null ? `SELECT * FROM ${view} WHERE false` : `SELECT * FROM (${few}) AS s(${names})`;
		},
		rows: found.table.rows,
		source: { id: found.sourceId, version: found.version },
		files: fileNames(found),
		identity: `${found.sourceId}@${found.version}.${found.tableIndex}`,
		drops: [`DROP VIEW IF EXISTS ${view}`]
	};
}

async function copyQuery(
	session: EngineSession,
	statements: Statements,
	sql: string,
	name: string
): Promise<OpenSide> {
	const statement = await readStatement(session, sql);
	await prepareStatement(session, statement);
	if (statement.kind !== 'reader')
		throw new AppError('query/not-allowed', 'Only the rows of a SELECT can be compared.', { position: 0 });
	const described = await statements.rows(`DESCRIBE ${statement.sql}`);
	const given = uniqueNames(described.map((row) => String(row['column_name'])));
	const columns = described.map((row, index) => ({
		name: given[index] ?? '',
		type: String(row['column_type'])
	}));
	const table = diffTable(`${name}_rows`);
	const view = diffTable(name);
	const names = shortNames(columns);
	// what can't be shown exactly is compared as the text that is shown
	const plan = transportPlan(statement.sql, columns);
	await statements.run(`CREATE TABLE ${table} AS SELECT * FROM (\n${plan.sql}\n) AS s(${names.join(', ')})`);
	await statements.run(`CREATE VIEW ${view} AS SELECT rowid + 1 AS rec, ${names.join(', ')} FROM ${table}`);
	const [{ n = 0 } = {}] = await statements.rows(`SELECT count(*) AS n FROM ${table}`);
	return {
		view,
		columns,
		rows: Number(n),
		recordsSql: (records) =>
			`SELECT * FROM ${view} WHERE ${records.length > 0 ? recordsCondition('rec', records) : 'false'}`,
		source: null,
		files: [],
		identity: null,
		drops: [`DROP VIEW IF EXISTS ${view}`, `DROP TABLE IF EXISTS ${table}`]
	};
}

function shortNames(columns: readonly unknown[]): string[] {
	return columns.map((_, index) => `c${index}`);
}
