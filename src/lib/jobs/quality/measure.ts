import type { ColumnFacts, DistinctCount } from '$lib/domain/profile/distinct';
import type { Categories, Metric } from '$lib/domain/quality/judgement';
import { countDistinct } from '$lib/jobs/profile/count-distinct';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { TableToJudge } from './judge-rules';
import { CATEGORIES_LIMIT, categoriesSql, COLUMNS_AT_ONCE, columnMetricsSql } from './metric-statements';

type Measurement = Omit<Metric, 'status'>;

export interface Measured {
	metrics: Measurement[];
	categories: Categories[];
}

/** A column, what one pass over the table found about it, and its different values where they can be counted. */
interface MeasuredColumn {
	index: number;
	name: string;
	type: string;
	/** Values that are not NULL. */
	values: number;
	/** Null where there is no value; none where the type has no such metric. */
	numbers: Partial<Record<'min' | 'max' | 'mean', number | null>>;
	distinct: DistinctCount | null;
}

/** The numbers about a table and its columns, on all rows. @param rowsRead records in the file, rejects included */
export async function measureTable(
	session: EngineSession,
	{ index: tableIndex, context }: TableToJudge,
	rowsRead: number
): Promise<Measured> {
	const columns: MeasuredColumn[] = [];
	let rowCount = 0;
	for (let start = 0; start < Math.max(1, context.columns.length); start += COLUMNS_AT_ONCE) {
		const some = context.columns.slice(start, start + COLUMNS_AT_ONCE);
		const [row = {}] = await session.primary.rows(columnMetricsSql(some, context.rows));
		rowCount = Number(row['n']);
		columns.push(...(await measureColumns(session, some, start, row, context.rows)));
	}
	const ofTable = { tableIndex, columnIndex: -1 };
	const metrics: Measurement[] = columns.flatMap((column) => columnMetrics(tableIndex, column, rowCount));
	metrics.push({ ...ofTable, metric: 'rows', value: rowCount });
	const rejectShare = rowsRead === 0 ? null : (rowsRead - rowCount) / rowsRead;
	metrics.push({ ...ofTable, metric: 'rejectShare', value: rejectShare });
	return { metrics, categories: await categoriesOf(session, tableIndex, columns, context.rows) };
}

async function measureColumns(
	session: EngineSession,
	columns: readonly { name: string; type: string }[],
	start: number,
	row: Record<string, unknown>,
	rows: string
): Promise<MeasuredColumn[]> {
	const measured = columns.map(({ name, type }, i): MeasuredColumn => {
		const numbers: MeasuredColumn['numbers'] = {};
		for (const [metric, key] of [
			['min', 'a'],
			['max', 'z'],
			['mean', 'm']
		] as const)
			if (`${key}${i}` in row) numbers[metric] = numberOf(row[`${key}${i}`]);
		const values = numberOf(row[`v${i}`]) ?? 0;
		return { index: start + i, name, type, values, numbers, distinct: null };
	});
	const countable = measured.filter((_, i) => `d${i}` in row);
	const facts = countable.map((column): ColumnFacts => {
		const i = column.index - start;
		const sketch = numberOf(row[`d${i}`]) ?? 0;
		return { ...column, ...rangeOf(column), sketch, bytes: numberOf(row[`b${i}`]) ?? 0 };
	});
	const counts = await countDistinct((sql) => session.primary.rows(sql), facts, rows);
	countable.forEach((column, at) => (column.distinct = counts[at] ?? null));
	return measured;
}

function numberOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Of booleans the mean tells which of the two there are. */
function rangeOf({ type, numbers }: MeasuredColumn): { low: number | null; high: number | null } {
	const { min = null, max = null, mean = null } = numbers;
	if (type !== 'BOOLEAN' || mean === null) return { low: min, high: max };
	return { low: mean === 1 ? 1 : 0, high: mean === 0 ? 0 : 1 };
}

function columnMetrics(
	tableIndex: number,
	{ index: columnIndex, values, numbers, distinct }: MeasuredColumn,
	rowCount: number
): Measurement[] {
	const place = { tableIndex, columnIndex };
	const nullShare = rowCount === 0 ? null : (rowCount - values) / rowCount;
	const others = Object.entries(numbers) as ['min' | 'max' | 'mean', number | null][];
	return [
		{ ...place, metric: 'nullShare', value: nullShare },
		{ ...place, metric: 'distinct', value: distinct?.count ?? null, margin: distinct?.margin ?? 0 },
		...others.map(([metric, value]) => ({ ...place, metric, value }))
	];
}

async function categoriesOf(
	session: EngineSession,
	tableIndex: number,
	columns: readonly MeasuredColumn[],
	rows: string
): Promise<Categories[]> {
	const few = columns.filter(
		({ type, distinct }) => type === 'VARCHAR' && distinct?.margin === 0 && distinct.count <= CATEGORIES_LIMIT
	);
	const categories: Categories[] = [];
	for (let start = 0; start < few.length; start += COLUMNS_AT_ONCE) {
		const some = few.slice(start, start + COLUMNS_AT_ONCE);
		const [row = {}] = await session.primary.rows(categoriesSql(some, rows));
		some.forEach(({ index: columnIndex }, i) => {
			const list = row[`c${i}`];
			const values = list === null || list === undefined ? [] : Array.from(list as Iterable<unknown>, String);
			categories.push({ tableIndex, columnIndex, values });
		});
	}
	return categories;
}
