import type { Metric, MetricName, QualityStatus } from './judgement';

/** Bounds of one metric; a bound that is null does not hold. Beyond `fail…` it fails, beyond `warn…` it warns. */
export interface Threshold {
	/** Null means the first table. */
	table: string | null;
	/** Null for metrics of the whole table. */
	column: string | null;
	metric: MetricName;
	warnBelow: number | null;
	warnAbove: number | null;
	failBelow: number | null;
	failAbove: number | null;
}

/**
 * `value` against a threshold (SPEC MET-2); what has no value passes.
 * @param margin how far `value` may be off, as a share of it: what is within bounds by as much passes (SPEC MET-4)
 */
export function thresholdStatus(threshold: Threshold, value: number | null, margin = 0): QualityStatus {
	if (value === null) return 'pass';
	const error = Math.abs(value) * margin;
	const beyond = (below: number | null, above: number | null) =>
		(below !== null && value + error < below) || (above !== null && value - error > above);
	if (beyond(threshold.failBelow, threshold.failAbove)) return 'fail';
	return beyond(threshold.warnBelow, threshold.warnAbove) ? 'warning' : 'pass';
}

/** The threshold of a metric, if there is one. */
export function thresholdOf(
	thresholds: readonly Threshold[],
	tables: readonly { name: string; columns: readonly { name: string }[] }[],
	{ tableIndex, columnIndex, metric }: Pick<Metric, 'tableIndex' | 'columnIndex' | 'metric'>
): Threshold | undefined {
	const table = tables[tableIndex];
	const column = table?.columns[columnIndex]?.name ?? null;
	return thresholds.find(
		(threshold) =>
			threshold.metric === metric &&
			threshold.column === column &&
			(threshold.table === null || tables.length === 1 ? tableIndex === 0 : threshold.table === table?.name)
	);
}
