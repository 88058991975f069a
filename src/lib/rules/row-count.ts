import { RuleProblem, type TableRuleKind } from './rule';
import { anyOf, numberOption, outside } from './rule-sql';

/** The table has so many rows, or about as many as the version before it: at most so many per cent fewer or more. */
export const rowCount: TableRuleKind = {
	id: 'row-count',
	scope: 'table',
	columns: 'none',
	suits: 'any',
	options: [
		{ name: 'min', kind: 'number' },
		{ name: 'max', kind: 'number' },
		{ name: 'fewerPercent', kind: 'number' },
		{ name: 'morePercent', kind: 'number' }
	],
	needsOneOf: ['min', 'max', 'fewerPercent', 'morePercent'],
	failing: (rule, { before }) => {
		const [min, max] = [numberOption(rule, 'min'), numberOption(rule, 'max')];
		const [fewer, more] = [numberOption(rule, 'fewerPercent'), numberOption(rule, 'morePercent')];
		if ([min, max, fewer, more].every((bound) => bound === null))
			throw new RuleProblem('The rule has no bound.');
		const conditions = [
			...outside('count(*)', min, max),
			...(fewer === null || !before ? [] : [`count(*) < ${before.rows} * (1 - ${fewer} / 100.0)`]),
			...(more === null || !before ? [] : [`count(*) > ${before.rows} * (1 + ${more} / 100.0)`])
		];
		return conditions.length === 0 ? 'false' : anyOf(conditions);
	}
};
