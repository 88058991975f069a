import { quoteIdentifier } from '$lib/domain/sql/quote';
import { RuleProblem, type RowRuleKind } from './rule';
import { listOption, ruleColumns, textOption } from './rule-sql';

/**
 * A foreign key: the values of the columns together are found in another source's newest version, in as many columns
 * of it. Compared as text, as they are stored. Rows with NULL in one of the columns are not looked up.
 */
export const reference: RowRuleKind = {
	id: 'reference',
	scope: 'row',
	columns: 'several',
	suits: 'any',
	options: [
		{ name: 'source', kind: 'source', required: true },
		{ name: 'targets', kind: 'list', required: true }
	],
	failing: (rule, context) => {
		const own = ruleColumns(rule, context).map(({ text }) => text);
		const source = textOption(rule, 'source');
		const targets = listOption(rule, 'targets');
		if (source === null) throw new RuleProblem('The rule names no other source.');
		if (targets.length !== own.length)
			throw new RuleProblem('The rule names not as many columns of the other source as of this one.');
		const others = targets.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
		const present = targets.map((name) => `${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
		const found = `SELECT ${tuple(others)} FROM ${context.source(source)} WHERE ${present}`;
		const isComplete = own.map((text) => `${text} IS NOT NULL`).join(' AND ');
		return `(${isComplete} AND ${tuple(own)} NOT IN (${found}))`;
	}
};

function tuple(values: readonly string[]): string {
	return values.length === 1 ? (values[0] as string) : `row(${values.join(', ')})`;
}
