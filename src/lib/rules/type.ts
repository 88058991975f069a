import { AppError } from '$lib/domain/errors';
import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { parseSql, survivesSql } from '$lib/domain/schema/type-sql';
import { RuleProblem, type RowRuleKind } from './rule';
import { ruleColumn, textOption } from './rule-sql';

const NOTATION = { decimalSeparator: '.', thousandsSeparator: null } as const;

/** Every value is one of a type, as if the user had fixed it (SPEC TYP-9): whole numbers, dates … in a text column. */
export const type: RowRuleKind = {
	id: 'type',
	scope: 'row',
	columns: 'one',
	suits: 'any',
	options: [
		{
			name: 'type',
			kind: 'choice',
			required: true,
			choices: ['BIGINT', 'DECIMAL(18,2)', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMPTZ'],
			initial: 'BIGINT'
		}
	],
	failing: (rule, context) => {
		const column = ruleColumn(rule, context);
		const wanted = textOption(rule, 'type') ?? '';
		try {
			const type = fixedTypeFromSql(wanted, { notation: NOTATION });
			if (type.kind === 'VARCHAR') return 'false';
			const survives = survivesSql(type, column.text, parseSql(type, column.text, NOTATION), NOTATION, true);
			return `NOT (${survives})`;
		} catch (error) {
			throw error instanceof AppError ? new RuleProblem(error.message) : error;
		}
	}
};
