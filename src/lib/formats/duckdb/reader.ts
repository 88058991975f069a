import { AppError } from '$lib/domain/errors';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import type { Preview, PreviewTable } from '../format';
import { applyColumnOverrides, tableOverride } from '../overrides';
import type { AttachedDatabase, ColumnToLoad, TableReader } from '../table-reader';
import { duckdb } from './descriptor';
import { checkDatabaseSize } from './header';

const PREVIEW_ROWS = 100;
/** Rows of one segment: a multiple of DuckDB's row groups. */
const ROWS_PER_SEGMENT = 16 * 122_880;

/** Reads DuckDB database files: DuckDB itself copies each table, value for value, with the types it has there. */
export const duckdbReader: TableReader = {
	async preview(input, options, table, tools) {
		const started = performance.now();
		const database = await tools.attachDatabase(await databaseFile(input), input.companion);
		try {
			return await previewDatabase(input, database, options, table, started);
		} finally {
			await database.detach();
		}
	},
	async read(input, options, sink) {
		const database = await sink.attachDatabase(await databaseFile(input), input.companion);
		const warnings: ReceiptWarning[] = [];
		try {
			const tables = (await listTables(database, options)).filter(({ include }) => include);
			if (tables.length === 0) throw noTable(input);
			for (const found of tables) {
				const columns = await columnsOf(database, found, options);
				const rename = tableOverride(options, found.name)?.rename;
				const writer = await sink.beginTable({
					name: tables.length === 1 && rename === undefined ? null : (rename ?? found.name),
					columns
				});
				const rows = await countRows(database, found);
				for (let start = 0; start < rows; start += ROWS_PER_SEGMENT) {
					const count = Math.min(ROWS_PER_SEGMENT, rows - start);
					const page = `SELECT * FROM ${qualified(database, found)} LIMIT ${count} OFFSET ${start}`;
					await writer.appendSelect(page, count);
				}
				await writer.end(rows);
			}
		} finally {
			await database.detach();
		}
		return { dialect: {}, warnings };
	}
};

interface FoundTable extends PreviewTable {
	schema: string;
	table: string;
	rows: number;
}

async function databaseFile(input: PackedInput): Promise<File> {
	const file = await input.content();
	await checkDatabaseSize(file);
	return file;
}

async function listTables(database: AttachedDatabase, options: ImportOptions): Promise<FoundTable[]> {
	const within = `database_name = ${quoteText(database.alias)} AND NOT internal`;
	const found = await database.rows(
		`SELECT schema_name AS schema, table_name AS name, 'table' AS kind, column_count AS columns, estimated_size AS rows FROM duckdb_tables() WHERE ${within} ` +
			`UNION ALL SELECT schema_name, view_name, 'view', column_count, NULL FROM duckdb_views() WHERE ${within} ORDER BY kind, schema, name`
	);
	return found.map((row) => {
		const schema = String(row['schema']);
		const table = String(row['name']);
		const name = schema === 'main' ? table : `${schema}.${table}`;
		return {
			name,
			schema,
			table,
			kind: row['kind'] === 'view' ? 'view' : 'table',
			rows: row['rows'] === null ? null : Number(row['rows']),
			columnCount: Number(row['columns']),
			include: tableOverride(options, name)?.include ?? true
		} as FoundTable;
	});
}

async function columnsOf(
	database: AttachedDatabase,
	found: FoundTable,
	options: ImportOptions
): Promise<ColumnToLoad[]> {
	const described = await database.rows(`DESCRIBE ${qualified(database, found)}`);
	const columns = described.map((row, position) => ({
		position,
		originalName: String(row['column_name']),
		name: String(row['column_name']),
		include: true,
		type: String(row['column_type']),
		fixed: false,
		why: 'the type it has in the database',
		incoming: String(row['column_name'])
	}));
	return applyColumnOverrides(columns, options, found.name);
}

async function countRows(database: AttachedDatabase, found: FoundTable): Promise<number> {
	const [row] = await database.rows(`SELECT count(*) AS n FROM ${qualified(database, found)}`);
	return Number(row?.['n']);
}

async function previewDatabase(
	input: PackedInput,
	database: AttachedDatabase,
	options: ImportOptions,
	table: string | null,
	started: number
): Promise<Preview> {
	const tables = await listTables(database, options);
	const shown =
		tables.find(({ name }) => name === table) ?? tables.find(({ include }) => include) ?? tables[0];
	if (!shown) throw noTable(input);
	const columns = await columnsOf(database, shown, options);
	const texts = columns.map(({ incoming }, i) => `CAST(${quoteIdentifier(incoming)} AS VARCHAR) AS t${i}`);
	const rows = await database.rows(
		`SELECT ${texts.join(', ')} FROM ${qualified(database, shown)} LIMIT ${PREVIEW_ROWS}`
	);
	const chosen = tables.filter(({ include }) => include);
	return {
		format: duckdb.id,
		memberName: input.memberName,
		packed: input.packed,
		sizeBytes: input.file.size,
		dialect: null,
		settings: [],
		tables: tables.map(({ name, kind, rows: count, columnCount, include }) => ({
			name,
			kind,
			rows: count,
			columnCount,
			include
		})),
		shownTable: tables.indexOf(shown),
		detected: [],
		columns: columns.map(({ incoming: _, value: __, ...column }) => column),
		rows: rows.map((row) => Object.values(row) as (string | null)[]),
		rejects: [],
		estimatedRows: chosen.some(({ rows: count }) => count === null)
			? null
			: chosen.reduce((sum, { rows: count }) => sum + count, 0),
		estimatedMs: null,
		estimatedStoredBytes: input.file.size,
		warnings: [],
		suggestedNullTokens: [],
		elapsedMs: performance.now() - started
	};
}

function qualified(database: AttachedDatabase, { schema, table }: FoundTable): string {
	return [database.alias, schema, table].map(quoteIdentifier).join('.');
}

function noTable(input: PackedInput): AppError {
	return new AppError('file/no-table', `${input.file.name} holds no table.`, { file: input.file.name });
}
