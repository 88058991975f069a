import type { DiffField, DiffOptions } from './diff';
import { changedSql, normalForms, sideNames } from './equality';

/** Bits in a mask: as many as a column of type INTEGER can hold without its sign. */
export const MASK_BITS = 30;

/** Values of `kind` in a table of pairs: places in CHANGE_KINDS. */
const ADDED = 0;
const REMOVED = 1;
const MODIFIED = 2;

/** What the statements of a diff are made from. Views and tables are qualified names, ready for SQL. */
export interface DiffPlan {
	/** Views with the columns `rec, c0, c1 …`, `rec` unique. */
	from: string;
	to: string;
	/** Puts a name in the place where the diff's own tables are. */
	table: (name: string) => string;
	fields: readonly DiffField[];
	options: DiffOptions;
}

/** One of `of` parts of both sides; rows with one key are in one part. */
export interface Share {
	part: number;
	of: number;
}

const WHOLE: Share = { part: 0, of: 1 };

/** Keys in normal form, as `k0, k1 …`. */
function keySelects({ fields, options }: DiffPlan, side: 'f' | 't'): string[] {
	return keyForms(fields, options, side).map((form, index) => `${form} AS k${index}`);
}

export function keyForms(fields: readonly DiffField[], options: DiffOptions, side: 'f' | 't'): string[] {
	return fields
		.filter((field) => field.isKey)
		.map((field) => normalForms(field, sideNames(field), options)[side === 'f' ? 'from' : 'to']);
}

function compared(plan: DiffPlan): DiffField[] {
	return plan.fields.filter((field) => field.bit !== null);
}

function keyCount(plan: DiffPlan): number {
	return plan.fields.filter((field) => field.isKey).length;
}

export function maskCount(plan: Pick<DiffPlan, 'fields'>): number {
	const bits = plan.fields.filter((field) => field.bit !== null).length;
	return Math.ceil(bits / MASK_BITS);
}

/** `CREATE TABLE` of an empty table of pairs: what changed, and the records on both sides. */
export function createPairsSql(plan: DiffPlan, name: string): string {
	const masks = Array.from({ length: maskCount(plan) }, (_, index) => `m${index} INTEGER`);
	const columns = ['kind UTINYINT', 'f BIGINT', 't BIGINT', 'dup BOOLEAN', ...masks];
	return `CREATE TABLE ${plan.table(name)} (${columns.join(', ')})`;
}

/** The same pairs in the order of the records: a removed row stands where it was (SPEC DIF-10). */
export function orderPairsSql(plan: DiffPlan, source: string, target: string): string {
	return `CREATE TABLE ${plan.table(target)} AS SELECT * FROM ${plan.table(source)} ORDER BY coalesce(t, f), kind DESC`;
}

/**
 * The changed pairs by key. Right as it stands where keys are unique on one side and, if matched, on the other;
 * `without` names a table of keys (`k0 …`) to be left out on both sides.
 */
export function matchSql(plan: DiffPlan, share: Share = WHOLE, without: string | null = null): string {
	const on = equalOn(keyCount(plan), 'f', 't');
	const changes = compared(plan).map((field) => changedSql(field, sideNames(field), plan.options));
	const differs = ['f.rec IS NULL', 't.rec IS NULL', ...changes].join(' OR ');
	return (
		`SELECT ${pairColumns(plan, 'false')} FROM (${keyedSide(plan, 'f', share, without)}) AS f ` +
		`FULL JOIN (${keyedSide(plan, 't', share, without)}) AS t ON ${on} WHERE ${differs}`
	);
}

function keyedSide(plan: DiffPlan, side: 'f' | 't', share: Share, without: string | null): string {
	const view = side === 'f' ? plan.from : plan.to;
	const keys = keySelects(plan, side);
	const inner = `SELECT ${side}.*, ${keys.join(', ')} FROM ${view} AS ${side}`;
	const parts: string[] = [];
	const names = Array.from({ length: keys.length }, (_, index) => `k${index}`);
	if (share.of > 1) parts.push(`hash(${names.join(', ')}) % ${share.of} = ${share.part}`);
	const where = parts.length > 0 ? ` WHERE ${parts.join(' AND ')}` : '';
	if (without === null && where === '') return inner;
	const left =
		without === null ? '' : ` ANTI JOIN ${plan.table(without)} AS d ON ${equalOn(keys.length, 's', 'd')}`;
	return `SELECT s.* FROM (${inner}) AS s${left}${where}`;
}

function equalOn(keys: number, left: string, right: string, more: readonly string[] = []): string {
	const names = [...Array.from({ length: keys }, (_, index) => `k${index}`), ...more];
	if (names.length === 0) return 'true';
	return names.map((name) => `${left}.${name} IS NOT DISTINCT FROM ${right}.${name}`).join(' AND ');
}

