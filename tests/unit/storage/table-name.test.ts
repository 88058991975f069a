import { describe, expect, test } from 'vitest';
import { chooseTable, parseTableName } from '$lib/storage/library/table-name';

const tablesOf = (...names: string[]) => ({
	tables: names.map((name) => ({ name, rows: 0, rejected: 0, columns: [], segments: [] }))
});

describe('names of tables [STO-12]', () => {
	test.each([
		['orders', 'orders', null, null],
		['Orders 2024@12', 'Orders 2024', 12, null],
		['orders.rejects', 'orders', null, 'rejects'],
		['orders@2.records', 'orders', 2, 'records'],
		['book.sheet 1.5', 'book', null, 'sheet 1.5'],
		['book@3.a@b', 'book', 3, 'a@b']
	])('%s is taken apart', (name, source, version, rest) => {
		expect(parseTableName(name)).toEqual({ source, version, rest });
	});

	test.each([
		'',
		'@1',
		'.x',
		'orders@',
		'orders@0',
		'orders@-1',
		'orders@1.',
		'orders@1@2',
		'orders@x',
		'a@1e3'
	])('%j means nothing', (name) => {
		expect(parseTableName(name)).toBe(null);
	});

	test.each([
		[null, 0, 'rows'],
		['records', 0, 'records'],
		['REJECTS', 0, 'rejects'],
		['Orders', 0, 'rows'],
		['orders.rejects', 0, 'rejects']
	])('of one table, %j', (rest, tableIndex, view) => {
		expect(chooseTable(tablesOf('orders'), rest)).toEqual({ tableIndex, view });
	});

	test('of one table that is called as a view, the view is meant', () => {
		expect(chooseTable(tablesOf('rejects'), 'rejects')).toEqual({ tableIndex: 0, view: 'rejects' });
	});

	test.each([
		[null, null],
		['records', null],
		['sheet1', { tableIndex: 0, view: 'rows' }],
		['SHEET2.rejects', { tableIndex: 1, view: 'rejects' }],
		['rejects', { tableIndex: 2, view: 'rows' }],
		['rejects.records', { tableIndex: 2, view: 'records' }],
		['sheet3', null]
	])('of several tables, %j', (rest, choice) => {
		expect(chooseTable(tablesOf('Sheet1', 'Sheet2', 'rejects'), rest)).toEqual(choice);
	});

	test('accents are the same however they are encoded', () => {
		expect(chooseTable(tablesOf('cafe\u0301', 'x'), 'CAF\u00c9')).toEqual({ tableIndex: 0, view: 'rows' });
	});
});
