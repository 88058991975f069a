import type { Rule } from './rule';

/** A rule that no row of a version breaks; it has no name yet. */
export interface SuggestedRule {
	rule: Rule;
	/** Rows that it was tried on: all. */
	checked: number;
}
