import { describe, expect, test } from 'vitest';
import { namedColumns } from '$lib/domain/sql/named-columns';
import { qualifiedNames } from '$lib/domain/sql/qualified';
import { sqliteTokens } from '$lib/domain/sql/sqlite-tokens';
import { sqlWords } from '$lib/domain/sql/token';
import { isVolatile } from '$lib/domain/sql/volatile';

const words = (sql: string) => sqlWords(sql, sqliteTokens(sql));

test('QRY-15 what depends on the moment or on chance is never the same again', () => {
	for (const sql of [
		'SELECT random()',
		'SELECT RANDOM() FROM t',
		'SELECT now()',
		'SELECT current_date',
		"SELECT date('now')",
		"SELECT 'now'::TIMESTAMP",
		'SELECT * FROM t USING SAMPLE 5',
		'SELECT * FROM t TABLESAMPLE 5%',
		"SELECT nextval('s')",
		'SELECT "random"()',
		'SELECT * FROM duckdb_tables()',
		'SELECT uuid()'
	])
		expect([sql, isVolatile(words(sql))]).toEqual([sql, true]);
	for (const sql of ["SELECT 'random' FROM orders", 'SELECT sum(x), now_x FROM t -- now()', 'SELECT 1'])
		expect([sql, isVolatile(words(sql))]).toEqual([sql, false]);
});

test('names with a dot are found, also quoted and with versions', () => {
	const sql =
		'SELECT o.id, "my book"."Sheet 1".x FROM book.sheet1 AS o JOIN "book@2".sheet1 ON 1.5 = \'a.b\'';
	expect(qualifiedNames(words(sql)).map(({ source, table }) => `${source}|${table}`)).toEqual([
		'o|id',
		'my book|Sheet 1',
		'book|sheet1',
		'book@2|sheet1'
	]);
});

describe('which columns a statement can need', () => {
	const columns = ['id', 'Name', 'price', 'note'];
	const of = (sql: string) => namedColumns(words(sql), columns, ['shop', 'items']);

	test.each([
		['SELECT id FROM shop.items', ['id']],
		['SELECT i.name, count(*) FROM shop.items AS i GROUP BY 1', ['Name']],
		['SELECT price * 2 FROM shop.items', ['price']],
		['SELECT (id) * (price) FROM shop.items i, orders WHERE i.id = orders.item', ['id', 'price']],
		['WITH a AS (SELECT id FROM shop.items) SELECT max(id) FROM a', ['id']],
		['SELECT "NOTE" FROM orders JOIN shop.items USING (id)', ['id', 'note']],
		['SELECT count(*) FROM shop.items', []]
	])('%s', (sql, expected) => expect(of(sql)).toEqual(expected));

	test.each([
		['SELECT * FROM shop.items'],
		['SELECT i.* FROM shop.items i'],
		['SELECT id, * FROM shop.items'],
		['FROM shop.items'],
		['SELECT 1 FROM (FROM shop.items)'],
		['SELECT id FROM shop.items NATURAL JOIN orders'],
		['SELECT i FROM shop.items i'],
		['SELECT items FROM shop.items'],
		['SELECT to_json(i) FROM shop.items AS i'],
		['SELECT COLUMNS(*) FROM shop.items'],
		['SUMMARIZE shop.items'],
		['SELECT #1 FROM shop.items']
	])('all: %s', (sql) => expect(of(sql)).toBeNull());
});
