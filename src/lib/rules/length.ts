import { RuleProblem, type RowRuleKind } from './rule';
import { anyOf, numberOption, outside, ruleColumn } from './rule-sql';

/** Every text has at least and at most so many characters. */
export const length: RowRuleKind = {
	id: 'length',
	scope: 'row',
	columns: 'one',
	suits: 'text',
	options: [
		{ name: 'min', kind: 'number' },
		{ name: 'max', kind: 'number' }
	],
	needsOneOf: ['min', 'max'],
	failing: (rule, context) => {
		const { text } = ruleColumn(rule, context);
		const [min, max] = [numberOption(rule, 'min'), numberOption(rule, 'max')];
		if (min === null && max === null)
			throw new RuleProblem('The rule has neither a shortest nor a longest length.');
		return anyOf(outside(`length(${text})`, min, max));
	}
};
