import { quoteText } from '../sql/quote';
import { CHANGE_KINDS, type ChangeKind, type DiffField } from './diff';
import { bitSql } from './counts-sql';
import { maskCount } from './pairs-sql';

/** Which changed rows are wanted, and in which order. */
export interface RowsChoice {
	kinds: readonly ChangeKind[];
	/** Names of fields of which one at least has changed; of modified rows only. Empty for any. */
	changed: readonly string[];
	/** Text that occurs in an old or new value, whatever its letter case. Empty for any. */
	search: string;
	orderBy: readonly { column: string; side: 'old' | 'new'; descending: boolean }[];
}

export const ALL_ROWS: RowsChoice = { kinds: CHANGE_KINDS, changed: [], search: '', orderBy: [] };

/** Where the pairs and the sides are: qualified names. */
export interface RowsPlace {
	pairs: string;
	from: string;
	to: string;
}

/** True where a choice is all rows in their natural order. */
export function isAll({ kinds, changed, search, orderBy }: RowsChoice): boolean {
	return (
		CHANGE_KINDS.every((kind) => kinds.includes(kind)) &&
		[changed, orderBy].every((list) => list.length === 0) &&
		search === ''
	);
}

/** A SELECT of the chosen pairs in the order wanted; reads values only where search or order need them. */
export function chosenPairsSql(
	{ pairs, from, to }: RowsPlace,
	fields: readonly DiffField[],
	choice: RowsChoice
): string {
	const conditions = [kindSql(choice.kinds)];
	const bits = fields.filter((field) => choice.changed.includes(field.name)).flatMap(({ bit }) => bit ?? []);
	if (choice.changed.length > 0)
		conditions.push(bits.length > 0 ? `(${bits.map(bitSql).join(' OR ')})` : 'false');
	if (choice.search !== '') conditions.push(searchSql(fields, choice.search));
	const order = choice.orderBy.flatMap(({ column, side, descending }) => {
		const field = fields.find((one) => one.name === column);
		const value = field && orderSql(field, side);
		return value ? [`${value} ${descending ? 'DESC' : 'ASC'} NULLS LAST`] : [];
	});
	const joins =
		choice.search !== '' || order.length > 0
			? ` LEFT JOIN ${from} AS f ON p.f = f.rec LEFT JOIN ${to} AS t ON p.t = t.rec`
			: '';
	const natural = ['coalesce(p.t, p.f)', 'p.kind DESC'];
	return `SELECT p.* FROM ${pairs} AS p${joins} WHERE ${conditions.join(' AND ')} ORDER BY ${[...order, ...natural].join(', ')}`;
}

/** Rows `[rowStart, rowEnd)` of a table of pairs: the records on both sides. */
export function pairRangeSql(pairs: string, rowStart: number, rowEnd: number): string {
	return `SELECT f, t FROM ${pairs} WHERE rowid >= ${rowStart} AND rowid < ${rowEnd}`;
}

/** The names of the columns of `pageSql`: then `o0, n0, o1, n1 …`, old and new of each field. */
export function leadingColumns(fields: readonly DiffField[]): { name: string; type: string }[] {
	const masks = Array.from({ length: maskCount({ fields }) }, (_, index) => ({
		name: `m${index}`,
		type: 'INTEGER'
	}));
	return [
		{ name: 'change', type: 'VARCHAR' },
		{ name: 'record_old', type: 'BIGINT' },
		{ name: 'record_new', type: 'BIGINT' },
		...masks
	];
}

/** Old and new of each field as columns. */
export function pageColumns(fields: readonly DiffField[]): { name: string; type: string }[] {
	const values = fields.flatMap((field, index) => [
		{ name: `o${index}`, type: field.fromType ?? field.toType ?? 'VARCHAR' },
		{ name: `n${index}`, type: field.toType ?? field.fromType ?? 'VARCHAR' }
	]);
	return [...leadingColumns(fields), ...values];
}

/**
 * Rows `[rowStart, rowEnd)` of a table of pairs with their values on both sides.
 * @param records SELECTs of `rec, c0 …` of these rows: reading just these is what makes a page fast
 */
export function pageSql(
	pairs: string,
	fields: readonly DiffField[],
	rowStart: number,
	rowEnd: number,
	records: { from: string; to: string }
): string {
	const masks = Array.from({ length: maskCount({ fields }) }, (_, index) => `m${index}`);
	const kind = `CASE kind ${CHANGE_KINDS.map((name, index) => `WHEN ${index} THEN ${quoteText(name)}`).join(' ')} END AS change`;
	const values = fields.flatMap((field, index) => [
		`${valueOrNull(field, 'old')} AS o${index}`,
		`${valueOrNull(field, 'new')} AS n${index}`
	]);
	const list = [kind, 'p.f AS record_old', 'p.t AS record_new', ...masks, ...values].join(', ');
	const some = `SELECT *, rowid AS place FROM ${pairs} WHERE rowid >= ${rowStart} AND rowid < ${rowEnd}`;
	return (
		`SELECT ${list} FROM (${some}) AS p LEFT JOIN (${records.from}) AS f ON p.f = f.rec ` +
		`LEFT JOIN (${records.to}) AS t ON p.t = t.rec ORDER BY p.place`
	);
}

function kindSql(kinds: readonly ChangeKind[]): string {
	const numbers = kinds.map((kind) => CHANGE_KINDS.indexOf(kind));
	return numbers.length === 0 ? 'false' : `p.kind IN (${numbers.join(', ')})`;
}

function searchSql(fields: readonly DiffField[], search: string): string {
	const wanted = quoteText(search.toLowerCase());
	const places = fields.flatMap((field) =>
		(['old', 'new'] as const).flatMap((side) => {
			const value = valueSql(field, side);
			return value === null ? [] : [`contains(lower(CAST(${value} AS VARCHAR)), ${wanted})`];
		})
	);
	return `coalesce(${places.map((place) => `coalesce(${place}, false)`).join(' OR ') || 'false'}, false)`;
}

function valueSql(field: DiffField, side: 'old' | 'new'): string | null {
	const index = side === 'old' ? field.from : field.to;
	return index === null ? null : `${side === 'old' ? 'f' : 't'}.c${index}`;
}

/** A removed row stands where its old value belongs. */
function orderSql(field: DiffField, side: 'old' | 'new'): string | null {
	const value = valueSql(field, side);
	if (side === 'old' || field.fromType !== field.toType) return value ?? valueSql(field, 'old');
	return `CASE WHEN p.t IS NULL THEN ${valueSql(field, 'old')} ELSE ${value} END`;
}

function valueOrNull(field: DiffField, side: 'old' | 'new'): string {
	const type = (side === 'old' ? field.toType : field.fromType) ?? 'VARCHAR';
	return valueSql(field, side) ?? `CAST(NULL AS ${type})`;
}
