import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlTypeName, type ColumnType, type NumberNotation } from '$lib/domain/schema/column-type';
import { survivalCheck } from '$lib/domain/schema/survival';
import { parseSql, survivesSql } from '$lib/domain/schema/type-sql';
import { openNativeEngine, openWasmEngine, textTable, type TestEngine } from './engines';
import { nastyText, NASTY_TEXTS } from './nasty-texts';

const POINT: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };
const COMMA: NumberNotation = { decimalSeparator: ',', thousandsSeparator: null };
const GERMAN: NumberNotation = { decimalSeparator: ',', thousandsSeparator: '.' };
const ENGLISH: NumberNotation = { decimalSeparator: '.', thousandsSeparator: ',' };
const SWISS: NumberNotation = { decimalSeparator: '.', thousandsSeparator: "'" };

const decimal = (
	precision: number,
	scale: number,
	style: 'fixed' | 'trimmed' | 'float' | 'any',
	leadingZero = true,
	grouped = false
): ColumnType => ({ kind: 'DECIMAL', precision, scale, style, leadingZero, grouped });

interface Case {
	type: ColumnType;
	notation: NumberNotation;
	fixed: boolean;
}

const numberTypes: ColumnType[] = [
	{ kind: 'BIGINT' },
	{ kind: 'HUGEINT' },
	{ kind: 'DOUBLE' },
	...[true, false].flatMap((zero) => [
		decimal(18, 2, 'fixed', zero),
		decimal(18, 1, 'fixed', zero),
		decimal(38, 20, 'fixed', zero),
		decimal(38, 37, 'fixed', zero),
		decimal(18, 1, 'trimmed', zero),
		decimal(18, 3, 'trimmed', zero),
		decimal(38, 19, 'trimmed', zero),
		decimal(18, 1, 'float', zero),
		decimal(18, 3, 'float', zero)
	])
];
const groupedTypes: ColumnType[] = [
	{ kind: 'BIGINT', grouped: true },
	{ kind: 'HUGEINT', grouped: true },
	decimal(18, 2, 'fixed', true, true),
	decimal(18, 3, 'trimmed', true, true),
	decimal(18, 2, 'float', true, true)
];
const dates = ['%Y-%m-%d', '%Y/%m/%d', '%d/%m/%Y', '%-m/%-d/%Y', '%d.%m.%Y', '%d-%b-%Y', '%B %-d, %Y'];
const timestamps = [
	...['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M:%S.%g'],
	...['%Y-%m-%d %H:%M:%S%.6f', '%Y-%m-%dT%H:%M:%S%.3f', '%Y-%m-%d %H:%M:%S%.f', '%Y-%m-%dT%H:%M:%S%.f'],
	...['%Y-%m-%d %H:%M:%S.%f', '%Y/%m/%d %H:%M:%S', '%d/%m/%Y %H:%M', '%-m/%-d/%Y %-H:%M']
];
const zoned = ['Z', '+00', '+00:00', '+0000', '+05:30', '-0800', '-03', ' UTC'].flatMap((zone) => [
	`%Y-%m-%dT%H:%M:%S${zone}`,
	`%Y-%m-%d %H:%M:%S.%f${zone}`,
	`%Y-%m-%dT%H:%M:%S%.f${zone}`,
	`%Y-%m-%d %H:%M:%S%.6f${zone}`,
	`%Y-%m-%d %H:%M${zone}`
]);

const CASES: Case[] = [
	...numberTypes.flatMap((type) => [POINT, COMMA].map((notation) => ({ type, notation, fixed: false }))),
	...groupedTypes.flatMap((type) =>
		[GERMAN, ENGLISH, SWISS].map((notation) => ({ type, notation, fixed: false }))
	),
	...[
		{ kind: 'BIGINT' } as const,
		{ kind: 'HUGEINT' } as const,
		{ kind: 'DOUBLE' } as const,
		decimal(18, 2, 'any'),
		decimal(5, 0, 'any'),
		decimal(4, 4, 'any'),
		decimal(38, 10, 'any')
	].flatMap((type) => [POINT, COMMA, GERMAN, ENGLISH].map((notation) => ({ type, notation, fixed: true }))),
	...[
		{ kind: 'BOOLEAN', trueText: 'true', falseText: 'false' } as const,
		{ kind: 'BOOLEAN', trueText: 'True', falseText: 'False' } as const,
		...['%H:%M', '%H:%M:%S', '%H:%M:%S.%g', '%H:%M:%S.%f', '%H:%M:%S%.f', '%H:%M:%S%.3f'].map(
			(format) => ({ kind: 'TIME', format }) as const
		),
		...dates.map((format) => ({ kind: 'DATE', format }) as const),
		...timestamps.map((format) => ({ kind: 'TIMESTAMP', format }) as const),
		...zoned.map((format) => ({ kind: 'TIMESTAMPTZ', format }) as const)
	].map((type) => ({ type, notation: POINT, fixed: false })),
	...[
		{ kind: 'BOOLEAN', trueText: '', falseText: '' } as const,
		{ kind: 'TIME', format: '%H:%M:%S' } as const,
		...[...dates, '%d/%m/%y', '%m/%d/%y'].map((format) => ({ kind: 'DATE', format }) as const),
		...[...timestamps, '%m/%d/%y %I:%M %p'].map((format) => ({ kind: 'TIMESTAMP', format }) as const),
		{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M:%S%z' } as const
	].map((type) => ({ type, notation: POINT, fixed: true }))
];

const label = ({ type, notation, fixed }: Case): string => {
	const detail = Object.entries(type).filter(([key]) => key !== 'kind');
	return `${sqlTypeName(type)} ${JSON.stringify(Object.fromEntries(detail))} ${notation.decimalSeparator}${notation.thousandsSeparator ?? ''} ${fixed ? 'fixed' : ''}`;
};

const SEED = Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000);

describe.each([
	['wasm', openWasmEngine],
	['native', openNativeEngine]
] as const)('TYP-1 survival in %s DuckDB and in JavaScript agree', (_name, open) => {
	let engine: TestEngine;
	let texts: string[];
	beforeAll(async () => {
		engine = await open();
		texts = [...new Set([...NASTY_TEXTS, ...fc.sample(nastyText, { numRuns: 1500, seed: SEED })])];
	}, 60_000);
	afterAll(() => engine.close());

	it.each(CASES.map((one) => [label(one), one] as const))('%s', async (_label, { type, notation, fixed }) => {
		const parsed = parseSql(type, 't', notation);
		const survived = survivesSql(type, 't', 'v', notation, fixed);
		const rows = await engine.rows(
			`SELECT i, ${survived}, v IS NULL FROM (SELECT i, t, ${parsed} AS v FROM ${textTable([...texts, null])}) ORDER BY i`
		);
		const check = survivalCheck(type, notation, fixed);
		const disagreeing = texts.filter((text, index) => rows[index]?.[1] !== check(text));
		expect({ seed: SEED, disagreeing: disagreeing.slice(0, 20) }).toEqual({ seed: SEED, disagreeing: [] });
		expect(rows.at(-1)?.[1], 'NULL survives').toBe(true);
	});
});
