import { SKETCH_MARGIN } from '../profile/distinct';
import type { Rule } from './rule';

export const QUALITY_STATUSES = ['pass', 'warning', 'fail'] as const;
export type QualityStatus = (typeof QUALITY_STATUSES)[number];

/** What became of one rule on one version. */
export interface RuleResult {
	ruleId: string;
	tableIndex: number;
	/** Rows judged: those of the version and those that this rule rejected. */
	checked: number;
	/** Rows of the version that break the rule; for rules over whole tables 1 where it is broken. */
	failing: number;
	/** Rows kept out of the version because of this rule. */
	rejected: number;
	status: QualityStatus;
	/** Why the rule could not be judged, as a sentence; null where it could. */
	problem: string | null;
}

export const COLUMN_METRICS = ['nullShare', 'distinct', 'min', 'max', 'mean'] as const;
export const TABLE_METRICS = ['rows', 'rejectShare', 'rulePassRate'] as const;
export type MetricName = (typeof COLUMN_METRICS)[number] | (typeof TABLE_METRICS)[number];

/** One number about a table or one of its columns (SPEC MET-1). */
export interface Metric {
	tableIndex: number;
	/** -1 for metrics of the whole table. */
	columnIndex: number;
	metric: MetricName;
	/** Shares are 0 to 1; dates and times are milliseconds since 1970 in UTC. Null where there is no value. */
	value: number | null;
	/**
	 * How far a number of distinct values may be off, as a share of it; 0 where they were counted. Judgements that were
	 * made before this was told lack it: see `marginOf`.
	 */
	margin?: number;
	status: QualityStatus;
}

/** How far the value of a metric may be off, as a share of it (SPEC MET-4). */
export function marginOf({ metric, margin }: Pick<Metric, 'metric' | 'margin'>): number {
	return metric === 'distinct' ? (margin ?? SKETCH_MARGIN) : 0;
}

/** The distinct values of a text column that has few of them. */
export interface Categories {
	tableIndex: number;
	columnIndex: number;
	/** Sorted. */
	values: readonly string[];
}

/** What rules and metrics say about one version; kept with it. */
export interface Judgement {
	/** ISO 8601, UTC. */
	judgedAt: string;
	/** The rules as they were then. */
	rules: readonly Rule[];
	results: readonly RuleResult[];
	metrics: readonly Metric[];
	categories: readonly Categories[];
	status: QualityStatus;
}

/** The part of a judgement that lists of versions show. */
export interface QualitySummary {
	status: QualityStatus;
	/** Rules that are not passed, and rules in all. */
	broken: number;
	rules: number;
}

export function summaryOfJudgement({ status, results, rules }: Judgement): QualitySummary {
	return {
		status,
		broken: results.filter((result) => result.status !== 'pass').length,
		rules: rules.length
	};
}

export function worstStatus(statuses: Iterable<QualityStatus>): QualityStatus {
	let worst = 0;
	for (const status of statuses) worst = Math.max(worst, QUALITY_STATUSES.indexOf(status));
	return QUALITY_STATUSES[worst] ?? 'pass';
}

/** The status of a rule from what it found (SPEC RUL-3). */
export function statusOf(
	rule: Rule,
	found: { failing: number; rejected: number; problem: string | null }
): QualityStatus {
	if (found.problem !== null) return 'warning';
	if (found.failing === 0 && found.rejected === 0) return 'pass';
	return rule.severity === 'block' ? 'fail' : 'warning';
}
