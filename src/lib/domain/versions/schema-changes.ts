import type { Rename } from '../diff/diff';
import { diffFields, schemaChanges } from '../diff/fields';
import type { Version, VersionTable } from './version';

/** One difference between the columns or tables of two versions. */
export type SchemaChange = { table: string | null } & (
	| { kind: 'added' | 'removed'; name: string }
	| { kind: 'renamed'; name: string; from: string }
	| { kind: 'retyped'; name: string; from: string; to: string }
	| { kind: 'reordered' }
	| { kind: 'table-added' | 'table-removed'; name: string }
);

/**
 * What changed in tables and columns between two versions (SPEC DIF-5, DIF-6): added first, then removed, renamed,
 * retyped and moved ones.
 * @param renames those that the user has confirmed
 */
export function schemaChangesBetween(
	before: Pick<Version, 'tables'>,
	after: Pick<Version, 'tables'>,
	renames: readonly Rename[]
): SchemaChange[] {
	const isSingle = before.tables.length === 1 && after.tables.length === 1;
	const lacks = (tables: readonly VersionTable[], name: string) => tables.every((one) => one.name !== name);
	const changes: SchemaChange[] = [];
	for (const table of after.tables) {
		const old = isSingle ? before.tables[0] : before.tables.find(({ name }) => name === table.name);
		if (old) changes.push(...columnChanges(old, table, renames, isSingle ? null : table.name));
		else changes.push({ kind: 'table-added', table: table.name, name: table.name });
	}
	if (isSingle) return changes;
	const gone = before.tables.filter(({ name }) => lacks(after.tables, name));
	return [
		...changes,
		...gone.map(({ name }): SchemaChange => ({ kind: 'table-removed', table: name, name }))
	];
}

/** The tables in which some columns went and others came: those may be the same under new names. */
export function unpairedColumns(
	changes: readonly SchemaChange[]
): { table: string | null; removed: string[]; added: string[] }[] {
	const names = (kind: 'added' | 'removed', table: string | null) =>
		changes.flatMap((change) => (change.kind === kind && change.table === table ? [change.name] : []));
	return [...new Set(changes.map(({ table }) => table))]
		.map((table) => ({ table, removed: names('removed', table), added: names('added', table) }))
		.filter(({ removed, added }) => removed.length > 0 && added.length > 0);
}

function columnChanges(
	before: Pick<VersionTable, 'columns'>,
	after: Pick<VersionTable, 'columns'>,
	renames: readonly Rename[],
	table: string | null
): SchemaChange[] {
	const options = { ignore: [], compareSchema: false, renames };
	const found = schemaChanges(before.columns, diffFields(before.columns, after.columns, [], options));
	return [
		...found.added.map((name): SchemaChange => ({ kind: 'added', table, name })),
		...found.removed.map((name): SchemaChange => ({ kind: 'removed', table, name })),
		...found.renamed.map(({ from, to }): SchemaChange => ({ kind: 'renamed', table, name: to, from })),
		...found.retyped.map((change): SchemaChange => ({ kind: 'retyped', table, ...change })),
		...(found.reordered ? [{ kind: 'reordered', table } as const] : [])
	];
}
