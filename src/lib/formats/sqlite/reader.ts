import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import { columnNames } from '../column-names';
import { applyColumnOverrides, tableOverride } from '../overrides';
import type { ColumnToLoad, TableReader, TableSink, TableWriter } from '../table-reader';
import { ArrowRows } from './arrow-rows';
import { FileBytes } from './byte-reader';
import type { WireType } from './column-writer';
import type { SqliteDatabase } from './database';
import { checkSqliteFile } from './open-file';
import { previewSqlite } from './preview';
import { openSqlite } from './start';
import { surveyTable, type SurveyedTable } from './survey';
import { readTables, type SqliteTable } from './tables';

/** Rows and bytes of a segment, about. */
const SEGMENT_ROWS = 2 * 122_880;
const SEGMENT_BYTES = 32 << 20;

export const ALIAS = 'source';

/** An SQLite file with its log worked in, attached as `source`. */
export interface OpenSqlite {
	database: SqliteDatabase;
	tables: SqliteTable[];
	warnings: ReceiptWarning[];
}

/** Reads SQLite databases: every value as it is stored, whatever type its column is declared with. */
export const sqliteReader: TableReader = {
	preview: (input, options, table) =>
		withSqlite(input, async (open) => previewSqlite(input, open, options, table)),
	read: (input, options, sink) => withSqlite(input, (open) => readDatabase(input, open, options, sink))
};

async function withSqlite<T>(input: PackedInput, task: (open: OpenSqlite) => Promise<T>): Promise<T> {
	const { file, header, warnings } = await checkSqliteFile(await input.content(), input.companion);
	const database = await openSqlite(header.encoding);
	try {
		database.attach(ALIAS, new FileBytes(file));
		return await task({ database, tables: readTables(database, ALIAS), warnings });
	} catch (error) {
		if (!(error instanceof AppError) || error.code !== 'file/damaged') throw error;
		throw new AppError(
			'file/damaged',
			error.message,
			{ ...error.facts, file: input.file.name },
			{ cause: error }
		);
	} finally {
		database.close();
	}
}

async function readDatabase(
	input: PackedInput,
	{ database, tables, warnings }: OpenSqlite,
	options: ImportOptions,
	sink: TableSink
): Promise<{ dialect: Record<string, unknown>; warnings: ReceiptWarning[] }> {
	const told = [...warnings];
	const chosen = tables.filter(({ name }) => tableOverride(options, name)?.include ?? true);
	const surveyed = chosen.flatMap((table) => {
		const survey = readable(table) ? surveyTable(database, ALIAS, table) : null;
		if (survey === null) told.push(unreadable(table));
		return survey ?? [];
	});
	if (surveyed.length === 0) throw noTable(input);
	for (const [index, survey] of surveyed.entries()) {
		const { table } = survey;
		const columns = sqliteColumns(survey, options);
		told.push(...mixedWarnings(survey));
		const rename = tableOverride(options, table.name)?.rename;
		const writer = await sink.beginTable({
			name: surveyed.length === 1 && rename === undefined ? null : (rename ?? table.name),
			columns
		});
		await readRows(database, survey, columns, writer);
		await writer.end(countRows(database, table));
		sink.progress(Math.floor(((index + 1) / surveyed.length) * input.file.size));
	}
	return { dialect: { keys: keysOf(surveyed) }, warnings: told };
}

/** Hands the rows on; those of a table without a rowid in the order of its key. */
async function readRows(
	database: SqliteDatabase,
	{ table, columns }: SurveyedTable,
	toLoad: readonly ColumnToLoad[],
	writer: TableWriter
): Promise<void> {
	const kept = columns.filter((_, position) => toLoad[position]?.include);
	const list = kept.map(({ name }) => quoteIdentifier(name)).join(', ');
	const types = kept.map(({ type }): WireType =>
		type === 'DATE' || type === 'TIMESTAMP' ? 'VARCHAR' : type
	);
	const statement = database.prepare(`SELECT ${list} FROM ${fromSql(table)}`);
	try {
		const rows = new ArrowRows(statement, types);
		for (let isOver = false; !isOver;) {
			const segment = nextSegment(rows);
			isOver = segment.isOver;
			if (segment.rows > 0) await writer.append({ ipc: segment.ipc, rows: segment.rows });
		}
	} finally {
		statement.close();
	}
}

