import type { Version, VersionTable } from './version';

/** How many rows differ between two versions, all tables together. */
export interface ChangeCounts {
	added: number;
	removed: number;
	modified: number;
	/** The columns that told rows apart; empty where whole rows were compared; null where tables differ in it. */
	key: string[] | null;
}

/** Rows that only one of two versions can have, as the other lacks their table; and the tables that both have. */
export interface TablePairs {
	counts: ChangeCounts;
	/** Names; null stands for the only table of either. */
	both: (string | null)[];
}

/** Brings the tables of two versions together: the only ones, else by name. */
export function pairTables(from: Pick<Version, 'tables'>, to: Pick<Version, 'tables'>): TablePairs {
	if (from.tables.length === 1 && to.tables.length === 1)
		return { counts: { added: 0, removed: 0, modified: 0, key: null }, both: [null] };
	const has = (tables: readonly VersionTable[], name: string) => tables.some((table) => table.name === name);
	const alone = (one: readonly VersionTable[], other: readonly VersionTable[]) =>
		one.reduce((sum, { name, rows }) => (has(other, name) ? sum : sum + rows), 0);
	return {
		counts: {
			added: alone(to.tables, from.tables),
			removed: alone(from.tables, to.tables),
			modified: 0,
			key: null
		},
		both: to.tables.flatMap(({ name }) => (has(from.tables, name) ? [name] : []))
	};
}

/** What a table's name is in SQL as of a version. @param table null for the only one */
export function sideName(source: string, { version, tables }: Version, table: string | null): string {
	const stem = `${source}@${version}`;
	return table === null || tables.length === 1 ? stem : `${stem}.${table}`;
}
