import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import { openEngine, query, TableLibrary } from './support';

let service: QueryService;
beforeAll(() => {
	service = new QueryService(openEngine, new TableLibrary());
});
afterAll(() => service.close());

interface Case {
	sql: string;
	value: unknown;
	/** What the grid shows; left out where it is `String(value)`. */
	text?: string | null;
}

const bare = (entries: Record<string, unknown>) => Object.assign(Object.create(null), entries) as object;

const CASES: Record<string, Case[]> = {
	BOOLEAN: [
		{ sql: 'true', value: true },
		{ sql: 'false', value: false },
		{ sql: 'NULL::BOOLEAN', value: null, text: null }
	],
	TINYINT: [{ sql: '(-128)::TINYINT', value: -128 }],
	UTINYINT: [{ sql: '255::UTINYINT', value: 255 }],
	SMALLINT: [{ sql: '(-32768)::SMALLINT', value: -32768 }],
	USMALLINT: [{ sql: '65535::USMALLINT', value: 65535 }],
	INTEGER: [{ sql: '(-2147483648)::INTEGER', value: -2147483648 }],
	UINTEGER: [{ sql: '4294967295::UINTEGER', value: 4294967295 }],
	BIGINT: [
		{ sql: '9007199254740991::BIGINT', value: 9007199254740991 },
		{ sql: '9007199254740992::BIGINT', value: 9007199254740992n },
		{ sql: '9223372036854775807::BIGINT', value: 9223372036854775807n },
		{ sql: '(-9223372036854775808)::BIGINT', value: -9223372036854775808n },
		{ sql: 'NULL::BIGINT', value: null, text: null }
	],
	UBIGINT: [{ sql: '18446744073709551615::UBIGINT', value: 18446744073709551615n }],
	HUGEINT: [
		{ sql: '170141183460469231731687303715884105727::HUGEINT', value: 2n ** 127n - 1n },
		{ sql: '(-170141183460469231731687303715884105728)::HUGEINT', value: -(2n ** 127n) },
		{ sql: 'sum(1)', value: 1 },
		{ sql: '(-1)::HUGEINT', value: -1 }
	],
	UHUGEINT: [
		{
			sql: '340282366920938463463374607431768211455::UHUGEINT',
			value: '340282366920938463463374607431768211455'
		}
	],
	DECIMAL: [
		{ sql: '1.50::DECIMAL(4,2)', value: '1.50' },
		{ sql: '-0.05::DECIMAL(4,2)', value: '-0.05' },
		{ sql: '0::DECIMAL(18,3)', value: '0.000' },
		{ sql: '12::DECIMAL(38,0)', value: '12' },
		{
			sql: '-123456789012345678901234567890.12345678::DECIMAL(38,8)',
			value: '-123456789012345678901234567890.12345678'
		},
		{
			sql: '99999999999999999999999999999999999999::DECIMAL(38,0)',
			value: '99999999999999999999999999999999999999'
		}
	],
	DOUBLE: [
		{ sql: '1.5::DOUBLE', value: 1.5 },
		{ sql: `'-0.0'::DOUBLE`, value: -0, text: '-0.0' },
		{ sql: `'nan'::DOUBLE`, value: NaN, text: 'nan' },
		{ sql: `'infinity'::DOUBLE`, value: Infinity, text: 'inf' },
		{ sql: `'-infinity'::DOUBLE`, value: -Infinity, text: '-inf' },
		{ sql: '1e300::DOUBLE', value: 1e300, text: '1e+300' },
		{ sql: '3::DOUBLE', value: 3, text: '3.0' }
	],
	FLOAT: [
		{ sql: '0.1::FLOAT', value: Math.fround(0.1), text: '0.1' },
		{ sql: '16777216::FLOAT', value: 16777216, text: '16777216.0' }
	],
	VARCHAR: [
		{ sql: `''`, value: '' },
		{ sql: 'NULL::VARCHAR', value: null, text: null },
		{ sql: `'Grüße 👋🏽 漢字'`, value: 'Grüße 👋🏽 漢字' },
		{ sql: `chr(65279) || 'bom'`, value: '\ufeffbom' },
		{ sql: `'a' || chr(0) || 'b'`, value: 'a\0b' },
		{ sql: `repeat('x', 100000)`, value: 'x'.repeat(100_000) }
	],
	BLOB: [
		{ sql: `'a\\x00\\xFF'::BLOB`, value: new Uint8Array([97, 0, 255]), text: 'a\\x00\\xFF' },
		{ sql: `''::BLOB`, value: new Uint8Array(), text: '' }
	],
	BIT: [{ sql: `'0101'::BIT`, value: '0101' }],
	UUID: [
		{
			sql: `'ffffffff-ffff-4fff-bfff-ffffffffffff'::UUID`,
			value: 'ffffffff-ffff-4fff-bfff-ffffffffffff'
		}
	],
	ENUM: [
		{ sql: `'b'::ENUM('a', 'b')`, value: 'b' },
		{ sql: `NULL::ENUM('a', 'b')`, value: null, text: null }
	],
	DATE: [
		{ sql: `DATE '2024-02-29'`, value: '2024-02-29' },
		{ sql: `DATE '1969-12-31'`, value: '1969-12-31' },
		{ sql: `DATE '0001-01-01'`, value: '0001-01-01' },
		{ sql: `DATE '12024-01-02'`, value: '+012024-01-02', text: '12024-01-02' },
		{ sql: `DATE '0044-03-15 (BC)'`, value: '-000043-03-15', text: '0044-03-15 (BC)' },
		{ sql: `DATE 'infinity'`, value: 'infinity' },
		{ sql: `DATE '-infinity'`, value: '-infinity' }
	],
	TIME: [
		{ sql: `TIME '00:00:00'`, value: '00:00:00' },
		{ sql: `TIME '23:59:59.999999'`, value: '23:59:59.999999' },
		{ sql: `TIME '10:00:00.5'`, value: '10:00:00.5' }
	],
	'TIME WITH TIME ZONE': [{ sql: `'10:00:00.5+02'::TIMETZ`, value: '10:00:00.5+02' }],
	TIMESTAMP: [
		{
			sql: `TIMESTAMP '2024-01-02 03:04:05.123456'`,
			value: '2024-01-02T03:04:05.123456',
			text: '2024-01-02 03:04:05.123456'
		},
		{
			sql: `TIMESTAMP '1960-01-01 00:00:00.000001'`,
			value: '1960-01-01T00:00:00.000001',
			text: '1960-01-01 00:00:00.000001'
		},
		{
			sql: `TIMESTAMP '12024-01-02 03:04:05'`,
			value: '+012024-01-02T03:04:05',
			text: '12024-01-02 03:04:05'
		},
		{ sql: `TIMESTAMP 'infinity'`, value: 'infinity' },
		{ sql: `TIMESTAMP '-infinity'`, value: '-infinity' }
	],
	TIMESTAMP_S: [
		{ sql: `'2024-01-02 03:04:05'::TIMESTAMP_S`, value: '2024-01-02T03:04:05', text: '2024-01-02 03:04:05' }
	],
	TIMESTAMP_MS: [
		{
			sql: `'2024-01-02 03:04:05.12'::TIMESTAMP_MS`,
			value: '2024-01-02T03:04:05.12',
			text: '2024-01-02 03:04:05.12'
		}
	],
	TIMESTAMP_NS: [
		{
			sql: `'2024-01-02 03:04:05.123456789'::TIMESTAMP_NS`,
			value: '2024-01-02T03:04:05.123456789',
			text: '2024-01-02 03:04:05.123456789'
		}
	],
	'TIMESTAMP WITH TIME ZONE': [
		{
			sql: `TIMESTAMPTZ '2024-01-02 03:04:05.5+02:00'`,
			value: '2024-01-02T01:04:05.5Z',
			text: '2024-01-02 01:04:05.5+00'
		}
	],
	INTERVAL: [
		{ sql: `INTERVAL '1 year 2 days 3 seconds'`, value: '1 year 2 days 00:00:03' },
		{ sql: `INTERVAL '-1 month -00:00:01.5'`, value: '-1 month -00:00:01.5' },
		{ sql: `INTERVAL '10000000 hours'`, value: '10000000:00:00' }
	],
	LIST: [
		{ sql: '[1, NULL, 3]', value: [1, null, 3], text: '[1, NULL, 3]' },
		{ sql: '[]::INTEGER[]', value: [], text: '[]' },
		{ sql: 'NULL::INTEGER[]', value: null, text: null },
		{
			sql: `[['a'], NULL, ['b''c', NULL]]`,
			value: [['a'], null, ["b'c", null]],
			text: `[['a'], NULL, ['b''c', NULL]]`
		},
		{ sql: '[9007199254740993, 1]', value: [9007199254740993n, 1], text: '[9007199254740993, 1]' },
		{ sql: '[1.50::DECIMAL(4,2)]', value: ['1.50'], text: '[1.50]' },
		{ sql: `[INTERVAL '1 day']`, value: ['1 day'], text: `['1 day']` },
		{ sql: `['b'::ENUM('a', 'b')]`, value: ['b'], text: `['b']` },
		{ sql: `[DATE '2024-01-02']`, value: ['2024-01-02'], text: '[2024-01-02]' },
		{ sql: `['a\\x00'::BLOB]`, value: [new Uint8Array([97, 0])], text: `['a\\x00']` }
	],
	ARRAY: [
		{ sql: '[1, 2, 3]::INTEGER[3]', value: [1, 2, 3], text: '[1, 2, 3]' },
		{ sql: '[true, NULL]::BOOLEAN[2]', value: [true, null], text: '[true, NULL]' }
	],
	STRUCT: [
		{
			sql: `{'a': 1.50::DECIMAL(4,2), 'b c': 'x', 'n': NULL::INTEGER}`,
			value: bare({ a: '1.50', 'b c': 'x', n: null }),
			text: `{'a': 1.50, 'b c': 'x', 'n': NULL}`
		},
		{
			sql: `{'e': 'b'::ENUM('a', 'b'), 'i': [INTERVAL '1 day']}`,
			value: bare({ e: 'b', i: ['1 day'] }),
			text: `{'e': 'b', 'i': ['1 day']}`
		},
		{
			sql: `{'h': 170141183460469231731687303715884105727}`,
			value: bare({ h: 2n ** 127n - 1n }),
			text: `{'h': ${2n ** 127n - 1n}}`
		}
	],
	MAP: [
		{ sql: `MAP {'a': 1, 'b': NULL}`, value: bare({ a: 1, b: null }), text: `{'a': 1, 'b': NULL}` },
		{
			sql: `MAP {'k': {'x': [1]}}`,
			value: bare({ k: bare({ x: [1] }) }),
			text: `{'k': {'x': [1]}}`
		},
		{ sql: `MAP {}::MAP(VARCHAR, INTEGER)`, value: bare({}), text: '{}' },
		{ sql: `MAP {1: 'b'::ENUM('a', 'b')}`, value: bare({ 1: 'b' }), text: `{1: 'b'}` }
	],
	UNION: [{ sql: 'union_value(k := 1)', value: '1' }],
	BIGNUM: [{ sql: '123456789012345678901234567890::BIGNUM', value: '123456789012345678901234567890' }]
};

