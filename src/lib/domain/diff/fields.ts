import type { DiffColumn, DiffField, DiffOptions, SchemaChanges } from './diff';

/** Names that an option gives and neither side has. */
export class UnknownColumn extends Error {
	constructor(readonly column: string) {
		super(`There is no column “${column}” in both versions.`);
	}
}

interface Pair {
	from: number | null;
	to: number | null;
}

/**
 * The columns of both sides, paired by exact name and by confirmed renames (SPEC DIF-5): those of the newer side in its
 * order, then the dropped ones.
 * @param key names in the newer side
 * @throws UnknownColumn where a key column is not on both sides
 */
export function diffFields(
	from: readonly DiffColumn[],
	to: readonly DiffColumn[],
	key: readonly string[],
	options: Pick<DiffOptions, 'ignore' | 'renames' | 'compareSchema'>
): DiffField[] {
	const fields = pairColumns(from, to, options.renames).map((pair) => fieldOf(pair, from, to, key));
	for (const name of key) {
		if (!fields.some((field) => field.isKey && field.name === name)) throw new UnknownColumn(name);
	}
	let bit = 0;
	return fields.map((field) => (isCompared(field, from, options) ? { ...field, bit: bit++ } : field));
}

/** What changed in the columns themselves. */
export function schemaChanges(from: readonly DiffColumn[], fields: readonly DiffField[]): SchemaChanges {
	const both = fields.filter((field) => field.from !== null && field.to !== null);
	const places = both.map((field) => field.from ?? 0);
	return {
		added: fields.filter((field) => field.from === null).map((field) => field.name),
		removed: fields.filter((field) => field.to === null).map((field) => field.name),
		renamed: both.flatMap((field) => {
			const before = from[field.from ?? 0]?.name ?? '';
			return before === field.name ? [] : [{ from: before, to: field.name }];
		}),
		retyped: both.flatMap(({ name, fromType, toType }) =>
			fromType === toType ? [] : [{ name, from: fromType ?? '', to: toType ?? '' }]
		),
		reordered: places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0))
	};
}

function pairColumns(
	from: readonly DiffColumn[],
	to: readonly DiffColumn[],
	renames: DiffOptions['renames']
): Pair[] {
	const places = new Map(from.map((column, index) => [column.name, index]));
	const newNames = new Set(to.map((column) => column.name));
	const renamed = new Map(
		renames
			.filter((rename) => places.has(rename.from) && newNames.has(rename.to))
			.filter((rename) => !places.has(rename.to) && !newNames.has(rename.from))
			.map((rename) => [rename.to, rename.from])
	);
	const pairs: Pair[] = to.map((column, index) => ({
		from: places.get(renamed.get(column.name) ?? column.name) ?? null,
		to: index
	}));
	const taken = new Set(pairs.map((pair) => pair.from));
	for (const index of from.keys()) if (!taken.has(index)) pairs.push({ from: index, to: null });
	return pairs;
}

function fieldOf(
	{ from: fromIndex, to: toIndex }: Pair,
	from: readonly DiffColumn[],
	to: readonly DiffColumn[],
	key: readonly string[]
): DiffField {
	const before = fromIndex === null ? undefined : from[fromIndex];
	const after = toIndex === null ? undefined : to[toIndex];
	const name = after?.name ?? before?.name ?? '';
	return {
		name,
		from: fromIndex,
		to: toIndex,
		fromType: before?.type ?? null,
		toType: after?.type ?? null,
		isKey: before !== undefined && after !== undefined && key.includes(name),
		bit: null
	};
}

function isCompared(
	field: DiffField,
	from: readonly DiffColumn[],
	options: Pick<DiffOptions, 'ignore' | 'compareSchema'>
): boolean {
	if (field.isKey) return false;
	const before = field.from === null ? undefined : from[field.from]?.name;
	if (options.ignore.includes(field.name) || (before !== undefined && options.ignore.includes(before)))
		return false;
	return options.compareSchema || (field.from !== null && field.to !== null);
}
