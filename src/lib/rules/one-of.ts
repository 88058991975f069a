import { quoteText } from '$lib/domain/sql/quote';
import { RuleProblem, type RowRuleKind } from './rule';
import { flagOption, listOption, ruleColumn } from './rule-sql';

/** Every value is one of a list, compared as text. */
export const oneOf: RowRuleKind = {
	id: 'one-of',
	scope: 'row',
	columns: 'one',
	suits: 'any',
	options: [
		{ name: 'values', kind: 'list', required: true },
		{ name: 'anyCase', kind: 'flag' }
	],
	failing: (rule, context) => {
		const { text } = ruleColumn(rule, context);
		const values = listOption(rule, 'values');
		if (values.length === 0) throw new RuleProblem('The rule lists no value.');
		const fold = (sql: string) => (flagOption(rule, 'anyCase') ? `lower(${sql})` : sql);
		return `${fold(text)} NOT IN (${values.map((value) => fold(quoteText(value))).join(', ')})`;
	}
};
