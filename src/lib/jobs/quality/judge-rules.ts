import { asAppError } from '$lib/domain/errors';
import { statusOf, type RuleResult } from '$lib/domain/quality/judgement';
import { tableIndexOf, type Rule } from '$lib/domain/quality/rule';
import { splitStatements } from '$lib/domain/sql/split';
import { sqlWords } from '$lib/domain/sql/token';
import { refusal } from '$lib/domain/sql/policy';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { RuleContext } from '$lib/rules/rule';
import { countFailingSql, judgedRule, tableVerdictsSql, type JudgedRule } from './rule-statements';

/** One table of a version, ready to be judged. */
export interface TableToJudge {
	index: number;
	name: string;
	context: RuleContext;
}

export interface RuleVerdicts {
	results: RuleResult[];
	/** By table index: the rules that reject rows of it. */
	rejecting: Map<number, JudgedRule[]>;
}

/**
 * Counts what breaks each rule: all rules over rows of a table in one statement. A rule that can't be judged has the
 * reason as its result and stops none of the others (SPEC RUL-6).
 */
export async function judgeRules(
	session: EngineSession,
	tables: readonly TableToJudge[],
	rules: readonly Rule[]
): Promise<RuleVerdicts> {
	const results: RuleResult[] = [];
	const rejecting = new Map<number, JudgedRule[]>();
	const judgedByTable = new Map<TableToJudge, JudgedRule[]>();
	for (const rule of rules) {
		const table = tables[tableIndexOf(rule, tables)];
		const judged = table
			? await readRule(session, rule, table.context)
			: `There is no table “${rule.table}”.`;
		if (typeof judged === 'string' || !table) {
			results.push(failed(rule, table?.index ?? 0, String(judged)));
			continue;
		}
		judgedByTable.set(table, [...(judgedByTable.get(table) ?? []), judged]);
	}
	for (const [table, judged] of judgedByTable) {
		for (const scope of ['row', 'table'] as const) {
			const ofScope = judged.filter((one) => one.scope === scope);
			if (ofScope.length === 0) continue;
			for (const { result, rule } of await count(session, table, ofScope)) {
				results.push(result);
				if (rule.rejecting !== null && result.problem === null)
					rejecting.set(table.index, [...(rejecting.get(table.index) ?? []), rule]);
			}
		}
	}
	const order = new Map(rules.map((rule, index) => [rule.id, index]));
	results.sort((a, b) => (order.get(a.ruleId) ?? 0) - (order.get(b.ruleId) ?? 0));
	return { results, rejecting };
}

/** The SQL of a rule on a table, or the sentence why there is none; conditions that people wrote are checked first. */
export async function readRule(
	session: EngineSession,
	rule: Rule,
	context: RuleContext
): Promise<JudgedRule | string> {
	const { sql } = rule.options;
	if (typeof sql === 'string') {
		const problem = await conditionProblem(session, sql);
		if (problem !== null) return problem;
	}
	const judged = judgedRule(rule, context);
	return 'problem' in judged ? judged.problem : judged;
}

/** Why a text is not one condition that may be run, or null. */
async function conditionProblem(session: EngineSession, sql: string): Promise<string | null> {
	const words = sqlWords(sql, await session.engine.tokenize(sql));
	let depth = 0;
	const isBalanced = words.every(({ text }) => {
		if (text === '(') depth++;
		if (text === ')') depth--;
		return depth >= 0;
	});
	if (!isBalanced || depth !== 0 || splitStatements(sql).length !== 1) return 'The SQL is not one condition.';
	return refusal(words);
}

interface Counted {
	rule: JudgedRule;
	result: RuleResult;
}

async function count(session: EngineSession, table: TableToJudge, rules: JudgedRule[]): Promise<Counted[]> {
	try {
		const isRow = rules[0]?.scope === 'row';
		const statement = isRow ? countFailingSql : tableVerdictsSql;
		const [row = {}] = await session.primary.rows(statement(rules, table.context.rows));
		return rules.map((rule, i) => ({ rule, result: resultOf(rule, table.index, row, i) }));
	} catch (cause) {
		const error = asAppError(cause);
		if (error.code === 'engine/crashed' || error.code === 'cancelled') throw error;
		const [only, ...more] = rules;
		if (only && more.length === 0)
			return [{ rule: only, result: failed(only.rule, table.index, error.message) }];
		// one of them is at fault; which one is found out singly
		const counted: Counted[] = [];
		for (const rule of rules) counted.push(...(await count(session, table, [rule])));
		return counted;
	}
}

function resultOf(
	{ rule }: JudgedRule,
	tableIndex: number,
	row: Record<string, unknown>,
	i: number
): RuleResult {
	const found = { failing: Number(row[`f${i}`] ?? 0), rejected: 0, problem: null };
	return { ruleId: rule.id, tableIndex, checked: Number(row['n']), ...found, status: statusOf(rule, found) };
}

function failed(rule: Rule, tableIndex: number, problem: string): RuleResult {
	return { ruleId: rule.id, tableIndex, checked: 0, failing: 0, rejected: 0, status: 'warning', problem };
}
