import type { Rule } from '$lib/domain/quality/rule';

/** What a rule's SQL is written over: one table of a version. */
export interface RuleContext {
	/** SQL that can stand behind FROM: the rows under judgement, with the columns of the file by their names. */
	rows: string;
	/** The record number's column in `rows`, quoted. */
	recordNumber: string;
	columns: readonly { name: string; type: string }[];
	/** The newest version before this one; null for the first. */
	before: { rows: number } | null;
	/** The moment of the judgement, ISO 8601 in UTC. */
	now: string;
	/** SQL that can stand behind FROM: the newest version of another source. */
	source: (name: string) => string;
}

/** A value that a rule of this kind is given; the dialog is made from these. */
export interface RuleOption {
	name: string;
	/** `number` is kept as text where it has more digits than a double; `list` is a list of texts. */
	kind: 'number' | 'text' | 'list' | 'flag' | 'choice' | 'source' | 'sql' | 'moment';
	required?: boolean;
	/** For `choice`. */
	choices?: readonly string[];
	/** What a new rule starts with. */
	initial?: string | number | boolean;
}

interface Kind {
	/** Kept in rules; never changes. */
	id: string;
	/** How many columns it is about. */
	columns: 'none' | 'optional' | 'one' | 'several';
	/** Which columns it makes sense for. */
	suits: 'any' | 'text' | 'number' | 'time' | 'ordered';
	options: readonly RuleOption[];
	/** Options that must not all be missing. */
	needsOneOf?: readonly string[];
}

/** Breaks row by row: each failing row can be listed, and rejected. */
export interface RowRuleKind extends Kind {
	scope: 'row';
	/**
	 * SQL condition over a row of `rows`; true where it breaks the rule. NULL counts as kept, and only `required` says
	 * anything about NULL (SPEC RUL-4).
	 * @throws RuleProblem where the rule can't be judged on this table
	 */
	failing: (rule: Rule, context: RuleContext) => string;
	/** The rows to be rejected, where these are not all that fail. */
	rejecting?: (rule: Rule, context: RuleContext) => string;
}

/** About the table as a whole: can warn or block, but not reject. */
export interface TableRuleKind extends Kind {
	scope: 'table';
	/** SQL over aggregates of `rows`; true where the table breaks the rule. @throws RuleProblem */
	failing: (rule: Rule, context: RuleContext) => string;
}

export type RuleKind = RowRuleKind | TableRuleKind;

/** Why a rule can't be judged; the message is a sentence. */
export class RuleProblem extends Error {
	override readonly name = 'RuleProblem';
}
