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

/** Whether `approx_count_distinct` and comparing make sense: not for lists, structs and maps. */
function isScalar(type: string): boolean {
	return !/[\]]$|^(STRUCT|MAP|UNION|LIST)\b/.test(type);
}

/**
 * The metrics of columns in one pass: `n` rows, and for column `i` `v<i>` values that are not NULL, `d<i>` distinct
 * ones (HyperLogLog, about 2 % off), `a<i>` smallest, `z<i>` largest, `m<i>` mean. See `Metric` for the units.
 */
export function columnMetricsSql(columns: readonly Column[], rows: string): string {
	const parts = columns.flatMap(({ name, type }, i) => {
		const sql = quoteIdentifier(name);
		return [
			`count(${sql}) AS v${i}`,
			...(isScalar(type) ? [`approx_count_distinct(${sql}) AS d${i}`] : []),
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
