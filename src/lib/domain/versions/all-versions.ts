import { foldName } from '../sql/names';
import type { VersionTable } from './version';

/** A name like `orders@all` or `book@all.sheet1`. */
export interface AllName {
	source: string;
	/** What stands behind `@all`: `.sheet1`, or nothing. */
	rest: string;
}

/** @returns null for other names */
export function parseAllName(name: string): AllName | null {
	const at = name.indexOf('@');
	const ending = at > 0 ? name.slice(at, at + 4) : '';
	const rest = name.slice(at + 4);
	if (foldName(ending) !== '@all' || (rest !== '' && !rest.startsWith('.'))) return null;
	return { source: name.slice(0, at), rest };
}

export interface AllColumn {
	name: string;
	type: string;
	/** Its position in each table, or -1. */
	positions: number[];
}

/**
 * The columns of several versions of a table as one (SPEC VER-17): by name, letter case ignored, in the order and with
 * the names of the newest, and behind them those that only older ones have. A column whose type changed is text, as
 * no other type holds every value as it was.
 * @param tables ascending by version
 */
export function allColumns(tables: readonly Pick<VersionTable, 'columns'>[]): AllColumn[] {
	const found = new Map<string, AllColumn>();
	for (const [index, { columns }] of [...tables.entries()].reverse()) {
		columns.forEach(({ name, type }, position) => {
			const known = found.get(foldName(name));
			const column = known ?? { name, type, positions: tables.map(() => -1) };
			if (column.type !== type) column.type = 'VARCHAR';
			column.positions[index] = position;
			found.set(foldName(name), column);
		});
	}
	return [...found.values()];
}

/** `version`, with a `_` more for each column that has the name already. */
export function versionColumnName(columns: readonly AllColumn[]): string {
	const taken = new Set(columns.map(({ name }) => foldName(name)));
	let name = 'version';
	while (taken.has(name)) name += '_';
	return name;
}
