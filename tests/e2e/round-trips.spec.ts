import { expect, test } from '@playwright/test';
import type { ExportFormatId } from '../../src/lib/domain/export/export-format';
import { appReady } from '../support/site';

// What comes back when an export is imported again: the table in docs/FORMATS.md, value by value.

/** Columns: name, type, two values; the third row is NULL. */
const COLUMNS: [name: string, type: string, first: string, second: string][] = [
	['b', 'BOOLEAN', 'true', 'false'],
	['t', 'TINYINT', '-128', '127'],
	['i', 'BIGINT', '9007199254740993', '-5'],
	['h', 'HUGEINT', '99999999999999999999999999999999999999', '-1'],
	['d', 'DECIMAL(18,2)', '1.10', '-0.05'],
	['f', 'FLOAT', '0.1', '1e30'],
	['x', 'DOUBLE', '0.1', '1e300'],
	['z', 'DOUBLE', `'-0.0'`, '0.5'],
	['s', 'VARCHAR', `'=1, "x"' || chr(10) || ' ÿ東 '`, `''`],
	['n', 'VARCHAR', `'NULL'`, `'007'`],
	['c', 'VARCHAR', `'a' || chr(13) || chr(10) || 'b'`, `chr(9) || '_x000D_' || chr(13)`],
	['bl', 'BLOB', `'\\x00\\xFFa'`, `'b'`],
	['dt', 'DATE', `'2024-02-29'`, `'2024-03-01'`],
	['tm', 'TIME', `'10:11:12'`, `'00:00:00'`],
	['ts', 'TIMESTAMP', `'2024-01-02 03:04:05'`, `'1969-12-31 23:59:59'`],
	['us', 'TIMESTAMP', `'2024-01-02 03:04:05.123456'`, `'1969-12-31 23:59:59'`],
	['tf', 'TIME', `'10:11:12.5'`, `'00:00:00'`],
	['tz', 'TIMESTAMP WITH TIME ZONE', `'2024-01-02 03:04:05+02'`, `'1990-01-01 00:00:00+00'`],
	['u', 'UUID', `'00000000-0000-0000-0000-00000000000a'`, `'ffffffff-ffff-ffff-ffff-ffffffffffff'`],
	['l', 'INTEGER[]', '[1, NULL, 3]', '[]'],
	['a', 'SMALLINT[2]', '[1, 2]', '[NULL, 3]'],
	['st', 'STRUCT(a INTEGER, b VARCHAR)', `{'a': 1, 'b': 'x"y'}`, `{'a': NULL, 'b': ''}`],
	['m', 'MAP(VARCHAR, INTEGER)', `MAP {'k': 1}`, `MAP {'k': 2}`]
];
const row = (value: (column: (typeof COLUMNS)[number]) => string, order: number): string =>
	`SELECT ${COLUMNS.map((column) => `CAST(${value(column)} AS ${column[1]}) AS "${column[0]}"`).join(', ')}, ${order} AS o`;
const ROWS = `SELECT * FROM (${[row((c) => c[2], 1), row((c) => c[3], 2), row(() => 'NULL', 3)].join(' UNION ALL ')}) ORDER BY o`;

const NESTED = { l: 'VARCHAR', a: 'VARCHAR', st: 'VARCHAR', m: 'VARCHAR' };
const TEXT = { u: 'VARCHAR', bl: 'VARCHAR' };
const JSON_TYPES = {
	tm: 'VARCHAR',
	tf: 'VARCHAR',
	...TEXT,
	t: 'BIGINT',
	f: 'DOUBLE',
	l: 'BIGINT[]',
	a: 'BIGINT[]',
	st: 'STRUCT("a" BIGINT, "b" VARCHAR)',
	m: 'STRUCT("k" BIGINT)'
};
const ARROW_TYPES = { h: 'DECIMAL(38,0)', u: 'VARCHAR', st: 'STRUCT("a" INTEGER, "b" VARCHAR)' };

/** Columns that come back as another type, and those of which a value has another text then. */
const BACK: [ExportFormatId, extension: string, types: Record<string, string>, changed: string[]][] = [
	['csv', 'csv', { ...TEXT, ...NESTED, t: 'BIGINT', f: 'DOUBLE', z: 'VARCHAR' }, ['l', 'a', 'st', 'm']],
	['ndjson', 'ndjson', JSON_TYPES, ['bl', 'm']],
	['parquet', 'parquet', { ...ARROW_TYPES, a: 'SMALLINT[]' }, []],
	['arrow', 'arrow', ARROW_TYPES, []],
	['duckdb', 'duckdb', {}, []],
	[
		'sqlite',
		'sqlite',
		{
			...NESTED,
			b: 'BIGINT',
			t: 'BIGINT',
			h: 'VARCHAR',
			d: 'VARCHAR',
			f: 'DOUBLE',
			dt: 'VARCHAR',
			tm: 'VARCHAR',
			tf: 'VARCHAR',
			ts: 'VARCHAR',
			us: 'VARCHAR',
			tz: 'VARCHAR',
			u: 'VARCHAR'
		},
		['b', 'f', 'z', 'l', 'a', 'st', 'm']
	],
	[
		'xlsx',
		'xlsx',
		{
			...TEXT,
			...NESTED,
			t: 'BIGINT',
			i: 'VARCHAR',
			h: 'VARCHAR',
			d: 'DOUBLE',
			f: 'DOUBLE',
			tf: 'VARCHAR',
			us: 'VARCHAR',
			tz: 'VARCHAR'
		},
		['d', 'f', 'z', 'c', 'l', 'a', 'st', 'm']
	]
];

test('EXP-2 EXP-3 EXP-4 EXP-5 what comes back of an export is what the table of round trips says', async ({
	page
}) => {
	await page.goto('./');
	await appReady(page);
	for (const [format, extension, types, changed] of BACK) {
		const found = await page.evaluate(
			async ([id, ending, rows, columns]) => {
				const blob = await window.varve.exportQuery(rows, id);
				const { tables, sourceName } = await window.varve.importFile(new File([blob], `back.${ending}`), {
					as: `back_${ending}`
				});
				const texts = async (name: string, from: string) =>
					JSON.stringify(
						(await window.varve.query(`SELECT "${name}"::VARCHAR FROM (${from}) ORDER BY o`)).rows
					);
				const differing: string[] = [];
				for (const [name] of columns) {
					const there = await texts(name, `SELECT * FROM "${sourceName}"`);
					if (there !== (await texts(name, rows))) differing.push(name);
				}
				return {
					types: Object.fromEntries(tables[0]?.columns.map(({ name, type }) => [name, type]) ?? []),
					rejected: tables[0]?.rowsRejected,
					differing
				};
			},
			[format, extension, ROWS, COLUMNS] as const
		);
		const expected = Object.fromEntries(COLUMNS.map(([name, type]) => [name, types[name] ?? type]));
		expect.soft({ format, ...found, types: { ...found.types, o: '' } }).toEqual({
			format,
			types: { ...expected, o: '' },
			rejected: 0,
			differing: changed
		});
	}
});
