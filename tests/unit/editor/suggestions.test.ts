import { describe, expect, it } from 'vitest';
import { schemaTables } from '$lib/ui/editor/schema-tables';
import { allStatements, statementsToRun } from '$lib/ui/editor/script-statements';
import { writtenName } from '$lib/ui/editor/sql-completion';
import { suggestNames } from '$lib/ui/editor/sql-suggestions';

const tables = schemaTables([
	{
		sourceId: 'a',
		name: 'orders',
		newestVersion: 2,
		versions: [1, 2],
		tables: [
			{
				name: 'orders',
				rows: 5,
				columns: [
					{ name: 'id', type: 'BIGINT' },
					{ name: 'unit price', type: 'DOUBLE' }
				]
			}
		]
	},
	{
		sourceId: 'b',
		name: 'Price list',
		newestVersion: 1,
		versions: [1],
		tables: [{ name: 'Price list', rows: 5, columns: [{ name: 'sku', type: 'VARCHAR' }] }]
	}
]);

/** @param text with `|` for the cursor */
function suggestedAt(text: string) {
	const offset = text.indexOf('|');
	return suggestNames(text.replace('|', ''), offset, tables);
}

function bestNames(text: string, count: number): string[] {
	const suggestions = suggestedAt(text)?.suggestions ?? [];
	return suggestions
		.toSorted((a, b) => b.rank - a.rank)
		.slice(0, count)
		.map(({ name }) => name);
}

describe('completion (EDT-1)', () => {
	it('offers every name of the sources, the newest versions first', () => {
		expect(bestNames('SELECT * FROM |', 4)).toEqual([
			'orders',
			'orders.records',
			'orders.rejects',
			'Price list'
		]);
		const all = suggestedAt('SELECT * FROM |')?.suggestions.map(({ name }) => name);
		expect(all).toContain('orders@1.rejects');
		expect(all).not.toContain('id');
	});

	it('offers the columns of the tables that the statement names, wherever they are named', () => {
		expect(bestNames('SELECT | FROM orders', 2)).toEqual(['id', 'unit price']);
		expect(bestNames('SELECT | FROM "Price list"', 1)).toEqual(['sku']);
		expect(bestNames('SELECT * FROM orders@1 WHERE 1; SELECT | FROM "Price list"', 1)).toEqual(['sku']);
		expect(bestNames('SELECT code, | FROM "orders.rejects"', 2)).toEqual(['table', 'record']);
	});

	it('offers after a dot only the columns of that table or alias', () => {
		const names = (text: string) => suggestedAt(text)?.suggestions.map(({ name }) => name);
		expect(names('SELECT o.| FROM orders AS o, "Price list" p')).toEqual(['id', 'unit price']);
		expect(names('SELECT p.s| FROM orders o JOIN "Price list" p')).toEqual(['sku']);
		expect(names('SELECT x.| FROM orders')).toEqual([]);
	});

	it('offers tables after a comma in FROM and columns after one in SELECT', () => {
		expect(bestNames('SELECT id FROM orders, |', 1)).toEqual(['orders']);
		expect(bestNames('SELECT id, | FROM orders', 1)).toEqual(['id']);
	});

	it('is quiet in strings and comments', () => {
		expect(suggestedAt("SELECT 'or| FROM orders")).toBeNull();
		expect(suggestedAt('SELECT 1 -- or|')).toBeNull();
	});

	it('begins at the word typed, and at its quote', () => {
		expect(suggestedAt('SELECT * FROM ord|')).toMatchObject({ start: 14, isQuoted: false });
		expect(suggestedAt('SELECT * FROM "Pri|')).toMatchObject({ start: 14, isQuoted: true });
	});

	it('quotes names that need it, and no others (EDT-2)', () => {
		expect(writtenName('orders')).toBe('orders');
		expect(writtenName('Orders_2')).toBe('Orders_2');
		expect(writtenName('orders@2')).toBe('"orders@2"');
		expect(writtenName('unit price')).toBe('"unit price"');
		expect(writtenName('select')).toBe('"select"');
		expect(writtenName('2024')).toBe('"2024"');
		expect(writtenName('a"b')).toBe('"a""b"');
		expect(writtenName('größe')).toBe('"größe"');
	});
});

describe('what is run (EDT-3)', () => {
	const script = "SELECT 1;\n\nSELECT ';' AS a; -- end\nSELECT 3";

	it('is the statement at the cursor', () => {
		expect(statementsToRun(script, { from: 3, to: 3 })).toEqual([{ sql: 'SELECT 1', start: 0 }]);
		expect(statementsToRun(script, { from: 20, to: 20 })).toEqual([{ sql: "SELECT ';' AS a", start: 11 }]);
		expect(statementsToRun('  -- nothing', { from: 2, to: 2 })).toEqual([]);
	});

	it('is what the selection holds, with its place in the script', () => {
		expect(statementsToRun(script, { from: 9, to: script.length })).toEqual([
			{ sql: "SELECT ';' AS a", start: 11 },
			{ sql: 'SELECT 3', start: 35 }
		]);
		expect(statementsToRun(script, { from: 18, to: 21 })).toEqual([{ sql: "';'", start: 18 }]);
	});

	it('is everything', () => {
		expect(allStatements(script).map(({ sql }) => sql)).toEqual(['SELECT 1', "SELECT ';' AS a", 'SELECT 3']);
	});
});
