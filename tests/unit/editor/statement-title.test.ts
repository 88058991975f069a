import { describe, expect, it } from 'vitest';
import { statementAction, statementTitle } from '$lib/ui/query/statement-title';

describe('statements in lists', () => {
	it('are one line without comments', () => {
		expect(statementTitle('SELECT a, -- first\n\tb\nFROM t')).toBe('SELECT a, b FROM t');
		expect(statementTitle(`SELECT '${'x'.repeat(200)}'`)).toHaveLength(81);
	});

	it.each([
		['create or replace temp table recent as select 1', 'CREATE OR REPLACE TEMP TABLE recent'],
		['DROP VIEW IF EXISTS "my view"', 'DROP VIEW IF EXISTS "my view"'],
		['INSERT INTO recent VALUES (1)', 'INSERT INTO recent'],
		["SET VARIABLE x = 'y'", 'SET VARIABLE x'],
		['BEGIN TRANSACTION', 'BEGIN TRANSACTION']
	])('%s does %s', (sql, action) => {
		expect(statementAction(sql)).toBe(action);
	});
});
