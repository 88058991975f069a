import type { VersionTable } from './version';

type Shape = Pick<VersionTable, 'name' | 'columns'>;

/** What an old name or type no longer means: columns of a table that are gone, or have another type. */
export interface ColumnLosses {
	table: string;
	gone: string[];
	retyped: { name: string; from: string; to: string }[];
}

/** Tables of one version, paired with those of the next: the only one of each, or by name. */
export function pairedTables<T extends Shape>(
	before: readonly T[],
	after: readonly T[]
): { before: T; after: T | null }[] {
	if (before.length === 1 && after.length === 1)
		return before.map((table) => ({ before: table, after: after[0] ?? null }));
	return before.map((table) => ({
		before: table,
		after: after.find(({ name }) => name === table.name) ?? null
	}));
}

/** Whether every table has the same columns of the same types; their order means nothing. */
export function hasSameShape(before: readonly Shape[], after: readonly Shape[]): boolean {
	const shapeOf = (tables: readonly Shape[]) =>
		JSON.stringify(
			tables.map(({ name, columns }) => [
				tables.length === 1 ? '' : name,
				columns.map((column) => `${column.name}\0${column.type}`).toSorted()
			])
		);
	return shapeOf(before) === shapeOf(after);
}

/** Columns that are gone or retyped, by the old tables; names are compared without regard to case, as SQL does. */
export function columnLosses(before: readonly Shape[], after: readonly Shape[]): ColumnLosses[] {
	return pairedTables(before, after).map((pair) => {
		const found = pair.before.columns.map((column) => ({
			column,
			now: pair.after?.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase())
		}));
		return {
			table: pair.before.name,
			gone: found.filter(({ now }) => !now).map(({ column }) => column.name),
			retyped: found.flatMap(({ column, now }) =>
				now && now.type !== column.type ? [{ name: now.name, from: column.type, to: now.type }] : []
			)
		};
	});
}
