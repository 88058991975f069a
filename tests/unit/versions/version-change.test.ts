import { describe, expect, it } from 'vitest';
import { columnLosses, hasSameShape } from '$lib/domain/versions/column-changes';
import { isWorthAsking, type TableChange, type VersionChange } from '$lib/domain/versions/version-change';
import { tableFacts } from '$lib/ui/import/change-facts';

const SCHEMA = { added: [], removed: [], renamed: [], retyped: [], reordered: false };
const ROWS = { key: ['id'], added: 0, removed: 0, modified: 0, unchanged: 10, columns: [] };
const TABLE: TableChange = {
	name: 'orders',
	rowsBefore: 10,
	rowsAfter: 10,
	rejectedBefore: 2,
	rejectedAfter: 2,
	rows: ROWS,
	problem: null,
	schema: SCHEMA
};
const changeOf = (table: Partial<TableChange>, more: Partial<VersionChange> = {}): VersionChange => ({
	sourceId: 's',
	sourceName: 'orders',
	before: 1,
	fileName: 'orders.csv',
	tables: [{ ...TABLE, ...table }],
	addedTables: [],
	removedTables: [],
	warnings: [],
	...more
});

describe('what is asked about', () => {
	it('GAT-2 is any difference, and nothing else', () => {
		expect(isWorthAsking(changeOf({}))).toBe(false);
		expect(isWorthAsking(changeOf({ rejectedAfter: 1 }))).toBe(false);
		expect(isWorthAsking(changeOf({ rejectedAfter: 3 }))).toBe(true);
		expect(isWorthAsking(changeOf({ rows: { ...ROWS, added: 1 } }))).toBe(true);
		expect(isWorthAsking(changeOf({ rows: null, problem: 'too large' }))).toBe(true);
		expect(isWorthAsking(changeOf({ schema: { ...SCHEMA, reordered: true } }))).toBe(true);
		expect(isWorthAsking(changeOf({}, { removedTables: ['x'] }))).toBe(true);
		expect(isWorthAsking(changeOf({}, { warnings: [{ code: 'breaks-rule', message: '' }] }))).toBe(true);
	});

	it('GAT-1 is told in words, what is lost first', () => {
		const rows = { ...ROWS, removed: 4100, modified: 1, added: 1, columns: [{ name: 'a', changed: 1 }] };
		const facts = tableFacts({
			...TABLE,
			rowsBefore: 10_000,
			rowsAfter: 5901,
			rows: { ...rows, unchanged: 5899 },
			schema: { ...SCHEMA, removed: ['x', 'y', 'z'] }
		});
		expect(facts.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
			'− 3 columns are gone: x, y, z',
			'− 41 % of the rows are gone: 4,100 of 10,000',
			'~ 1 row is changed (less than 1 %), in a (1)',
			'+ 1 row is new, less than 1 % of all',
			'= 5,899 rows are as before'
		]);
		expect(tableFacts({ ...TABLE, rows: { ...ROWS, unchanged: 0 } })).toEqual([
			{ sign: '=', text: 'No row or column is different' }
		]);
	});
});

describe('columns from one version to the next', () => {
	const table = (name: string, ...columns: [string, string][]) => ({
		name,
		columns: columns.map(([column, type]) => ({ name: column, type, why: '' }))
	});

	it('BRK-1 are lost by name, without regard to case, or have another type', () => {
		const before = [table('a', ['id', 'BIGINT'], ['City', 'VARCHAR'], ['old', 'DATE'])];
		const after = [table('b', ['city', 'BLOB'], ['id', 'BIGINT'], ['new', 'DATE'])];
		expect(columnLosses(before, after)).toEqual([
			{ table: 'a', gone: ['old'], retyped: [{ name: 'city', from: 'VARCHAR', to: 'BLOB' }] }
		]);
		expect(columnLosses([table('a', ['x', 'DATE']), table('b')], [table('b'), table('c')])).toEqual([
			{ table: 'a', gone: ['x'], retyped: [] },
			{ table: 'b', gone: [], retyped: [] }
		]);
	});

	it('BRK-2 have the same shape in any order, and under any name of the only table', () => {
		const one = table('a', ['x', 'DATE'], ['y', 'BLOB']);
		expect(hasSameShape([one], [table('b', ['y', 'BLOB'], ['x', 'DATE'])])).toBe(true);
		expect(hasSameShape([one], [table('a', ['x', 'DATE'], ['y', 'DATE'])])).toBe(false);
		expect(hasSameShape([one, one], [one])).toBe(false);
	});
});
