import type { SamplePlan } from '../profile/distinct';
import { distinctSql, isSampledSql, sketchSql } from '../profile/distinct-sql';
import { TYPES_WITHIN_BIGINT } from '../sql/number-types';
import type { DiffField } from './diff';
import { keyForms, type DiffPlan, type Share } from './pairs-sql';

/** Bits for each row, and bits in all, up to which a set of integers is kept as bits. */
const MAX_BITS_PER_ROW = 64;
const MAX_BITS = 2 ** 30;

/** What a scan of the key columns tells: `rows`, `nulls` (rows with NULL in a part), `low` and `high` of a lone integer. */
export function keyFactsSql(plan: DiffPlan, side: 'f' | 't'): string {
	const forms = keyForms(plan.fields, plan.options, side);
	const nulls = forms.map((form) => `${form} IS NULL`).join(' OR ');
	const ends = isLoneInteger(plan.fields)
		? `min(${forms[0]})::BIGINT AS low, max(${forms[0]})::BIGINT AS high`
		: 'NULL::BIGINT AS low, NULL::BIGINT AS high';
	return `SELECT count(*) AS n, count(*) FILTER (${nulls}) AS nulls, ${ends} FROM ${viewOf(plan, side)} AS ${side}`;
}

/** Counts the different keys exactly, NULL as one of them; in one of `share.of` parts, `of` being 1 where bits are used. */
export function distinctKeysSql(
	plan: DiffPlan,
	side: 'f' | 't',
	facts: { rows: number; low: number | null; high: number | null },
	share: Share
): string {
	const forms = keyForms(plan.fields, plan.options, side);
	const view = viewOf(plan, side);
	if (usesBits(facts)) {
		const bits = `bitstring_agg(k, ${facts.low}, ${facts.high})`;
		return (
			`SELECT coalesce(bit_count(${bits}), 0)::BIGINT + max(CASE WHEN k IS NULL THEN 1 ELSE 0 END) AS n ` +
			`FROM (SELECT CAST(${forms[0]} AS BIGINT) AS k FROM ${view} AS ${side})`
		);
	}
	const names = forms.map((_, index) => `k${index}`).join(', ');
	const list = forms.map((form, index) => `${form} AS k${index}`).join(', ');
	const where = share.of > 1 ? ` WHERE hash(${names}) % ${share.of} = ${share.part}` : '';
	return `SELECT count(*) AS n FROM (SELECT ${names} FROM (SELECT ${list} FROM ${view} AS ${side})${where} GROUP BY ${names})`;
}

/** True where different integers are counted by setting a bit for each. */
export function usesBits({
	rows,
	low,
	high
}: {
	rows: number;
	low: number | null;
	high: number | null;
}): boolean {
	if (low === null || high === null || !Number.isSafeInteger(low) || !Number.isSafeInteger(high))
		return false;
	const range = high - low + 1;
	return range <= Math.max(1024, Math.min(MAX_BITS, rows * MAX_BITS_PER_ROW));
}

function isLoneInteger(fields: readonly DiffField[]): boolean {
	const keys = fields.filter((field) => field.isKey);
	const [key] = keys;
	return (
		keys.length === 1 &&
		key !== undefined &&
		TYPES_WITHIN_BIGINT.includes(key.fromType ?? '') &&
		TYPES_WITHIN_BIGINT.includes(key.toType ?? '')
	);
}

function viewOf(plan: DiffPlan, side: 'f' | 't'): string {
	return side === 'f' ? plan.from : plan.to;
}

/** Sketches of how many different values each column of a view has (see `SKETCH_MARGIN`): `d0, d1 …`, and `n` rows. */
export function distinctSketchesSql(view: string, columns: readonly number[]): string {
	const estimates = columns.map((column) => `${sketchSql(`c${column}`)}::BIGINT AS d${column}`);
	return `SELECT ${['count(*) AS n', ...estimates].join(', ')} FROM ${view}`;
}

/**
 * What a sample (see `SamplePlan`) says of each column: `d0, d1 …` different values in it, `r0, r1 …` rows that have them
 * (all of these: a value is chosen, not a row), and `v0, v1 …` rows of the whole column that are not NULL.
 */
export function distinctSamplesSql(view: string, columns: readonly number[], plan: SamplePlan): string {
	const list = columns.flatMap((column) => {
		const name = `c${column}`;
		return [
			`${distinctSql(name, plan)}::BIGINT AS d${column}`,
			`count(*) FILTER (${isSampledSql(name, plan)}) AS r${column}`,
			`count(${name}) AS v${column}`
		];
	});
	return `SELECT ${list.join(', ')} FROM ${view}`;
}

/** Counts exactly how many different values some columns have together, and the rows with NULL in one. */
export function exactDistinctSql(view: string, columns: readonly number[]): string {
	const names = columns.map((column) => `c${column}`);
	const nulls = names.map((name) => `${name} IS NULL`).join(' OR ');
	return (
		`SELECT count(*) AS different, sum(n)::BIGINT AS n, coalesce(sum(n) FILTER (${nulls}), 0)::BIGINT AS nulls ` +
		`FROM (SELECT ${names.join(', ')}, count(*) AS n FROM ${view} GROUP BY ${names.join(', ')})`
	);
}
