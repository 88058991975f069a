import type { Database, SqlValue } from 'sql.js';
import { AppError } from '$lib/domain/errors';

/** Rows of a catalogue. What is not as it must be makes the catalogue unreadable: `storage/damaged`. */
export type Row = Record<string, SqlValue>;

export function allRows(database: Database, sql: string): Row[] {
	try {
		const statement = database.prepare(sql);
		const rows: Row[] = [];
		while (statement.step()) rows.push(statement.getAsObject());
		statement.free();
		return rows;
	} catch (error) {
		throw unreadable(error instanceof Error ? error.message : String(error), error);
	}
}

export function oneRow(database: Database, sql: string): Row {
	const [row] = allRows(database, sql);
	if (!row) throw unreadable('a row is missing');
	return row;
}

export function text(value: SqlValue | undefined): string {
	if (typeof value !== 'string') throw unreadable('a value is wrong');
	return value;
}

export function number(value: SqlValue | undefined): number {
	if (typeof value !== 'number') throw unreadable('a value is wrong');
	return value;
}

function unreadable(detail: string, cause?: unknown): AppError {
	const message = `Its catalogue can't be read (${detail}). Remove the source, and import its files again.`;
	return new AppError('storage/damaged', message, { detail }, { cause });
}
