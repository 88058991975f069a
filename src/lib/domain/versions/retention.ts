import type { RetentionRules } from './timeline-settings';
import type { Version } from './version';

export type DatedVersion = Pick<Version, 'version' | 'committedAt' | 'pinned'>;

/** Whether any rule is set: without, every version is kept. */
export function hasRetention(rules: RetentionRules): boolean {
	return [rules.last, rules.days, rules.weeks, rules.months].some((count) => count !== null);
}

/**
 * The versions that no rule keeps (SPEC VER-15). The newest and pinned ones are always kept. Days, weeks (from Monday)
 * and months are those of UTC; only such with versions count.
 * @param versions in any order
 * @returns version numbers, ascending
 */
export function expiredVersions(versions: readonly DatedVersion[], rules: RetentionRules): number[] {
	if (!hasRetention(rules)) return [];
	const newestFirst = [...versions].sort((a, b) => b.version - a.version);
	const kept = new Set(newestFirst.slice(0, Math.max(1, rules.last ?? 0)));
	const periods = [
		{ count: rules.days, periodOf: dayOf },
		{ count: rules.weeks, periodOf: weekOf },
		{ count: rules.months, periodOf: monthOf }
	];
	for (const { count, periodOf } of periods)
		for (const version of newestOfEach(newestFirst, periodOf).slice(0, count ?? 0)) kept.add(version);
	return newestFirst
		.filter((version) => !kept.has(version) && version.pinned !== true)
		.map(({ version }) => version)
		.reverse();
}

/** The newest version of each period, newest first. */
function newestOfEach(
	newestFirst: readonly DatedVersion[],
	periodOf: (committedAt: string) => string
): DatedVersion[] {
	const found = new Map<string, DatedVersion>();
	for (const version of newestFirst) {
		const period = periodOf(version.committedAt);
		if (!found.has(period)) found.set(period, version);
	}
	return [...found.values()];
}

function dayOf(committedAt: string): string {
	return new Date(committedAt).toISOString().slice(0, 10);
}

/** The day of the week's Monday. */
function weekOf(committedAt: string): string {
	const day = new Date(committedAt);
	const sinceMonday = (day.getUTCDay() + 6) % 7;
	return new Date(day.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

function monthOf(committedAt: string): string {
	return new Date(committedAt).toISOString().slice(0, 7);
}
