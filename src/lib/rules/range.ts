import { RuleProblem, type RowRuleKind } from './rule';
import { anyOf, isNumberType, numberOption, outside, ruleColumn } from './rule-sql';

/** Every number lies between two bounds, these included. In a text column what is no number fails, too. */
export const range: RowRuleKind = {
	id: 'range',
	scope: 'row',
	columns: 'one',
	suits: 'number',
	options: [
		{ name: 'min', kind: 'number' },
		{ name: 'max', kind: 'number' }
	],
	needsOneOf: ['min', 'max'],
	failing: (rule, context) => {
		const column = ruleColumn(rule, context);
		const [min, max] = [numberOption(rule, 'min'), numberOption(rule, 'max')];
		if (min === null && max === null)
			throw new RuleProblem('The rule has neither a smallest nor a largest value.');
		const isNumber = isNumberType(column.type);
		const value = isNumber ? column.sql : `TRY_CAST(${column.text} AS DOUBLE)`;
		// NaN is above every number to the engine, so without an upper bound it would pass
		const floats = column.type === 'DOUBLE' || column.type === 'FLOAT' || !isNumber;
		const noNumber = isNumber ? [] : [`(${column.sql} IS NOT NULL AND ${value} IS NULL)`];
		return anyOf([...outside(value, min, max), ...(floats ? [`isnan(${value})`] : []), ...noNumber]);
	}
};
