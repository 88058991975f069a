import type { RowRuleKind } from './rule';
import { ruleColumns } from './rule-sql';

/**
 * No two rows have the same values in the columns together. Rows with NULL in one of them are not compared. All rows
 * of a group fail; where the rule rejects, the first one of the file stays.
 */
export const unique: RowRuleKind = {
	id: 'unique',
	scope: 'row',
	columns: 'several',
	suits: 'any',
	options: [],
	failing: (rule, context) => {
		const { key, present, list } = parts(rule, context);
		return `${key} IN (SELECT ${key} FROM ${context.rows} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1)`;
	},
	rejecting: (rule, context) => {
		const { key, present, list } = parts(rule, context);
		const { rows, recordNumber } = context;
		const firsts = `SELECT min(${recordNumber}) FROM ${rows} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1`;
		const repeated = `SELECT ${key} FROM ${rows} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1`;
		return `(${key} IN (${repeated}) AND ${recordNumber} NOT IN (${firsts}))`;
	}
};

function parts(rule: Parameters<typeof ruleColumns>[0], context: Parameters<typeof ruleColumns>[1]) {
	const columns = ruleColumns(rule, context).map(({ sql }) => sql);
	const list = columns.join(', ');
	const [only] = columns;
	return {
		list,
		// a row of NULLs equals itself, so the NULLs are kept out by making the whole key NULL
		key:
			columns.length === 1
				? (only as string)
				: `CASE WHEN ${columns.map((sql) => `${sql} IS NOT NULL`).join(' AND ')} THEN row(${list}) END`,
		present: columns.map((sql) => `${sql} IS NOT NULL`).join(' AND ')
	};
}
