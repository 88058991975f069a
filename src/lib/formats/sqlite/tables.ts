import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { SqliteValue } from './database';

/** What reading a schema needs of a database. */
export interface RowReader {
	rows(sql: string): Record<string, SqliteValue>[];
}

export interface SqliteColumn {
	name: string;
	/** As written in CREATE TABLE; empty where none was. */
	declaredType: string;
	isNotNull: boolean;
	/** Place in the primary key from 1, or 0. */
	keyPlace: number;
	isGenerated: boolean;
}

export interface SqliteForeignKey {
	columns: string[];
	table: string;
	/** As many as `columns`; the primary key of `table` where the file names none. */
	targets: string[];
}

export interface SqliteTable {
	name: string;
	kind: 'table' | 'view' | 'virtual';
	isWithoutRowid: boolean;
	/** A table that a virtual table keeps its data in: `fts_data`. */
	isShadow: boolean;
	columns: SqliteColumn[];
	foreignKeys: SqliteForeignKey[];
	/** Columns of UNIQUE indexes over whole columns. */
	uniqueKeys: string[][];
	/** Why the table can't be read here, or null: `no such module: rtree`. */
	problem: string | null;
}

/** Tables and views of a database in the order of their names; SQLite's own (`sqlite_…`) are left out. */
export function readTables(database: RowReader, schema = 'main'): SqliteTable[] {
	const list = database.rows(
		`SELECT name, type, wr FROM pragma_table_list WHERE schema = ${quoteText(schema)} AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`
	);
	const tables = list.map((row) => readTable(database, schema, row));
	for (const table of tables) {
		for (const key of table.foreignKeys) {
			if (key.targets.some((target) => target === '')) key.targets = primaryKey(tables, key);
		}
	}
	return tables;
}

function readTable(database: RowReader, schema: string, row: Record<string, SqliteValue>): SqliteTable {
	const name = String(row['name']);
	const type = String(row['type']);
	const table: SqliteTable = {
		name,
		kind: type === 'view' || type === 'virtual' ? type : 'table',
		isWithoutRowid: row['wr'] === 1,
		isShadow: type === 'shadow',
		columns: [],
		foreignKeys: [],
		uniqueKeys: [],
		problem: null
	};
	try {
		table.columns = readColumns(database, schema, name);
		table.foreignKeys = readForeignKeys(database, schema, name);
		table.uniqueKeys = readUniqueKeys(database, schema, name);
	} catch (error) {
		table.problem = error instanceof Error ? error.message : String(error);
	}
	return table;
}

function readColumns(database: RowReader, schema: string, table: string): SqliteColumn[] {
	const rows = database.rows(`PRAGMA ${quoteIdentifier(schema)}.table_xinfo(${quoteText(table)})`);
	// `hidden`: 1 for the inner columns of virtual tables, 2 and 3 for generated columns
	return rows
		.filter((row) => row['hidden'] !== 1)
		.map((row) => ({
			name: String(row['name']),
			declaredType: String(row['type'] ?? ''),
			isNotNull: row['notnull'] === 1,
			keyPlace: Number(row['pk'] ?? 0),
			isGenerated: row['hidden'] === 2 || row['hidden'] === 3
		}));
}

function readForeignKeys(database: RowReader, schema: string, table: string): SqliteForeignKey[] {
	const rows = database.rows(`PRAGMA ${quoteIdentifier(schema)}.foreign_key_list(${quoteText(table)})`);
	const keys = new Map<number, SqliteForeignKey>();
	for (const row of rows) {
		const id = Number(row['id']);
		const key = keys.get(id) ?? { columns: [], table: String(row['table']), targets: [] };
		key.columns.push(String(row['from']));
		key.targets.push(row['to'] === null ? '' : String(row['to']));
		keys.set(id, key);
	}
	return [...keys.entries()].sort(([a], [b]) => b - a).map(([, key]) => key);
}

function readUniqueKeys(database: RowReader, schema: string, table: string): string[][] {
	const indexes = database.rows(`PRAGMA ${quoteIdentifier(schema)}.index_list(${quoteText(table)})`);
	return indexes
		.filter((row) => row['unique'] === 1 && row['partial'] === 0 && row['origin'] !== 'pk')
		.map((row) =>
			database.rows(`PRAGMA ${quoteIdentifier(schema)}.index_info(${quoteText(String(row['name']))})`)
		)
		.filter((columns) => columns.every((column) => column['name'] !== null))
		.map((columns) => columns.map((column) => String(column['name'])));
}

function primaryKey(tables: readonly SqliteTable[], key: SqliteForeignKey): string[] {
	const target = tables.find((table) => table.name.toLowerCase() === key.table.toLowerCase());
	const columns = (target?.columns ?? []).filter((column) => column.keyPlace > 0);
	return columns.sort((a, b) => a.keyPlace - b.keyPlace).map((column) => column.name);
}