function nextSegment(rows: ArrowRows): { ipc: Uint8Array<ArrayBuffer>; rows: number; isOver: boolean } {
	const pieces: Uint8Array[] = [rows.schema];
	const before = rows.rowCount;
	let bytes = 0;
	let isOver = false;
	while (rows.rowCount - before < SEGMENT_ROWS && bytes < SEGMENT_BYTES) {
		const piece = rows.next();
		if (!piece) {
			isOver = true;
			break;
		}
		pieces.push(piece);
		bytes += piece.length;
	}
	pieces.push(END_OF_STREAM);
	const ipc = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		ipc.set(piece, at);
		at += piece.length;
	}
	return { ipc, rows: rows.rowCount - before, isOver };
}

/** The columns to load, with the types that their values really have. */
export function sqliteColumns({ table, columns }: SurveyedTable, options: ImportOptions): ColumnToLoad[] {
	const { names } = columnNames(columns.map(({ name }) => name));
	let incoming = 0;
	const found = columns.map(({ name, type, why }, position): ColumnToLoad => ({
		position,
		originalName: name,
		name: names[position] ?? name,
		include: true,
		type,
		fixed: false,
		why,
		incoming: ''
	}));
	// the statement selects only what is wanted, and calls it c0, c1 …
	return applyColumnOverrides(found, options, table.name).map((column) =>
		column.include ? { ...column, incoming: `c${incoming++}` } : column
	);
}

export function readable({ problem, columns }: SqliteTable): boolean {
	return problem === null && columns.length > 0;
}

export function unreadable({ name, kind, problem }: SqliteTable): ReceiptWarning {
	const why = problem === null ? '' : ` (${problem.replace(/\.$/, '')})`;
	const what = kind === 'view' ? 'view' : 'table';
	return {
		code: 'sqlite-unreadable',
		message: `The ${what} “${name}” can't be read and was left out${why}.`
	};
}

export function fromSql({ name }: SqliteTable): string {
	return `${quoteIdentifier(ALIAS)}.${quoteIdentifier(name)}`;
}

export function countRows(database: SqliteDatabase, table: SqliteTable): number {
	const [row] = database.rows(`SELECT count(*) AS n FROM ${fromSql(table)}`);
	return Number(row?.['n']);
}

export function noTable(input: PackedInput): AppError {
	return new AppError('file/no-table', `${input.file.name} holds no table.`, { file: input.file.name });
}

function mixedWarnings({ table, columns }: SurveyedTable): ReceiptWarning[] {
	const mixed = columns.filter(({ why }) => why.startsWith('values of several kinds'));
	if (mixed.length === 0) return [];
	const list = mixed.map(
		({ name, why }) => `“${name}” (${why.replace('values of several kinds', '').replace(/^ \(|\)/g, '')})`
	);
	const message = `Columns of “${table.name}” hold values of several kinds and are kept as text: ${list.join(', ')}.`;
	return [{ code: 'sqlite-mixed-types', message }];
}

function keysOf(surveyed: readonly SurveyedTable[]): Record<string, unknown>[] {
	return surveyed.map(({ table }) => ({
		table: table.name,
		primaryKey: table.columns
			.filter(({ keyPlace }) => keyPlace > 0)
			.sort((a, b) => a.keyPlace - b.keyPlace)
			.map(({ name }) => name),
		unique: table.uniqueKeys,
		foreignKeys: table.foreignKeys
	}));
}
