import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from '$lib/domain/quality/rule';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import {
	countFailingSql,
	findingsSql,
	judgedRule,
	rejectedRowsSql,
	tableVerdictsSql,
	type JudgedRule
} from '$lib/jobs/quality/rule-statements';
import { RULE_KINDS } from '$lib/rules';
import type { RuleContext, RuleKind } from '$lib/rules/rule';
import { openWasmEngine, type TestEngine } from '../unit/schema/engines';
import { RULE_CASES, type RuleCase } from './rules.cases';

let engine: TestEngine;
beforeAll(async () => {
	engine = await openWasmEngine();
	await engine.rows(
		`CREATE TABLE "other" AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (NULL, 'c')) t("id", "it""s")`
	);
});
afterAll(() => engine.close());

/** Plain names, and such as break SQL that forgets to quote. */
const NAMES = [
	['first', 'second'],
	['a"b; --', 'sélect FROM'],
	['record_number', 'order']
] as const;

function contextOf(names: readonly string[], { types, rows, before }: RuleCase): RuleContext {
	const columns = types.map((type, i) => ({ name: names[i] as string, type }));
	const values = rows.map((row, i) => `(${[i + 1, ...row].join(', ')})`);
	const casts = columns.map(({ name, type }, i) => `CAST(v${i} AS ${type}) AS ${quoteIdentifier(name)}`);
	const list = ['rn', ...types.map((_type, i) => `v${i}`)].join(', ');
	const none = `SELECT 0, ${types.map(() => 'NULL').join(', ')} WHERE false`;
	const from = rows.length > 0 ? `(VALUES ${values.join(', ')})` : `(${none})`;
	return {
		rows: `(SELECT CAST(rn AS BIGINT) AS "rec""no", ${casts.join(', ')} FROM ${from} t(${list}))`,
		recordNumber: '"rec""no"',
		columns,
		before: before ?? null,
		now: '2026-01-21T12:00:00.000Z',
		source: quoteIdentifier
	};
}

function ruleOf(kind: RuleKind, names: readonly string[], given: RuleCase, severity: Rule['severity']): Rule {
	const columns = kind.columns === 'none' ? [] : given.types.map((_type, i) => names[i] as string);
	const options = { ...given.options };
	const { sql } = options;
	if (typeof sql === 'string')
		options['sql'] = sql.replace(/\{(\d)\}/g, (_all, i: string) =>
			quoteIdentifier(names[Number(i)] as string)
		);
	return { id: "r'1", name: 'its "name"', kind: kind.id, severity, table: null, columns, options };
}

function judged(kind: RuleKind, names: readonly string[], given: RuleCase, severity: Rule['severity']) {
	const context = contextOf(names, given);
	const rule = judgedRule(ruleOf(kind, names, given, severity), context);
	if ('problem' in rule) throw new Error(rule.problem);
	return { context, rule };
}

async function numbers(sql: string): Promise<number[]> {
	return (await engine.rows(sql)).map(([number]) => Number(number)).sort((a, b) => a - b);
}

describe.each(RULE_KINDS.map((kind) => [kind.id, kind] as const))('rule %s', (id, kind) => {
	const cases = RULE_CASES[id] ?? [];

	test('has cases that fail and cases with NULL', () => {
		expect(cases.length).toBeGreaterThan(0);
		expect(cases.some(({ fails }) => fails === true || (Array.isArray(fails) && fails.length > 0))).toBe(
			true
		);
		expect(cases.some(({ rows }) => rows.flat().includes('NULL'))).toBe(true);
	});

	describe.each(NAMES.map((names) => [names[0], names] as const))('on a column %s', (_name, names) => {
		test.each(cases.map((given) => [given.title, given] as const))('RUL-4 %s', async (_title, given) => {
			const { context, rule } = judged(kind, names, given, 'warn');
			if (rule.scope === 'table') {
				const [[, verdict] = []] = await engine.rows(tableVerdictsSql([rule], context.rows));
				expect(verdict).toBe(given.fails);
				return;
			}
			const expected = given.fails as number[];
			const rows = findingsSql([rule], context.rows, ['a', 'b', 'c']) as string;
			expect(await numbers(`SELECT ${context.recordNumber} FROM (${rows})`)).toEqual(expected);
			const [[n, failing] = []] = await engine.rows(countFailingSql([rule], context.rows));
			expect([Number(n), Number(failing)]).toEqual([given.rows.length, expected.length]);
		});

		test.each(cases.map((given) => [given.title, given] as const))(
			'RUL-2 rejects: %s',
			async (_title, given) => {
				if (kind.scope === 'table') {
					const rule = ruleOf(kind, names, given, 'reject');
					expect(judgedRule(rule, contextOf(names, given))).toHaveProperty('problem');
					return;
				}
				const { context, rule } = judged(kind, names, given, 'reject');
				const expected = given.rejects ?? (given.fails as number[]);
				expect(await numbers(`SELECT record FROM (${rejectedRowsSql([rule], context)})`)).toEqual(expected);
			}
		);
	});

	test('RUL-6 says so where a column is missing, and never judges another one', () => {
		const [given] = cases as [RuleCase];
		if (kind.columns === 'none') {
			expect(kind.columns).toBe('none');
			return;
		}
		const rule = {
			...ruleOf(kind, NAMES[0], given, 'warn'),
			columns: ['gone', 'lost'].slice(0, given.types.length)
		};
		expect(judgedRule(rule, contextOf(NAMES[0], given))).toEqual({
			problem: 'There is no column “gone” in this version.'
		});
	});

	test('RUL-6 a rule without what it needs is told, and nothing thrown', () => {
		const [given] = cases as [RuleCase];
		const bare = { ...ruleOf(kind, NAMES[0], given, 'warn'), options: {} };
		const verdict: JudgedRule | { problem: string } = judgedRule(bare, contextOf(NAMES[0], given));
		const needs = kind.options.some(({ required }) => required === true) || kind.needsOneOf !== undefined;
		expect('problem' in verdict).toBe(needs);
	});
});

test('several rules are counted in one statement, and a row is rejected once', async () => {
	const given: RuleCase = {
		title: '',
		types: ['BIGINT', 'VARCHAR'],
		rows: [
			['1', "'a'"],
			['NULL', 'NULL'],
			['1', 'NULL']
		],
		fails: []
	};
	const context = contextOf(NAMES[1], given);
	const rules = [
		{ kind: 'required', columns: [NAMES[1][1]], severity: 'reject' as const },
		{ kind: 'unique', columns: [NAMES[1][0]], severity: 'reject' as const },
		{ kind: 'unique', columns: [NAMES[1][0]], severity: 'warn' as const }
	].map(
		(rule, i) =>
			judgedRule({ id: `r${i}`, name: `n${i}`, table: null, options: {}, ...rule }, context) as JudgedRule
	);
	const [counts = []] = await engine.rows(countFailingSql(rules, context.rows));
	expect(counts.map(Number)).toEqual([3, 2, 2, 2, 1, 2]);
	const rejected = await engine.rows(`${rejectedRowsSql(rules, context)} ORDER BY record`);
	expect(rejected.map(([record, id]) => [Number(record), id])).toEqual([
		[2, 'r0'],
		[3, 'r0']
	]);
	const findings = findingsSql(rules, context.rows, ['rule_id', 'rule', 'severity']) as string;
	expect(await engine.rows(`SELECT rule_id, count(*)::INT FROM (${findings}) GROUP BY 1 ORDER BY 1`)).toEqual(
		[
			['r0', 2],
			['r1', 2],
			['r2', 2]
		]
	);
});
