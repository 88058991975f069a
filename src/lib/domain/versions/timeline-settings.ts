/** Which versions of a source are kept. A version that any rule keeps is kept; without rules all are. */
export interface RetentionRules {
	/** The newest so many. */
	last: number | null;
	/** The newest of each of the last so many days, weeks and months that have versions. */
	days: number | null;
	weeks: number | null;
	months: number | null;
}

/** What a source's time line does by itself. */
export interface TimelineSettings {
	retention: RetentionRules;
	/** An import of a next version shows what changed, and asks, before it is committed. */
	gate: boolean;
}

export const NO_RETENTION: RetentionRules = { last: null, days: null, weeks: null, months: null };
export const NO_TIMELINE_SETTINGS: TimelineSettings = { retention: NO_RETENTION, gate: false };
