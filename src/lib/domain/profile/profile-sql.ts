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
	if (kind === 'time') {
		const value = binValueSql(sql, type);
		return [`CAST(min(${value}) AS DOUBLE) AS l${i}`, `CAST(max(${value}) AS DOUBLE) AS h${i}`];
	}
	if (kind !== 'number') return [];
	const value = binValueSql(sql, type);
	const quantiles = QUANTILES.map((share, q) => `approx_quantile(${value}, ${share}) AS q${i}_${q}`);
	const isFloat = type === 'DOUBLE' || type === 'FLOAT';
	return [
		`CAST(min(${value}) AS DOUBLE) AS l${i}`,
		`CAST(max(${value}) AS DOUBLE) AS h${i}`,
		`avg(${value}) AS m${i}`,
		...quantiles,
		...(isFloat ? [`count(${sql}) - count(${value}) AS f${i}`] : [])
	];
}

/**
 * A column's value as a DOUBLE for its bins: numbers as they are (NULL for what is not finite), times in milliseconds
 * since 1970 in UTC, times of day since midnight.
 */
export function binValueSql(sql: string, type: string): string {
	if (type === 'DOUBLE' || type === 'FLOAT')
		return `CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS DOUBLE) END`;
	if (profileKind(type) === 'number') return `CAST(${sql} AS DOUBLE)`;
	if (/^TIME\b/.test(type)) return `date_part('epoch', ${sql}) * 1000`;
	// infinite dates have no place on a line
	const isFinite = `isfinite(${sql})`;
	return `CASE WHEN ${isFinite} THEN CAST(epoch_ms(CAST(${sql} AS TIMESTAMP)) AS DOUBLE) END`;
}

/** `bin, n`: how many rows fall into each bin; NULL for rows without a value in them. */
export function histogramSql(column: ProfiledColumn, bins: Bins, rows: string, where: string | null): string {
	const value = binValueSql(quoteIdentifier(column.name), column.type);
	const bin = `greatest(0, least(${bins.count - 1}, floor((${value} - ${bins.low}) / ${bins.width})))::INTEGER`;
	return `SELECT ${bin} AS bin, count(*) AS n FROM ${rows}${whereSql(where)} GROUP BY bin`;
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

/** `pattern, n, example`: the shapes of a column's texts, the most frequent first. */
export function patternsSql(
	column: ProfiledColumn,
	rows: string,
	where: string | null,
	limit: number
): string {
	const name = quoteIdentifier(column.name);
	const text = `CAST(${name} AS VARCHAR)`;
	const shape = `translate(${text}, ${quoteText(FROM_CHARACTERS)}, ${quoteText(TO_CHARACTERS)})`;
	const has = `${name} IS NOT NULL${where === null ? '' : ` AND (${where})`}`;
	return (
		`SELECT left(${shape}, 80) AS pattern, count(*) AS n, min(left(${text}, 200)) AS example, ` +
		`(sum(count(*)) OVER ())::BIGINT AS total FROM ${rows} WHERE ${has} GROUP BY pattern ORDER BY n DESC, pattern LIMIT ${limit}`
	);
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyzäöüßéèêàáâçñóòôúùûíìîæøå';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÉÈÊÀÁÂÇÑÓÒÔÚÙÛÍÌÎÆØÅ';
const FROM_CHARACTERS = DIGITS + LOWER + UPPER;
const TO_CHARACTERS = '9'.repeat(DIGITS.length) + 'a'.repeat(LOWER.length) + 'A'.repeat(UPPER.length);

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
	return `(${value}) >= ${filter.low} AND (${value}) ${filter.includesHigh ? '<=' : '<'} ${filter.high}`;
}

function whereSql(where: string | null): string {
	return where === null ? '' : ` WHERE ${where}`;
}
