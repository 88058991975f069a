import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { Rule } from '$lib/domain/quality/rule';
import { RuleProblem, type RuleContext } from './rule';

/** A column that a rule is about, as its SQL needs it. */
export interface RuleColumn {
	name: string;
	type: string;
	/** Quoted. */
	sql: string;
	/** As text; the column itself where it is text. */
	text: string;
}

const NUMBER_TYPE =
	/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|U[A-Z]*INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const TIME_TYPE = /^(DATE|TIMESTAMP.*)$/;

export function isNumberType(type: string): boolean {
	return NUMBER_TYPE.test(type);
}

export function isTimeType(type: string): boolean {
	return TIME_TYPE.test(type);
}

/** The columns of a rule, in its order. @throws RuleProblem where one is not in the table, or none is given */
export function ruleColumns(rule: Rule, { columns }: RuleContext): RuleColumn[] {
	if (rule.columns.length === 0) throw new RuleProblem('The rule names no column.');
	return rule.columns.map((name) => {
		const column =
			columns.find((one) => one.name === name) ?? columns.find((one) => sameName(one.name, name));
		if (!column) throw new RuleProblem(`There is no column “${name}” in this version.`);
		const sql = quoteIdentifier(column.name);
		const text = column.type === 'VARCHAR' ? sql : `CAST(${sql} AS VARCHAR)`;
		return { name: column.name, type: column.type, sql, text };
	});
}

/** The one column of a rule. @throws RuleProblem */
export function ruleColumn(rule: Rule, context: RuleContext): RuleColumn {
	return ruleColumns(rule, context)[0] as RuleColumn;
}

/** @returns a text option, or null where it is missing or empty */
export function textOption(rule: Rule, name: string): string | null {
	const value = rule.options[name];
	return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

export function listOption(rule: Rule, name: string): readonly string[] {
	const value = rule.options[name];
	return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function flagOption(rule: Rule, name: string): boolean {
	return rule.options[name] === true;
}

/** A number as an SQL literal with all its digits, or null. @throws RuleProblem where it is no number */
export function numberOption(rule: Rule, name: string): string | null {
	const text = textOption(rule, name)?.trim() ?? null;
	if (text === null) return null;
	if (!/^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new RuleProblem(`“${text}” is no number.`);
	return text.startsWith('-') ? `(${text})` : text;
}

/** A moment as an SQL literal, or null. @throws RuleProblem where it is none */
export function momentOption(rule: Rule, name: string): string | null {
	const text = textOption(rule, name)?.trim() ?? null;
	if (text === null) return null;
	if (
		!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?Z?$/.test(text) ||
		Number.isNaN(Date.parse(text))
	)
		throw new RuleProblem(`“${text}” is no date: write 2026-01-31, or 2026-01-31 14:00.`);
	return `CAST(${quoteText(text.replace(/Z$/, ''))} AS TIMESTAMP)`;
}

/** `conditions` with OR between them; never NULL only as far as they are not. */
export function anyOf(conditions: readonly string[]): string {
	return conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' OR ')})`;
}

/** The ways for `value` to lie outside of its bounds, which are themselves inside; a bound that is null is none. */
export function outside(value: string, min: string | null, max: string | null): string[] {
	return [...(min === null ? [] : [`${value} < ${min}`]), ...(max === null ? [] : [`${value} > ${max}`])];
}

/** Text is not matched in full by `pattern`. */
export function mismatches(text: string, pattern: string): string {
	return `NOT regexp_full_match(${text}, ${quoteText(pattern)})`;
}

function sameName(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}