describe.each(Object.entries(CASES))('VAL-1 %s', (_type, cases) => {
	test.each(cases)('$sql', async ({ sql, value, text }) => {
		const { rows, texts } = await query(service, `SELECT ${sql} AS v, 7 AS next`);
		expect(rows).toHaveLength(1);
		expect(rows[0]?.[0]).toStrictEqual(value);
		expect(rows[0]?.[1]).toBe(7);
		expect(texts[0]?.[0]).toBe(text === undefined ? String(value) : text);
	});
});

describe('values of results', () => {
	test('VAL-2 a key that means something to JavaScript is a key like any other', async () => {
		const { rows } = await query(
			service,
			`SELECT MAP {'__proto__': 1, 'constructor': 2} AS m, {'__proto__': 3} AS s`
		);
		const [map, struct] = rows[0] as [Record<string, unknown>, Record<string, unknown>];
		expect(Object.getPrototypeOf(map)).toBeNull();
		expect(Object.entries(map)).toEqual([
			['__proto__', 1],
			['constructor', 2]
		]);
		expect(Object.entries(struct)).toEqual([['__proto__', 3]]);
	});

	test('VAL-3 types are named as they were before the transport, columns of one name stay apart', async () => {
		const { handle, rows } = await query(
			service,
			`SELECT 'b'::ENUM('a', 'b') AS a, 1 AS a, INTERVAL '1 day' AS "x y", 2::DECIMAL(5,1)`
		);
		expect(handle.columns).toEqual([
			{ name: 'a', type: `ENUM('a', 'b')` },
			{ name: 'a', type: 'INTEGER' },
			{ name: 'x y', type: 'INTERVAL' },
			{ name: 'CAST(2 AS DECIMAL(5,1))', type: 'DECIMAL(5,1)' }
		]);
		expect(rows).toEqual([['b', 1, '1 day', '2.0']]);
	});

	test('VAL-4 the order of a result survives the casts', async () => {
		const { rows } = await query(
			service,
			`SELECT i, to_seconds(i) AS t FROM range(10000) r(i) ORDER BY i DESC -- last`
		);
		expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 10_000 }, (_, index) => 9999 - index));
		expect(rows[0]?.[1]).toBe('02:46:39');
	});

	test('VAL-1 a user type is shown by its values', async () => {
		await query(service, `CREATE TYPE mood AS ENUM ('sad', 'glad')`);
		expect((await query(service, `SELECT 'glad'::mood, ['sad'::mood]`)).rows).toEqual([['glad', ['sad']]]);
	});

	test.each([
		['EXPLAIN SELECT 1', 'explain_key'],
		['DESCRIBE SELECT 1 AS a', 'column_name'],
		['SHOW TABLES', 'name'],
		['SUMMARIZE SELECT 1 AS a', 'column_name'],
		['PRAGMA version', 'library_version'],
		['VALUES (1)', 'col0'],
		['FROM range(1)', 'range'],
		['(SELECT 1 AS one)', 'one'],
		['TABLE duckdb_types', 'database_name'],
		[`PIVOT (VALUES ('a', 1), ('b', 2)) v(k, n) ON k USING sum(n)`, 'a']
	])('QRY-6 %s gives rows', async (sql, firstColumn) => {
		const { handle } = await query(service, sql);
		expect(handle.columns[0]?.name).toBe(firstColumn);
		expect(handle.progress.complete).toBe(true);
	});

	test('VAL-5 numbers are shown as the engine writes them', async () => {
		const { texts } = await query(
			service,
			`SELECT d, d::VARCHAR, d::FLOAT, d::FLOAT::VARCHAR FROM (SELECT unnest([
				0.0, 1, -1, 0.1, 1e15, 1e16, 1.5e16, 123456789.125, 1e-4, 1e-5, 1.25e-7, 1e21, 5e-324, 1.7976931348623157e308,
				-0.00012345, 1e100, 0.3, 2.0/3, 1e7, 16777217, 3.4e38, 1e-45]::DOUBLE[]) AS d)
				WHERE d < 3.5e38`
		);
		expect(texts.map((row) => row[0])).toEqual(texts.map((row) => row[1]));
		expect(texts.map((row) => row[2])).toEqual(texts.map((row) => row[3]));
	});

	test('VAL-5 dates and timestamps are shown as the engine writes them', async () => {
		const { texts } = await query(
			service,
			`SELECT d::DATE, d::DATE::VARCHAR, d, d::VARCHAR FROM (
				SELECT TIMESTAMP '0001-01-01' + to_days((i * 7919)::INTEGER) + to_microseconds(i * 1234567) AS d
				FROM range(0, 2000) t(i) UNION ALL
				SELECT TIMESTAMP '0001-01-01' - to_days((i * 100)::INTEGER) FROM range(1, 50) t(i))`
		);
		expect(texts.map((row) => row[0])).toEqual(texts.map((row) => row[1]));
		expect(texts.map((row) => row[2])).toEqual(texts.map((row) => row[3]));
	});
});