function pairColumns(plan: DiffPlan, duplicate: string): string {
	const kind = `CAST(CASE WHEN f.rec IS NULL THEN ${ADDED} WHEN t.rec IS NULL THEN ${REMOVED} ELSE ${MODIFIED} END AS UTINYINT)`;
	const masks = maskSqls(plan).map((mask, index) => `${mask} AS m${index}`);
	return [`${kind} AS kind`, 'f.rec AS f', 't.rec AS t', `${duplicate} AS dup`, ...masks].join(', ');
}

/** Masks of changed fields; zero where one side has no row. */
function maskSqls(plan: DiffPlan): string[] {
	const words: string[][] = Array.from({ length: maskCount(plan) }, () => []);
	for (const field of compared(plan)) {
		const bit = field.bit ?? 0;
		const changed = changedSql(field, sideNames(field), plan.options);
		words[Math.floor(bit / MASK_BITS)]?.push(
			`CASE WHEN ${changed} THEN ${2 ** (bit % MASK_BITS)} ELSE 0 END`
		);
	}
	return words.map(
		(cases) =>
			`CAST(CASE WHEN f.rec IS NULL OR t.rec IS NULL THEN 0 ELSE ${cases.join(' | ')} END AS INTEGER)`
	);
}

/** Table of the keys that occur more than once on either side. */
export function duplicateKeysSql(plan: DiffPlan, name: string): string {
	const keys = Array.from({ length: keyCount(plan) }, (_, index) => `k${index}`).join(', ');
	const side = (of: 'f' | 't') =>
		`SELECT ${keys} FROM (${keyedSide(plan, of, WHOLE, null)}) GROUP BY ${keys} HAVING count(*) > 1`;
	return `CREATE TABLE ${plan.table(name)} AS SELECT DISTINCT * FROM (${side('f')} UNION ALL ${side('t')})`;
}

/** Counts of the keys in `duplicates` on one side: keys that occur more than once there, and their rows. */
export function duplicateCountsSql(plan: DiffPlan, side: 'f' | 't', duplicates: string): string {
	const keys = keyCount(plan);
	const names = Array.from({ length: keys }, (_, index) => `s.k${index}`).join(', ');
	const rows = `SELECT count(*) AS n FROM (${keyedSide(plan, side, WHOLE, null)}) AS s SEMI JOIN ${plan.table(duplicates)} AS d ON ${equalOn(keys, 's', 'd')} GROUP BY ${names}`;
	return `SELECT count(*) AS keys, coalesce(sum(n), 0)::BIGINT AS n FROM (${rows}) WHERE n > 1`;
}

/** Counts keys that occur more than once among one side's rows without a partner: `keys`, and `n` rows. */
export function unmatchedDuplicatesSql(plan: DiffPlan, side: 'f' | 't', pairs: string): string {
	return `SELECT count(*) AS keys, coalesce(sum(n), 0)::BIGINT AS n FROM (${unmatchedTwice(plan, side, pairs)})`;
}

/** Marks these rows in the table of pairs. */
export function markUnmatchedSql(plan: DiffPlan, side: 'f' | 't', pairs: string): string {
	const keys = keyCount(plan);
	const twice = unmatchedTwice(plan, side, pairs);
	const records = `SELECT s.rec FROM (${keyedSide(plan, side, WHOLE, null)}) AS s SEMI JOIN (${twice}) AS d ON ${equalOn(keys, 's', 'd')}`;
	return `UPDATE ${plan.table(pairs)} SET dup = true WHERE kind = ${kindAlone(side)} AND ${side} IN (${records})`;
}

function unmatchedTwice(plan: DiffPlan, side: 'f' | 't', pairs: string): string {
	const names = Array.from({ length: keyCount(plan) }, (_, index) => `s.k${index}`).join(', ');
	const alone = `SELECT ${side} AS rec FROM ${plan.table(pairs)} WHERE kind = ${kindAlone(side)}`;
	return (
		`SELECT ${names}, count(*) AS n FROM (${keyedSide(plan, side, WHOLE, null)}) AS s ` +
		`SEMI JOIN (${alone}) AS p ON s.rec = p.rec GROUP BY ${names} HAVING count(*) > 1`
	);
}

function kindAlone(side: 'f' | 't'): number {
	return side === 'f' ? REMOVED : ADDED;
}

