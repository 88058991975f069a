import { quoteIdentifier, quoteText } from '../sql/quote';
import type { Bins } from './bins';
import { averageBytesSql, sketchSql } from './distinct-sql';
import { profileKind, type ProfileFilter, type ProfileKind } from './profile';

/** Values of a top list. */
export const TOP_VALUES = 10;
export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
/** Columns measured by one statement: wider tables take several. */
export const COLUMNS_AT_ONCE = 40;

export interface ProfiledColumn {
	name: string;
	type: string;
}

/**
 * The numbers of columns in one pass: `n` rows; for column `i` `v<i>` values, `d<i>` a sketch of how many are distinct,
 * `b<i>` their average bytes, `a<i>` and `z<i>` smallest and largest as text, `l<i>` and `h<i>` the same as numbers for bins, `m<i>` mean, `q<i>` quantiles,
 * `f<i>` not finite, `s<i> e<i> g<i>` shortest, longest, mean length.
 * @param rows what stands behind FROM
 */
export function columnsSql(columns: readonly ProfiledColumn[], rows: string): string {
	const parts = columns.flatMap(({ name, type }, i) => {
		const sql = quoteIdentifier(name);
		const kind = profileKind(type);
		if (kind === 'other') return [`count(${sql}) AS v${i}`];
		const bytes = averageBytesSql(name, type);
		return [
			`count(${sql}) AS v${i}`,
			`${sketchSql(name)} AS d${i}`,
			...(bytes === null ? [] : [`${bytes} AS b${i}`]),
			`CAST(min(${sql}) AS VARCHAR) AS a${i}`,
			`CAST(max(${sql}) AS VARCHAR) AS z${i}`,
			...kindParts(sql, type, kind, i)
		];
	});
	return `SELECT ${['count(*) AS n', ...parts].join(', ')} FROM ${rows}`;
}

function kindParts(sql: string, type: string, kind: ProfileKind, i: number): string[] {
	if (kind === 'text') {
		const length = `length(CAST(${sql} AS VARCHAR))`;
		return [`min(${length}) AS s${i}`, `max(${length}) AS e${i}`, `avg(${length}) AS g${i}`];
	}
	const ends = [`${endSql('min', sql, type)} AS l${i}`, `${endSql('max', sql, type)} AS h${i}`];
	if (kind === 'time') return ends;
	if (kind !== 'number') return [];
	const value = binValueSql(sql, type);
	// the engine keeps one digest for what is written five times; five quantiles by themselves would be five digests
	const quantiles = `approx_quantile(${value}, [${QUANTILES.join(', ')}])`;
	return [
		...ends,
		`avg(${value}) AS m${i}`,
		...QUANTILES.map((_, q) => `${quantiles}[${q + 1}] AS q${i}_${q}`),
		...(isFloat(type) ? [`count(${sql}) - count(${value}) AS f${i}`] : [])
	];
}

/** The smallest or largest `binValueSql`: that of the smallest or largest value, so that it is worked out only once. */
function endSql(end: 'min' | 'max', sql: string, type: string): string {
	const canBeInfinite = isFloat(type) || (profileKind(type) === 'time' && !isTimeOfDay(type));
	const value = `${end}(${sql})${canBeInfinite ? ` FILTER (isfinite(${sql}))` : ''}`;
	return `CAST(${binValueSql(value, type)} AS DOUBLE)`;
}

const isFloat = (type: string): boolean => type === 'DOUBLE' || type === 'FLOAT';
const isTimeOfDay = (type: string): boolean => /^TIME\b/.test(type);

/**
 * A column's value as a DOUBLE for its bins: numbers as they are (NULL for what is not finite), times in milliseconds
 * since 1970 in UTC, times of day since midnight.
 */
export function binValueSql(sql: string, type: string): string {
	if (isFloat(type)) return `CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS DOUBLE) END`;
	if (profileKind(type) === 'number') return `CAST(${sql} AS DOUBLE)`;
	if (isTimeOfDay(type)) return `date_part('epoch', ${sql}) * 1000`;
	// infinite dates have no place on a line
	const isFinite = `isfinite(${sql})`;
	return `CASE WHEN ${isFinite} THEN CAST(epoch_ms(CAST(${sql} AS TIMESTAMP)) AS DOUBLE) END`;
}

/**
 * `bin, n`: how many rows fall into each bin; NULL for rows without a value in them. The type of one byte is what makes the
 * engine count in an array.
 */
export function histogramSql(column: ProfiledColumn, bins: Bins, rows: string, where: string | null): string {
	const value = binValueSql(quoteIdentifier(column.name), column.type);
	const valued = `SELECT ${value} AS value FROM ${rows}${whereSql(where)}`;
	return `SELECT (${binSql(bins)})::UTINYINT AS bin, count(*) AS n FROM ${numberedSql(valued, bins)} GROUP BY bin`;
}

/** The rows with their `value` and the number of the bin `near` it. */
function numberedSql(valued: string, { steps }: Bins): string {
	if (!steps) return `(${valued})`;
	const { width, perOne } = steps;
	const scaled = perOne === 1 ? `value / ${numberSql(width)}` : `value * ${numberSql(perOne)}`;
	return `(SELECT value, floor(${scaled}) AS near FROM (${valued}))`;
}

