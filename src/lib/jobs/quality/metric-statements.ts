import { averageBytesSql, isCountable, sketchSql } from '$lib/domain/profile/distinct-sql';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { isNumberType, isTimeType } from '$lib/rules/rule-sql';

/** Columns measured by one statement: wider tables take several. */
export const COLUMNS_AT_ONCE = 40;
/** A text column with at most so many distinct values has categories. */
export const CATEGORIES_LIMIT = 50;

interface Column {
	name: string;
	type: string;
}

/**
 * The metrics of columns in one pass: `n` rows, and for column `i` `v<i>` values that are not NULL, `a<i>` smallest,
 * `z<i>` largest, `m<i>` mean (see `Metric` for the units), and what it takes to plan how its distinct values are
 * counted: `d<i>` the sketch, `b<i>` average length.
 */
export function columnMetricsSql(columns: readonly Column[], rows: string): string {
	const parts = columns.flatMap(({ name, type }, i) => {
		const sql = quoteIdentifier(name);
		const bytes = averageBytesSql(name, type);
		return [
			`count(${sql}) AS v${i}`,
			...(isCountable(type) ? [`${sketchSql(name)} AS d${i}`] : []),
			...(bytes === null ? [] : [`${bytes} AS b${i}`]),
			...extremes(sql, type, i)
		];
	});
	return `SELECT ${['count(*) AS n', ...parts].join(', ')} FROM ${rows}`;
}

function extremes(sql: string, type: string, i: number): string[] {
	if (isNumberType(type)) {
		const sound = type === 'DOUBLE' || type === 'FLOAT' ? ` FILTER (isfinite(${sql}))` : '';
		return [
			`CAST(min(${sql})${sound} AS DOUBLE) AS a${i}`,
			`CAST(max(${sql})${sound} AS DOUBLE) AS z${i}`,
			`avg(CAST(${sql} AS DOUBLE))${sound} AS m${i}`
		];
	}
	if (isTimeType(type))
		return [
			`CAST(epoch_ms(CAST(min(${sql}) AS TIMESTAMP)) AS DOUBLE) AS a${i}`,
			`CAST(epoch_ms(CAST(max(${sql}) AS TIMESTAMP)) AS DOUBLE) AS z${i}`
		];
	if (type === 'BOOLEAN') return [`avg(CASE WHEN ${sql} THEN 1.0 WHEN NOT ${sql} THEN 0.0 END) AS m${i}`];
	return [];
}

/** The distinct values of columns, sorted: `c0`, `c1` … */
export function categoriesSql(columns: readonly Column[], rows: string): string {
	const lists = columns.map(
		({ name }, i) =>
			`list_sort(list(DISTINCT ${quoteIdentifier(name)}) FILTER (${quoteIdentifier(name)} IS NOT NULL)) AS c${i}`
	);
	return `SELECT ${lists.join(', ')} FROM ${rows}`;
}
