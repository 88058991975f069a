import type { RowRuleKind } from './rule';
import { anyOf, flagOption, ruleColumns } from './rule-sql';

/** Every row has a value in each of the columns; with `blank`, text of nothing but spaces is no value either. */
export const required: RowRuleKind = {
	id: 'required',
	scope: 'row',
	columns: 'several',
	suits: 'any',
	options: [{ name: 'blank', kind: 'flag', initial: true }],
	failing: (rule, context) =>
		anyOf(
			ruleColumns(rule, context).flatMap(({ sql, type }) => {
				const isBlank = type === 'VARCHAR' && flagOption(rule, 'blank');
				return [`${sql} IS NULL`, ...(isBlank ? [`coalesce(trim(${sql}) = '', false)`] : [])];
			})
		)
};
