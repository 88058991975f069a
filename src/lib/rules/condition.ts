import { RuleProblem, type RowRuleKind } from './rule';
import { textOption } from './rule-sql';

/** Every row meets a condition in SQL over the columns by name; as in CHECK, NULL counts as met. */
export const condition: RowRuleKind = {
	id: 'condition',
	scope: 'row',
	columns: 'none',
	suits: 'any',
	options: [{ name: 'sql', kind: 'sql', required: true }],
	failing: (rule) => {
		const sql = textOption(rule, 'sql');
		if (sql === null) throw new RuleProblem('The rule has no condition.');
		// on lines of its own, as it may end in a comment
		return `NOT (\n${sql}\n)`;
	}
};