function binSql({ steps }: Bins): string {
	if (!steps) return 'CASE WHEN value IS NOT NULL THEN 0 END';
	const { width, perOne, first, isExact } = steps;
	const bin = `near - ${numberSql(first)}`;
	if (isExact) return bin;
	// a product or quotient is rounded, and may so pass an edge
	const edge = (n: string) => (perOne === 1 ? `${n} * ${numberSql(width)}` : `${n} / ${numberSql(perOne)}`);
	return `${bin} + (value >= ${edge('(near + 1)')})::UTINYINT - (value < ${edge('near')})::UTINYINT`;
}

/** `text, n, total`: the most frequent values, and one row with NULL, the number of NULLs and of all rows. */
export function topValuesSql({ name }: ProfiledColumn, rows: string, where: string | null): string {
	const counted = `SELECT ${quoteIdentifier(name)} AS value, count(*) AS n FROM ${rows}${whereSql(where)} GROUP BY ALL`;
	const top =
		`SELECT CAST(value AS VARCHAR) AS text, n, NULL::BIGINT AS total FROM counted ` +
		`WHERE value IS NOT NULL ORDER BY n DESC, text LIMIT ${TOP_VALUES}`;
	const nulls = 'coalesce(sum(n) FILTER (value IS NULL), 0)::BIGINT';
	return (
		`WITH counted AS (${counted}) (${top}) ` +
		`UNION ALL SELECT NULL, ${nulls}, coalesce(sum(n), 0)::BIGINT FROM counted`
	);
}

/** The same for a column with very many distinct values: which ones are most frequent is an estimate, their counts are not. */
export function likelyTopValuesSql(column: ProfiledColumn, rows: string, where: string | null): string {
	const name = quoteIdentifier(column.name);
	return (
		`WITH likely AS (SELECT unnest(approx_top_k(${name}, ${TOP_VALUES})) AS value FROM ${rows}${whereSql(where)}) ` +
		`SELECT CAST(${name} AS VARCHAR) AS text, count(*) AS n, NULL::BIGINT AS total FROM ${rows} ` +
		`WHERE ${name} IN (SELECT value FROM likely)${where === null ? '' : ` AND (${where})`} GROUP BY ALL ` +
		`UNION ALL SELECT NULL, count(*) - count(${name}), count(*) FROM ${rows}${whereSql(where)}`
	);
}

/**
 * `pattern, n, example, total`: the shapes of a column's texts, the most frequent first.
 * @param isRepetitive most texts occur many times, so it pays to find the shape of each only once
 */
export function patternsSql(
	column: ProfiledColumn,
	rows: string,
	where: string | null,
	limit: number,
	isRepetitive: boolean
): string {
	const name = quoteIdentifier(column.name);
	const has = `${name} IS NOT NULL${where === null ? '' : ` AND (${where})`}`;
	const counted = isRepetitive
		? `SELECT CAST(${name} AS VARCHAR) AS text, count(*) AS n FROM ${rows} WHERE ${has} GROUP BY ALL`
		: `SELECT CAST(${name} AS VARCHAR) AS text, 1 AS n FROM ${rows} WHERE ${has}`;
	return (
		`SELECT ${shapeSql(`left(text, ${PATTERN_CHARACTERS})`)} AS pattern, sum(n)::BIGINT AS n, ` +
		`min(left(text, 200)) AS example, (sum(sum(n)) OVER ())::BIGINT AS total ` +
		`FROM (${counted}) GROUP BY pattern ORDER BY n DESC, pattern LIMIT ${limit}`
	);
}

const PATTERN_CHARACTERS = 80;

/** By expressions, not by `translate`, which builds its whole table anew for each row. */
function shapeSql(text: string): string {
	const shapes = [
		['\\p{Ll}', 'a'],
		['\\p{Lu}', 'A'],
		['[0-9]', '9']
	] as const;
	return shapes.reduce((sql, [of, as]) => `regexp_replace(${sql}, '${of}', '${as}', 'g')`, text);
}

/** The condition that filters are, or null without any. */
export function filtersSql(
	filters: readonly ProfileFilter[],
	columns: readonly ProfiledColumn[]
): string | null {
	const conditions = filters.flatMap((filter) => {
		const column = columns[filter.index];
		return column ? [filterSql(filter, column)] : [];
	});
	return conditions.length === 0 ? null : conditions.join(' AND ');
}

function filterSql(filter: ProfileFilter, { name, type }: ProfiledColumn): string {
	const sql = quoteIdentifier(name);
	if (filter.kind === 'null') return `${sql} IS NULL`;
	if (filter.kind === 'value') {
		const isText = type === 'VARCHAR';
		return isText
			? `${sql} = ${quoteText(filter.text)}`
			: `CAST(${sql} AS VARCHAR) = ${quoteText(filter.text)}`;
	}
	const value = binValueSql(sql, type);
	const below = filter.includesHigh ? '<=' : '<';
	return `(${value}) >= ${numberSql(filter.low)} AND (${value}) ${below} ${numberSql(filter.high)}`;
}

/** A number as exactly this DOUBLE: without an exponent it would be read as a DECIMAL. */
function numberSql(value: number): string {
	if (!Number.isFinite(value)) return `CAST('${value}' AS DOUBLE)`;
	const text = String(value);
	return `(${text.includes('e') ? text : `${text}e0`})`;
}

function whereSql(where: string | null): string {
	return where === null ? '' : ` WHERE ${where}`;
}
