import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSqlType, sqlTypeText, type SqlType } from '$lib/domain/sql/sql-type';
import { transportType } from '$lib/domain/sql/transport-type';

const { type } = fc.letrec<{ type: SqlType }>((tie) => ({
	type: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc
			.constantFrom('BIGINT', 'VARCHAR', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL')
			.map((name) => ({ kind: 'scalar' as const, name })),
		fc.record({
			kind: fc.constant('decimal' as const),
			precision: fc.integer({ min: 1, max: 38 }),
			scale: fc.integer({ min: 0, max: 9 })
		}),
		fc.array(fc.string(), { minLength: 1, maxLength: 3 }).map((values) => ({
			kind: 'enum' as const,
			text: `ENUM(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`
		})),
		fc.record({ kind: fc.constant('list' as const), element: tie('type') }),
		fc.record({
			kind: fc.constant('array' as const),
			element: tie('type'),
			size: fc.integer({ min: 1, max: 99 })
		}),
		fc.record({ kind: fc.constant('map' as const), key: tie('type'), value: tie('type') }),
		fc.record({
			kind: fc.constantFrom('struct' as const, 'union' as const),
			fields: fc.array(
				fc.record({ name: fc.string().filter((name) => !name.includes('\0')), type: tie('type') }),
				{ minLength: 1, maxLength: 3 }
			)
		})
	)
}));

describe('types of SQL', () => {
	test('VAL-3 every type reads back as it is written', () => {
		fc.assert(
			fc.property(type, (given) => {
				expect(parseSqlType(sqlTypeText(given))).toEqual(given);
			})
		);
	});

	test.each([
		['STRUCT(a DECIMAL(4,1), "b ""c" INTEGER[3][])[]', 'STRUCT("a" DECIMAL(4,1), "b ""c" INTEGER[3][])[]'],
		[`ENUM('a, b', 'c)')`, `ENUM('a, b', 'c)')`],
		['MAP(VARCHAR, STRUCT(x TIME WITH TIME ZONE))', 'MAP(VARCHAR, STRUCT("x" TIME WITH TIME ZONE))'],
		['"NULL"', '"NULL"']
	])('VAL-3 %s', (text, expected) => {
		expect(sqlTypeText(parseSqlType(text))).toBe(expected);
	});

	test.each(['', 'STRUCT(', 'STRUCT(INTEGER, INTEGER)', 'INTEGER[', 'DECIMAL(x,1)', 'A B) C'])(
		'VAL-3 %j is no type',
		(text) => {
			expect(() => parseSqlType(text)).toThrow(SyntaxError);
		}
	);

	test.each([
		['BIGINT', 'BIGINT'],
		['INTERVAL', 'VARCHAR'],
		[`ENUM('a')[]`, 'VARCHAR[]'],
		['STRUCT(a INTERVAL, b DATE)', 'STRUCT("a" VARCHAR, "b" DATE)'],
		[`MAP(ENUM('a'), BIT[2])`, 'MAP(VARCHAR, VARCHAR[2])'],
		['UNION(a INTEGER)', 'VARCHAR'],
		['MOOD', 'VARCHAR']
	])('VAL-4 %s travels as %s', (text, expected) => {
		expect(sqlTypeText(transportType(parseSqlType(text)))).toBe(expected);
	});

	test('VAL-4 what travels exact is left as it is', () => {
		const exact = parseSqlType('STRUCT(a DECIMAL(4,1)[], b MAP(UUID, HUGEINT))');
		expect(transportType(exact)).toBe(exact);
	});
});
