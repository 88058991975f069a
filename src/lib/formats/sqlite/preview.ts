import { AppError } from '$lib/domain/errors';
import { RowPage } from '$lib/domain/rows/decode';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import type { Preview, PreviewTable } from '../format';
import { tableOverride } from '../overrides';
import { PREVIEW_ROWS } from '../typed-preview';
import { ArrowRows } from './arrow-rows';
import type { WireType } from './column-writer';
import type { SqliteDatabase } from './database';
import { sqlite } from './descriptor';
import { countRows, fromSql, noTable, readable, sqliteColumns, unreadable, type OpenSqlite } from './reader';
import { chooseType } from './column-type';
import { surveyTable, type SurveyedTable } from './survey';
import type { SqliteTable } from './tables';

/** How long the types of a table's values, and the counts of all tables, are looked for. */
const SURVEY_LIMIT_MS = 2000;
const COUNT_LIMIT_MS = 1000;

export function previewSqlite(
	input: PackedInput,
	open: OpenSqlite,
	options: ImportOptions,
	table: string | null
): Preview {
	const started = performance.now();
	const { database } = open;
	const tables = open.tables.filter(readable);
	const listed = listTables(database, tables, options);
	const shown =
		listed.find(({ name }) => name === table) ?? listed.find(({ include }) => include) ?? listed[0];
	const found = tables.find(({ name }) => name === shown?.name);
	if (!shown || !found) throw noTable(input);
	const survey = surveyed(database, found);
	const columns = sqliteColumns(survey, options);
	const chosen = listed.filter(({ include }) => include);
	return {
		format: sqlite.id,
		memberName: input.memberName,
		packed: input.packed,
		sizeBytes: input.file.size,
		dialect: null,
		settings: [],
		tables: listed,
		shownTable: listed.indexOf(shown),
		detected: [],
		columns: columns.map(({ incoming: _, value: __, ...column }) => column),
		rows: firstRows(database, survey),
		rejects: [],
		estimatedRows: chosen.some(({ rows }) => rows === null)
			? null
			: chosen.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
		estimatedMs: null,
		estimatedStoredBytes: input.file.size,
		warnings: [...open.warnings, ...open.tables.filter((one) => !readable(one)).map(unreadable)],
		suggestedNullTokens: [],
		elapsedMs: performance.now() - started
	};
}

function listTables(
	database: SqliteDatabase,
	tables: readonly SqliteTable[],
	options: ImportOptions
): PreviewTable[] {
	const until = performance.now() + COUNT_LIMIT_MS;
	return tables.map((table) => {
		const left = until - performance.now();
		const rows = left > 0 ? orNull(() => database.within(left, () => countRows(database, table))) : null;
		return {
			name: table.name,
			kind: table.kind === 'view' ? 'view' : 'table',
			rows,
			columnCount: table.columns.length,
			include: tableOverride(options, table.name)?.include ?? true
		};
	});
}

/** The table with the types of its values; where looking at all of them takes too long, as declared. */
function surveyed(database: SqliteDatabase, table: SqliteTable): SurveyedTable {
	const whole = orNull(() => database.within(SURVEY_LIMIT_MS, () => surveyTable(database, 'source', table)));
	if (whole) return whole;
	const columns = table.columns.map(({ name, declaredType }) => ({
		name,
		...chooseType(0, declaredType),
		why: 'as declared; the values decide when it is imported',
		isComplete: false
	}));
	return { table, rowCount: null, columns };
}

function firstRows(database: SqliteDatabase, { table, columns }: SurveyedTable): (string | null)[][] {
	const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
	const statement = database.prepare(`SELECT ${list} FROM ${fromSql(table)} LIMIT ${PREVIEW_ROWS}`);
	try {
		// of a sample every value fits as text
		const isSure = columns.every(({ isComplete, why }) => isComplete || !why.startsWith('as declared;'));
		const types = columns.map(({ type }): WireType => (isSure && isWire(type) ? type : 'VARCHAR'));
		const rows = new ArrowRows(statement, types);
		const piece = rows.next();
		if (!piece) return [];
		const ipc = new Uint8Array([...rows.schema, ...piece, ...END_OF_STREAM]);
		const page = new RowPage(ipc, types);
		return Array.from({ length: page.rowCount }, (_, row) =>
			types.map((_type, column) => page.text(row, column))
		);
	} finally {
		statement.close();
	}
}

function isWire(type: string): type is WireType {
	return ['BIGINT', 'DOUBLE', 'VARCHAR', 'BLOB'].includes(type);
}

/** Null where it takes too long, or a view can't be read. */
function orNull<T>(task: () => T): T | null {
	try {
		return task();
	} catch (error) {
		if (error instanceof AppError && error.code === 'file/damaged') throw error;
		return null;
	}
}
