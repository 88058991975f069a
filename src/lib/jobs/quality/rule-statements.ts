import type { Rule } from '$lib/domain/quality/rule';
import { quoteText } from '$lib/domain/sql/quote';
import { ruleKind } from '$lib/rules';
import { RuleProblem, type RuleContext, type RuleKind } from '$lib/rules/rule';

/** A rule that can be judged on a table, and its SQL. */
export interface JudgedRule {
	rule: Rule;
	scope: RuleKind['scope'];
	failing: string;
	/** Rows to keep out; null unless the rule rejects. */
	rejecting: string | null;
}

/** The SQL of a rule on a table, or the sentence why there is none. */
export function judgedRule(rule: Rule, context: RuleContext): JudgedRule | { problem: string } {
	const kind = ruleKind(rule.kind);
	if (!kind) return { problem: `This Varve does not know rules of the kind “${rule.kind}”.` };
	if (kind.scope === 'table' && rule.severity === 'reject')
		return { problem: 'A rule about the whole table can’t reject rows.' };
	try {
		const failing = kind.failing(rule, context);
		const rejects = kind.scope === 'row' && rule.severity === 'reject';
		const rejecting = rejects ? (kind.rejecting?.(rule, context) ?? failing) : null;
		return { rule, scope: kind.scope, failing, rejecting };
	} catch (error) {
		if (error instanceof RuleProblem) return { problem: error.message };
		throw error;
	}
}

/** Counts the failing rows of each rule in one pass: `n`, `f0`, `f1` …, and `r0` … where a rule rejects. */
export function countFailingSql(rules: readonly JudgedRule[], rows: string): string {
	const flags = rules.flatMap(({ failing, rejecting }, i) => [
		`(${failing}) AS f${i}`,
		...(rejecting === null ? [] : [`(${rejecting}) AS r${i}`])
	]);
	const counts = rules.flatMap(({ rejecting }, i) => [
		`count(*) FILTER (f${i}) AS f${i}`,
		...(rejecting === null ? [] : [`count(*) FILTER (r${i}) AS r${i}`])
	]);
	return `SELECT ${['count(*) AS n', ...counts].join(', ')} FROM (SELECT ${flags.join(', ')} FROM ${rows})`;
}

/** Whether each rule over the whole table is broken: `f0`, `f1` …; NULL where it can't be said. */
export function tableVerdictsSql(rules: readonly JudgedRule[], rows: string): string {
	const verdicts = rules.map(({ failing }, i) => `(${failing}) AS f${i}`);
	return `SELECT ${['count(*) AS n', ...verdicts].join(', ')} FROM ${rows}`;
}

/** The rows to be kept out, each once, with the id of the first rule that rejects it: `record`, `rule_id`. */
export function rejectedRowsSql(
	rules: readonly JudgedRule[],
	{ rows, recordNumber }: Pick<RuleContext, 'rows' | 'recordNumber'>
): string {
	const rejecting = rules.filter((judged) => judged.rejecting !== null);
	const cases = rejecting.map(({ rule, rejecting: sql }) => `WHEN ${sql} THEN ${quoteText(rule.id)}`);
	return (
		`SELECT record, rule_id FROM (SELECT ${recordNumber} AS record, CASE ${cases.join(' ')} END AS rule_id FROM ${rows}) ` +
		`WHERE rule_id IS NOT NULL`
	);
}

/** Columns in front of the rows that break rules (SPEC RUL-5). */
export const FINDING_COLUMNS = ['rule_id', 'rule', 'severity'] as const;

/** Every failing row of every rule over rows, as often as it breaks one; null where there is no such rule. */
export function findingsSql(
	rules: readonly JudgedRule[],
	rows: string,
	names: readonly string[]
): string | null {
	const [id, name, severity] = names;
	const selects = rules
		.filter(({ scope }) => scope === 'row')
		.map(
			({ rule, failing }) =>
				`SELECT ${quoteText(rule.id)} AS ${id}, ${quoteText(rule.name)} AS ${name}, ` +
				`${quoteText(rule.severity)} AS ${severity}, * FROM ${rows} WHERE ${failing}`
		);
	return selects.length > 0 ? selects.join(' UNION ALL ') : null;
}
