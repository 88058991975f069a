import type { Rename } from '../diff/diff';
import type { Version, VersionTable } from './version';

export type CellChange = 'added' | 'removed' | 'renamed' | 'retyped';

/** A column as of one version. */
export interface MatrixCell {
	/** Null where the version lacks it. */
	column: { name: string; type: string } | null;
	/** Since the version before; the first version has none. */
	changes: CellChange[];
	/** What it was then, where it was there. */
	before: { name: string; type: string } | null;
}

/** A column over all versions, under all its names. */
export interface MatrixRow {
	/** As of the newest version that has it. */
	name: string;
	isChanged: boolean;
	/** One for each version. */
	cells: MatrixCell[];
}

export interface SchemaMatrix {
	table: string;
	rows: MatrixRow[];
}

type ShapedVersion = Pick<Version, 'version' | 'tables'>;

/**
 * The columns of every table over all versions (SPEC VER-20): those of the newest in its order, then those that only
 * older ones have. Names are one column where the user has confirmed a rename and no version has both.
 * @param versions ascending
 */
export function schemaMatrices(
	versions: readonly ShapedVersion[],
	renames: readonly Rename[]
): SchemaMatrix[] {
	const isSingle = versions.every(({ tables }) => tables.length === 1);
	const newestFirst = [...versions].reverse();
	const names = isSingle
		? [newestFirst[0]?.tables[0]?.name ?? '']
		: [...new Set(newestFirst.flatMap(({ tables }) => tables.map(({ name }) => name)))];
	return names.map((table) => {
		const tables = versions.map((version) =>
			isSingle ? version.tables[0] : version.tables.find(({ name }) => name === table)
		);
		return { table, rows: rowsOf(tables, renames) };
	});
}

type Columns = ReadonlyMap<string, string>;

function rowsOf(tables: readonly (VersionTable | undefined)[], renames: readonly Rename[]): MatrixRow[] {
	const typesOf = (table: VersionTable | undefined): Columns =>
		new Map(table?.columns.map(({ name, type }) => [name, type]));
	const versions = tables.map(typesOf);
	const newestFirst = [...versions].reverse();
	const all = [...new Set(newestFirst.flatMap((columns) => [...columns.keys()]))];
	const groups = groupNames(all, versions, renames);
	return [...new Set(groups.values())].map((names) => rowOf(names, versions));
}

/** @param names of one column; the newest first */
function rowOf(names: readonly string[], versions: readonly Columns[]): MatrixRow {
	const columns = versions.map((types) => {
		const name = names.find((one) => types.has(one));
		return name === undefined ? null : { name, type: types.get(name) ?? '' };
	});
	const cells = columns.map((column, index): MatrixCell => {
		const before = columns[index - 1] ?? null;
		return { column, before, changes: index === 0 ? [] : changesOf(before, column) };
	});
	const isChanged = cells.some(({ changes }) => changes.length > 0);
	return { name: columns.findLast((column) => column !== null)?.name ?? names[0] ?? '', isChanged, cells };
}

function changesOf(before: MatrixCell['before'], now: MatrixCell['column']): CellChange[] {
	if (!before && !now) return [];
	if (!before) return ['added'];
	if (!now) return ['removed'];
	return [
		...(before.name === now.name ? [] : ['renamed' as const]),
		...(before.type === now.type ? [] : ['retyped' as const])
	];
}

/** By name, all names of its column: the same array for each of them. */
function groupNames(
	all: readonly string[],
	versions: readonly Columns[],
	renames: readonly Rename[]
): Map<string, string[]> {
	const groups = new Map(all.map((name) => [name, [name]]));
	for (const { from, to } of renames) {
		const [old, now] = [groups.get(from), groups.get(to)];
		if (!old || !now || old === now) continue;
		const joined = [...now, ...old];
		if (versions.some((types) => joined.filter((name) => types.has(name)).length > 1)) continue;
		for (const name of joined) groups.set(name, joined);
	}
	return groups;
}
