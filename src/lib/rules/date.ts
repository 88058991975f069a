import { quoteText } from '$lib/domain/sql/quote';
import { isStrptimeFormat } from '$lib/domain/schema/time-format';
import { RuleProblem, type RowRuleKind } from './rule';
import { anyOf, isTimeType, momentOption, ruleColumn, textOption } from './rule-sql';

/** Every value is a date in one format (strptime; only for text columns) and lies between two days, these included. */
export const date: RowRuleKind = {
	id: 'date',
	scope: 'row',
	columns: 'one',
	suits: 'any',
	options: [
		{ name: 'format', kind: 'text', initial: '%Y-%m-%d' },
		{ name: 'min', kind: 'moment' },
		{ name: 'max', kind: 'moment' }
	],
	failing: (rule, context) => {
		const column = ruleColumn(rule, context);
		const [min, max] = [momentOption(rule, 'min'), momentOption(rule, 'max')];
		const format = textOption(rule, 'format') ?? '%Y-%m-%d';
		const isTime = isTimeType(column.type);
		if (!isTime && !isStrptimeFormat(format)) throw new RuleProblem(`“${format}” is no format of dates.`);
		const moment = isTime
			? `CAST(${column.sql} AS TIMESTAMP)`
			: `try_strptime(${column.text}, ${quoteText(format)})`;
		const conditions = [
			...(isTime ? [] : [`(${column.sql} IS NOT NULL AND ${moment} IS NULL)`]),
			...(min === null ? [] : [`${moment} < ${min}`]),
			// a day without a time means the whole day
			...(max === null
				? []
				: [isDay(rule, 'max') ? `${moment} >= ${max} + INTERVAL 1 DAY` : `${moment} > ${max}`])
		];
		return conditions.length === 0 ? 'false' : anyOf(conditions);
	}
};

function isDay(rule: Parameters<typeof textOption>[0], name: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(textOption(rule, name)?.trim() ?? '');
}
