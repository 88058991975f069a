import { quoteText } from '$lib/domain/sql/quote';
import { RuleProblem, type TableRuleKind } from './rule';
import { isTimeType, numberOption, ruleColumn } from './rule-sql';

/** The latest date or time of a column is at most so many days before the judgement; a column without any is not fresh. */
export const freshness: TableRuleKind = {
	id: 'freshness',
	scope: 'table',
	columns: 'one',
	suits: 'time',
	options: [{ name: 'days', kind: 'number', required: true, initial: 7 }],
	failing: (rule, context) => {
		const column = ruleColumn(rule, context);
		const days = numberOption(rule, 'days');
		if (days === null) throw new RuleProblem('The rule does not say how many days are allowed.');
		const value = isTimeType(column.type)
			? `CAST(${column.sql} AS TIMESTAMP)`
			: `TRY_CAST(${column.text} AS TIMESTAMP)`;
		const now = `CAST(${quoteText(context.now.replace(/Z$/, ''))} AS TIMESTAMP)`;
		return `coalesce(max(${value}) < ${now} - to_seconds(${days} * 86400.0), true)`;
	}
};
