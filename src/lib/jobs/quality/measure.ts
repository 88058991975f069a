import type { Categories, Metric } from '$lib/domain/quality/judgement';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { TableToJudge } from './judge-rules';
import { CATEGORIES_LIMIT, categoriesSql, COLUMNS_AT_ONCE, columnMetricsSql } from './metric-statements';

export interface Measured {
	metrics: Omit<Metric, 'status'>[];
	categories: Categories[];
}

/** The numbers about a table and its columns, on all rows. @param rowsRead records in the file, rejects included */
export async function measureTable(
	session: EngineSession,
	{ index, context }: TableToJudge,
	rowsRead: number
): Promise<Measured> {
	const metrics: Measured['metrics'] = [];
	const few: { name: string; type: string; columnIndex: number }[] = [];
	let rowCount = 0;
	for (let start = 0; start < Math.max(1, context.columns.length); start += COLUMNS_AT_ONCE) {
		const columns = context.columns.slice(start, start + COLUMNS_AT_ONCE);
		const [row = {}] = await session.primary.rows(columnMetricsSql(columns, context.rows));
		rowCount = Number(row['n']);
		columns.forEach((column, i) => {
			const columnIndex = start + i;
			for (const [metric, value] of columnValues(row, i, rowCount))
				metrics.push({ tableIndex: index, columnIndex, metric, value });
			const distinct = row[`d${i}`];
			if (column.type === 'VARCHAR' && typeof distinct === 'number' && distinct <= CATEGORIES_LIMIT)
				few.push({ ...column, columnIndex });
		});
	}
	const table = (metric: Metric['metric'], value: number | null) =>
		metrics.push({ tableIndex: index, columnIndex: -1, metric, value });
	table('rows', rowCount);
	table('rejectShare', rowsRead === 0 ? null : (rowsRead - rowCount) / rowsRead);
	return { metrics, categories: await categoriesOf(session, index, few, context.rows) };
}

function columnValues(
	row: Record<string, unknown>,
	i: number,
	rowCount: number
): [Metric['metric'], number | null][] {
	const number = (key: string) => {
		const value = row[`${key}${i}`];
		return typeof value === 'number' && Number.isFinite(value) ? value : null;
	};
	const values = number('v') ?? 0;
	const found: [Metric['metric'], number | null][] = [
		['nullShare', rowCount === 0 ? null : (rowCount - values) / rowCount],
		// an estimate that is above what is possible is corrected
		['distinct', row[`d${i}`] === undefined ? null : Math.min(number('d') ?? 0, values)]
	];
	for (const [metric, key] of [
		['min', 'a'],
		['max', 'z'],
		['mean', 'm']
	] as const)
		if (`${key}${i}` in row) found.push([metric, number(key)]);
	return found;
}

async function categoriesOf(
	session: EngineSession,
	tableIndex: number,
	columns: readonly { name: string; type: string; columnIndex: number }[],
	rows: string
): Promise<Categories[]> {
	const categories: Categories[] = [];
	for (let start = 0; start < columns.length; start += COLUMNS_AT_ONCE) {
		const some = columns.slice(start, start + COLUMNS_AT_ONCE);
		const [row = {}] = await session.primary.rows(categoriesSql(some, rows));
		some.forEach(({ columnIndex }, i) => {
			const list = row[`c${i}`];
			const values = list === null || list === undefined ? [] : Array.from(list as Iterable<unknown>, String);
			// the estimate may have been too low
			if (values.length <= CATEGORIES_LIMIT) categories.push({ tableIndex, columnIndex, values });
		});
	}
	return categories;
}