/** Rows of one side with a shared key, with all that counts for their equality in normal form: `rec, k0 …, v0 …`. */
export function candidatesSql(
	plan: DiffPlan,
	side: 'f' | 't',
	name: string,
	among: { duplicates: string } | { hashes: string; share: Share } | null
): string {
	const keys = keyCount(plan);
	const values = valueForms(plan, side).map((form, index) => `${form} AS v${index}`);
	const view = side === 'f' ? plan.from : plan.to;
	const list = ['rec', ...keySelects(plan, side), ...values].join(', ');
	const inner = `SELECT ${list} FROM ${view} AS ${side}`;
	const create = `CREATE TABLE ${plan.table(name)} AS SELECT s.* FROM (${inner}) AS s`;
	if (among === null) return create;
	if ('duplicates' in among)
		return `${create} SEMI JOIN ${plan.table(among.duplicates)} AS d ON ${equalOn(keys, 's', 'd')}`;
	const [first, second] = rowHashes(values.length);
	return `${create} SEMI JOIN ${plan.table(among.hashes)} AS h ON ${first} = h.h0 AND ${second} = h.h1`;
}

function valueForms(plan: DiffPlan, side: 'f' | 't'): string[] {
	return compared(plan).map(
		(field) => normalForms(field, sideNames(field), plan.options)[side === 'f' ? 'from' : 'to']
	);
}

/** 128 bits over the columns `v0 …`. */
function rowHashes(values: number): [string, string] {
	const names = Array.from({ length: values }, (_, index) => `v${index}`).join(', ');
	return [`hash(${names})`, `hash('varve', ${names})`];
}

/** Table of the hashes of rows that one side has more often than the other. */
export function unbalancedSql(plan: DiffPlan, name: string, { part, of }: Share): string {
	const side = (view: 'f' | 't', sign: number) => {
		const forms = valueForms(plan, view);
		const [first, second] = rowHashes(forms.length);
		const list = forms.map((form, index) => `${form} AS v${index}`).join(', ');
		const rows = `SELECT ${list} FROM ${view === 'f' ? plan.from : plan.to} AS ${view}`;
		const hashes = `SELECT ${first} AS h0, ${second} AS h1, ${sign} AS n FROM (${rows})`;
		return of === 1 ? hashes : `SELECT * FROM (${hashes}) WHERE h0 % ${of} = ${part}`;
	};
	return (
		`INSERT INTO ${plan.table(name)} SELECT h0, h1 FROM (${side('f', 1)} UNION ALL ${side('t', -1)}) ` +
		`GROUP BY h0, h1 HAVING sum(n) <> 0`
	);
}

export function createHashesSql(plan: DiffPlan, name: string): string {
	return `CREATE TABLE ${plan.table(name)} (h0 UBIGINT, h1 UBIGINT)`;
}

/**
 * The changed pairs among candidates (SPEC DIF-3): first rows that are equal in everything, the k-th with the k-th;
 * of what is left the k-th with the k-th of its key, where there are keys; what is left then is added or removed.
 */
export function pairCandidatesSql(plan: DiffPlan, from: string, to: string): string {
	const keys = keyCount(plan);
	const values = compared(plan).map((_, index) => `v${index}`);
	const all = [...Array.from({ length: keys }, (_, index) => `k${index}`), ...values];
	const numbered = (name: string) =>
		`SELECT *, row_number() OVER (PARTITION BY ${all.join(', ') || 'true'} ORDER BY rec) AS nth FROM ${plan.table(name)}`;
	const left = (one: string, other: string) =>
		`SELECT a.* FROM (${numbered(one)}) AS a ANTI JOIN (${numbered(other)}) AS b ON ${equalOn(keys, 'a', 'b', [...values, 'nth'])}`;
	const ranked = (rows: string) =>
		`SELECT * EXCLUDE (nth), row_number() OVER (PARTITION BY ${all.slice(0, keys).join(', ')} ORDER BY rec) AS place FROM (${rows})`;
	const matched =
		keys === 0
			? `SELECT rec AS f, NULL::BIGINT AS t FROM (${left(from, to)}) UNION ALL SELECT NULL::BIGINT, rec FROM (${left(to, from)})`
			: `SELECT x.rec AS f, y.rec AS t FROM (${ranked(left(from, to))}) AS x FULL JOIN (${ranked(left(to, from))}) AS y ON ${equalOn(keys, 'x', 'y', ['place'])}`;
	const changes = compared(plan).map((field) => changedSql(field, sideNames(field), plan.options));
	const differs = ['f.rec IS NULL', 't.rec IS NULL', ...changes].join(' OR ');
	return (
		`SELECT ${pairColumns(plan, keys === 0 ? 'false' : 'true')} FROM (${matched}) AS p ` +
		`LEFT JOIN ${plan.from} AS f ON p.f = f.rec LEFT JOIN ${plan.to} AS t ON p.t = t.rec WHERE ${differs}`
	);
}
