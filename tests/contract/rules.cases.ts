import type { RuleOptionValue } from '$lib/domain/quality/rule';

/** One table, a rule on its first column (or columns), and what must fail. */
export interface RuleCase {
	title: string;
	/** SQL types of the columns; the names are chosen by the suite. */
	types: string[];
	/** SQL literals; record numbers are 1, 2, 3 … */
	rows: string[][];
	options?: Record<string, RuleOptionValue>;
	/** Record numbers for rules over rows; true or false for rules over tables. */
	fails: number[] | boolean;
	/** Records that a rejecting rule keeps out, where these are not all that fail. */
	rejects?: number[];
	before?: { rows: number };
	/** How many of the columns the rule names; all by default. */
	columnCount?: number;
}

const one = (...values: string[]): string[][] => values.map((value) => [value]);

/** By kind. The other source of `reference` has the rows (1, 'a'), (2, 'b'), (NULL, 'c') in the columns `id`, `it"s`. */
export const RULE_CASES: Record<string, RuleCase[]> = {
	required: [
		{ title: 'NULL', types: ['BIGINT'], rows: one('1', 'NULL', '0'), fails: [2] },
		{ title: 'text without blank', types: ['VARCHAR'], rows: one("''", "' '", 'NULL', "'a'"), fails: [3] },
		{
			title: 'blank text',
			types: ['VARCHAR'],
			rows: one("''", "'  '", 'NULL', "'a'"),
			options: { blank: true },
			fails: [1, 2, 3]
		},
		{
			title: 'several columns',
			types: ['BIGINT', 'VARCHAR'],
			rows: [
				['1', "'a'"],
				['1', 'NULL'],
				['NULL', "'a'"]
			],
			options: { blank: true },
			fails: [2, 3]
		},
		{ title: 'no rows', types: ['BIGINT'], rows: [], fails: [] }
	],
	unique: [
		{
			title: 'all rows of a group, and NULL is not compared',
			types: ['BIGINT'],
			rows: one('1', '2', '1', 'NULL', 'NULL', '1'),
			fails: [1, 3, 6],
			rejects: [3, 6]
		},
		{
			title: 'several columns together',
			types: ['BIGINT', 'VARCHAR'],
			rows: [
				['1', "'a'"],
				['1', "'b'"],
				['1', "'a'"],
				['NULL', "'a'"],
				['NULL', "'a'"]
			],
			fails: [1, 3],
			rejects: [3]
		},
		{ title: 'nothing twice', types: ['VARCHAR'], rows: one("'a'", "'A'", 'NULL'), fails: [] }
	],
	range: [
		{
			title: 'bounds are included',
			types: ['BIGINT'],
			rows: one('0', '1', '5', '6', 'NULL'),
			options: { min: 1, max: 5 },
			fails: [1, 4]
		},
		{
			title: 'only a smallest',
			types: ['DECIMAL(18,2)'],
			rows: one('-0.01', '0'),
			options: { min: 0 },
			fails: [1]
		},
		{
			title: 'all digits count',
			types: ['HUGEINT'],
			rows: one('9007199254740993', '9007199254740992'),
			options: { max: '9007199254740992' },
			fails: [1]
		},
		{
			title: 'floats that are no number',
			types: ['DOUBLE'],
			rows: one("'nan'::DOUBLE", "'inf'::DOUBLE", '1'),
			options: { min: -1 },
			fails: [1]
		},
		{
			title: 'numbers in text',
			types: ['VARCHAR'],
			rows: one("'2'", "'20'", "'two'", 'NULL'),
			options: { max: 10 },
			fails: [2, 3]
		}
	],
	'one-of': [
		{
			title: 'case counts',
			types: ['VARCHAR'],
			rows: one("'a'", "'A'", "'it''s'", "''", 'NULL'),
			options: { values: ['a', "it's"] },
			fails: [2, 4]
		},
		{
			title: 'any case',
			types: ['VARCHAR'],
			rows: one("'ÄB'", "'c'"),
			options: { values: ['äb'], anyCase: true },
			fails: [2]
		},
		{
			title: 'numbers as text',
			types: ['BIGINT'],
			rows: one('1', '3'),
			options: { values: ['1', '2'] },
			fails: [2]
		}
	],
	pattern: [
		{
			title: 'in full',
			types: ['VARCHAR'],
			rows: one("'A-12'", "'A-123'", "'xA-12'", 'NULL'),
			options: { pattern: '[A-Z]-[0-9]{2}' },
			fails: [2, 3]
		},
		{
			title: 'anywhere',
			types: ['VARCHAR'],
			rows: one("'it''s'", "'its'"),
			options: { pattern: "t's", anywhere: true },
			fails: [2]
		},
		{ title: 'numbers', types: ['BIGINT'], rows: one('12', '123'), options: { pattern: '..' }, fails: [2] }
	],
	length: [
		{
			title: 'characters, not bytes',
			types: ['VARCHAR'],
			rows: one("''", "'ä€😀'", "'abcd'", 'NULL'),
			options: { min: 1, max: 3 },
			fails: [1, 3]
		}
	],
	type: [
		{
			title: 'whole numbers',
			types: ['VARCHAR'],
			rows: one("'1'", "'1.5'", "'007'", 'NULL', "''"),
			options: { type: 'BIGINT' },
			fails: [2, 3]
		},
		{
			title: 'dates',
			types: ['VARCHAR'],
			rows: one("'2026-02-28'", "'2026-02-30'", "'soon'"),
			options: { type: 'DATE' },
			fails: [2, 3]
		},
		{
			title: 'of its own type',
			types: ['BIGINT'],
			rows: one('1', 'NULL'),
			options: { type: 'BIGINT' },
			fails: []
		}
	],
	date: [
		{
			title: 'a format',
			types: ['VARCHAR'],
			rows: one("'01.02.2026'", "'31.02.2026'", "'2026-02-01'", 'NULL'),
			options: { format: '%d.%m.%Y' },
			fails: [2, 3]
		},
		{
			title: 'a range of days, the last one whole',
			types: ['TIMESTAMP'],
			rows: one(
				"'2025-12-31 23:59:59'",
				"'2026-01-01 00:00:00'",
				"'2026-01-31 23:59:59'",
				"'2026-02-01'",
				'NULL'
			),
			options: { min: '2026-01-01', max: '2026-01-31' },
			fails: [1, 4]
		},
		{
			title: 'dates',
			types: ['DATE'],
			rows: one("'2026-01-01'", "'1990-01-01'"),
			options: { min: '2000-01-01' },
			fails: [2]
		}
	],
	email: [
		{
			title: 'addresses',
			types: ['VARCHAR'],
			rows: one("'a@b.org'", "'a.b+c@x-y.co.uk'", "'a@b'", "'a b@c.org'", "'@b.org'", "''", 'NULL'),
			fails: [3, 4, 5, 6]
		}
	],
	url: [
		{
			title: 'addresses',
			types: ['VARCHAR'],
			rows: one(
				"'https://a.org'",
				"'HTTP://a.org:80/x?y#z'",
				"'a.org'",
				"'https:// a.org'",
				"'https:///x'",
				'NULL'
			),
			fails: [3, 4, 5]
		},
		{
			title: 'https only',
			types: ['VARCHAR'],
			rows: one("'https://[::1]/'", "'http://a.org'"),
			options: { httpsOnly: true },
			fails: [2]
		}
	],
	phone: [
		{
			title: 'numbers',
			types: ['VARCHAR'],
			rows: one("'+49 (30) 123-456'", "'030/123456'", "'12345'", "'call me'", "'1234567890123456'", 'NULL'),
			fails: [3, 4, 5]
		},
		{
			title: 'international',
			types: ['VARCHAR'],
			rows: one("'+4930123456'", "'030123456'"),
			options: { international: true },
			fails: [2]
		}
	],
	reference: [
		{
			title: 'a key of another source',
			types: ['VARCHAR'],
			rows: one("'1'", "'3'", 'NULL'),
			options: { source: 'other', targets: ['id'] },
			fails: [2]
		},
		{
			title: 'several columns',
			types: ['BIGINT', 'VARCHAR'],
			rows: [
				['1', "'a'"],
				['1', "'b'"],
				['NULL', "'a'"]
			],
			options: { source: 'other', targets: ['id', 'it"s'] },
			fails: [2]
		}
	],
	'row-count': [
		{ title: 'too few', types: ['BIGINT'], rows: one('1'), options: { min: 2 }, fails: true },
		{ title: 'too many', types: ['BIGINT'], rows: one('1', '2'), options: { max: 1 }, fails: true },
		{
			title: 'fewer than before',
			types: ['BIGINT'],
			rows: one('1', 'NULL'),
			options: { fewerPercent: 10 },
			before: { rows: 3 },
			fails: true
		},
		{
			title: 'about as many as before',
			types: ['BIGINT'],
			rows: one('1', '2'),
			options: { fewerPercent: 50, morePercent: 50 },
			before: { rows: 3 },
			fails: false
		},
		{ title: 'nothing before', types: ['BIGINT'], rows: [], options: { fewerPercent: 10 }, fails: false }
	],
	freshness: [
		{
			title: 'a late date',
			types: ['DATE'],
			rows: one("'2026-01-01'", 'NULL'),
			options: { days: 7 },
			fails: true
		},
		{
			title: 'a recent time',
			types: ['TIMESTAMP'],
			rows: one("'2020-01-01'", "'2026-01-20 00:00:00'"),
			options: { days: 7 },
			fails: false
		},
		{ title: 'only NULL', types: ['DATE'], rows: one('NULL'), options: { days: 7 }, fails: true }
	],
	condition: [
		{
			title: 'as in CHECK, NULL is no failure',
			types: ['BIGINT'],
			rows: one('1', '-1', 'NULL'),
			options: { sql: '{0} > 0 -- positive' },
			fails: [2]
		},
		{
			title: 'over several columns',
			types: ['BIGINT', 'BIGINT'],
			rows: [
				['1', '2'],
				['2', '1']
			],
			options: { sql: '{0} < {1} OR false' },
			fails: [2]
		}
	]
};
