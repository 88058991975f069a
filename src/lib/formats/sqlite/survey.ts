import { AppError } from '$lib/domain/errors';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { chooseType, dateKind, isDateText, SEEN, type ChosenType } from './column-type';
import { STORAGE, type SqliteDatabase, type SqliteStatement } from './database';
import { readTables, type SqliteTable } from './tables';

/** Reading a view can take any time; after so long only what is declared is known of it. */
const VIEW_LIMIT_MS = 5000;

export interface SurveyedColumn extends ChosenType {
	name: string;
	/** No value is NULL. */
	isComplete: boolean;
}

export interface SurveyedTable {
	table: SqliteTable;
	/** Null where it would take too long to know. */
	rowCount: number | null;
	columns: SurveyedColumn[];
}

/** The tables and views of an attached file that can be read, with the types that their values really have. */
export function surveyDatabase(database: SqliteDatabase, alias: string): SurveyedTable[] {
	return readTables(database, alias)
		.filter((table) => table.problem === null && table.columns.length > 0)
		.flatMap((table) => surveyTable(database, alias, table) ?? []);
}

/** @returns null for a view that can't be read, as its own tables are gone */
export function surveyTable(
	database: SqliteDatabase,
	alias: string,
	table: SqliteTable
): SurveyedTable | null {
	if (table.kind === 'table') return surveyRows(database, alias, table);
	try {
		return database.within(VIEW_LIMIT_MS, () => surveyRows(database, alias, table));
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		if (error.code === 'file/damaged' || error.code === 'query/out-of-memory') throw error;
		if (error.code !== 'cancelled') return null;
		const columns = table.columns.map((column) => ({
			name: column.name,
			type: 'VARCHAR' as const,
			why: 'reading the view takes too long to know its values',
			isComplete: false
		}));
		return { table, rowCount: null, columns };
	}
}

function surveyRows(database: SqliteDatabase, alias: string, table: SqliteTable): SurveyedTable {
	const list = table.columns.map((column) => quoteIdentifier(column.name)).join(', ');
	const from = `${quoteIdentifier(alias)}.${quoteIdentifier(table.name)}`;
	const statement = database.prepare(`SELECT ${list} FROM ${from}`);
	try {
		const kinds = table.columns.map((column) => dateKind(column.declaredType));
		const seen = new Uint8Array(table.columns.length);
		let rowCount = 0;
		for (; statement.step(); rowCount++) look(statement, seen, kinds);
		const columns = table.columns.map(({ name, declaredType }, index) => ({
			name,
			...chooseType(seen[index] ?? 0, declaredType),
			isComplete: ((seen[index] ?? 0) & SEEN.null) === 0
		}));
		return { table, rowCount, columns };
	} finally {
		statement.close();
	}
}

/** Adds the storage classes of the present row to `seen`. */
export function look(
	statement: Pick<SqliteStatement, 'storage' | 'double' | 'value'>,
	seen: Uint8Array,
	kinds: readonly ('DATE' | 'TIMESTAMP' | null)[]
): void {
	for (let column = 0; column < seen.length; column++) {
		seen[column] = (seen[column] ?? 0) | bitsOf(statement, column, kinds[column] ?? null);
	}
}

function bitsOf(
	statement: Pick<SqliteStatement, 'storage' | 'double' | 'value'>,
	column: number,
	kind: 'DATE' | 'TIMESTAMP' | null
): number {
	switch (statement.storage(column)) {
		case STORAGE.integer:
			return Math.abs(statement.double(column)) >= Number.MAX_SAFE_INTEGER
				? SEEN.integer | SEEN.bigInteger
				: SEEN.integer;
		case STORAGE.real:
			return SEEN.real;
		case STORAGE.text:
			return kind !== null && !isDateText(String(statement.value(column)), kind)
				? SEEN.text | SEEN.otherText
				: SEEN.text;
		case STORAGE.blob:
			return SEEN.blob;
		default:
			return SEEN.null;
	}
}
