import type { Version } from '../versions/version';
import { marginOf, type Judgement, type Metric, type MetricName } from './judgement';

/** A version and what was found in it. */
export interface JudgedVersion {
	version: Pick<Version, 'version' | 'tables'>;
	judgement: Judgement;
}

/** How far a number of a version is from what it was before. */
export interface NumberDrift extends NumberScore {
	kind: 'number';
	tableIndex: number;
	/** -1 for the whole table. */
	columnIndex: number;
	metric: MetricName;
}

/** A number against those before it: see `numberDrift`. */
export interface NumberScore {
	value: number;
	/** Mean over the versions before, at most `DRIFT_WINDOW` of them. */
	expected: number;
	spread: number;
	/** How far `value` and `expected` may be off, as a share of each. */
	margin: number;
	expectedMargin: number;
	/** How much of their difference that may explain. */
	error: number;
	score: number;
}

/** Values of a text column with few of them that are new, or came in the version before and no more. */
export interface CategoryDrift {
	kind: 'categories';
	tableIndex: number;
	columnIndex: number;
	added: string[];
	vanished: string[];
	score: number;
}

export type Drift = NumberDrift | CategoryDrift;

export const DRIFT_WINDOW = 10;
/** From this score on a drift is worth a look; from twice of it on it is strong. */
export const DRIFT_NOTABLE = 3;

const WATCHED: readonly MetricName[] = ['rows', 'nullShare', 'distinct', 'mean'];

/**
 * What has drifted in a version against those before it, the strongest first (QUA-4, SPEC MET-3). Columns are compared
 * by their names. @param before ascending
 */
export function driftOf(current: JudgedVersion, before: readonly JudgedVersion[]): Drift[] {
	const recent = before.slice(-DRIFT_WINDOW);
	if (recent.length === 0) return [];
	const numbers = current.judgement.metrics.flatMap((metric) => {
		if (!WATCHED.includes(metric.metric) || metric.value === null) return [];
		const drift = numberDrift(metric, metricsBefore(recent, current, metric));
		const { tableIndex, columnIndex } = metric;
		return drift
			? [{ kind: 'number' as const, tableIndex, columnIndex, metric: metric.metric, ...drift }]
			: [];
	});
	const drifts: Drift[] = [...numbers, ...categoryDrifts(current, recent.at(-1) as JudgedVersion)];
	return drifts.filter(({ score }) => score >= DRIFT_NOTABLE).sort((a, b) => b.score - a.score);
}

/**
 * score = (|value − mean| − error) ÷ spread. The spread is the standard deviation of the values before, but at least one
 * percentage point for shares of NULL and 5 % of the mean for other numbers: a number that never moved may move a bit.
 * The error is what estimates among the numbers may be off by, so that none of it is ever taken for drift.
 */
export function numberDrift(
	metric: MeasuredValue,
	before: readonly (MeasuredValue | null)[]
): NumberScore | null {
	const { value } = metric;
	const history = before.flatMap((one) =>
		one === null || one.value === null ? [] : [{ value: one.value, error: errorOf(one) }]
	);
	if (history.length === 0 || value === null) return null;
	const mean = (of: (one: { value: number; error: number }) => number) =>
		history.reduce((sum, one) => sum + of(one), 0) / history.length;
	const expected = mean((one) => one.value);
	const expectedError = mean((one) => one.error);
	const deviation = Math.sqrt(mean((one) => (one.value - expected) ** 2));
	const least = metric.metric === 'nullShare' ? 0.01 : Math.abs(expected) * 0.05;
	const spread = Math.max(deviation, least);
	const error = errorOf(metric) + expectedError;
	const found: Omit<NumberScore, 'score'> = {
		value,
		expected,
		spread,
		margin: marginOf(metric),
		expectedMargin: expected === 0 ? 0 : expectedError / Math.abs(expected),
		error
	};
	const apart = Math.max(0, Math.abs(value - expected) - error);
	if (spread === 0) return apart === 0 ? null : { ...found, score: DRIFT_NOTABLE };
	return { ...found, score: apart / spread };
}

type MeasuredValue = Pick<Metric, 'metric' | 'value' | 'margin'>;

function errorOf(metric: MeasuredValue): number {
	return Math.abs(metric.value ?? 0) * marginOf(metric);
}

/** A metric in other versions, null where they have none. */
export function metricsBefore(
	versions: readonly JudgedVersion[],
	current: JudgedVersion,
	{ tableIndex, columnIndex, metric }: { tableIndex: number; columnIndex: number; metric: MetricName }
): (Metric | null)[] {
	return versions.map((other) => {
		const place = placeOf(other, current, tableIndex, columnIndex);
		const found =
			place &&
			other.judgement.metrics.find(
				(one) =>
					one.tableIndex === place.tableIndex &&
					one.columnIndex === place.columnIndex &&
					one.metric === metric
			);
		return found ?? null;
	});
}

/** Where a column of `current` is in another version. */
function placeOf(
	other: JudgedVersion,
	current: JudgedVersion,
	tableIndex: number,
	columnIndex: number
): { tableIndex: number; columnIndex: number } | null {
	const table = current.version.tables[tableIndex];
	const { tables } = other.version;
	const isOnly = tables.length === 1 && current.version.tables.length === 1;
	const otherTable = isOnly ? 0 : tables.findIndex(({ name }) => name === table?.name);
	if (otherTable < 0) return null;
	if (columnIndex < 0) return { tableIndex: otherTable, columnIndex };
	const name = table?.columns[columnIndex]?.name;
	const otherColumn = tables[otherTable]?.columns.findIndex((column) => column.name === name) ?? -1;
	return otherColumn < 0 ? null : { tableIndex: otherTable, columnIndex: otherColumn };
}

/** Each value that came or went counts as one notable drift. */
function categoryDrifts(current: JudgedVersion, last: JudgedVersion): CategoryDrift[] {
	return current.judgement.categories.flatMap(({ tableIndex, columnIndex, values }) => {
		const place = placeOf(last, current, tableIndex, columnIndex);
		const old =
			place &&
			last.judgement.categories.find(
				(one) => one.tableIndex === place.tableIndex && one.columnIndex === place.columnIndex
			);
		if (!old) return [];
		const added = values.filter((value) => !old.values.includes(value));
		const vanished = old.values.filter((value) => !values.includes(value));
		const count = added.length + vanished.length;
		if (count === 0) return [];
		return [
			{ kind: 'categories' as const, tableIndex, columnIndex, added, vanished, score: count * DRIFT_NOTABLE }
		];
	});
}
