import type { RowRuleKind } from './rule';
import { flagOption, mismatches, ruleColumn } from './rule-sql';

/** Every value is a phone number: 7 to 15 digits (E.164) with the usual marks between them. */
export const phone: RowRuleKind = {
	id: 'phone',
	scope: 'row',
	columns: 'one',
	suits: 'text',
	options: [{ name: 'international', kind: 'flag' }],
	failing: (rule, context) => {
		const start = flagOption(rule, 'international') ? '\\+' : '\\+?';
		return mismatches(ruleColumn(rule, context).text, `${start}(?:[ ().\\-/]*[0-9]){7,15}`);
	}
};
