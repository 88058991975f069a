import { quoteText } from '$lib/domain/sql/quote';
import { RuleProblem, type RowRuleKind } from './rule';
import { flagOption, mismatches, ruleColumn, textOption } from './rule-sql';

/** Every value matches a regular expression (RE2), in full or with `anywhere` in a part of it. */
export const pattern: RowRuleKind = {
	id: 'pattern',
	scope: 'row',
	columns: 'one',
	suits: 'any',
	options: [
		{ name: 'pattern', kind: 'text', required: true },
		{ name: 'anywhere', kind: 'flag' }
	],
	failing: (rule, context) => {
		const { text } = ruleColumn(rule, context);
		const given = textOption(rule, 'pattern');
		if (given === null) throw new RuleProblem('The rule has no pattern.');
		return flagOption(rule, 'anywhere')
			? `NOT regexp_matches(${text}, ${quoteText(given)})`
			: mismatches(text, given);
	}
};
