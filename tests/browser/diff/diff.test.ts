import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import { openEngine, query, TableLibrary } from '../query/support';
import { addVersion, diff, rowsOf, table, type Column } from './support';

const library = new TableLibrary();
let service: QueryService;

const PEOPLE: Column[] = [
	['id', 'BIGINT'],
	['name', 'VARCHAR'],
	['amount', 'DECIMAL(18,2)'],
	['city', 'VARCHAR']
];

beforeAll(async () => {
	await addVersion(library, 'people', 1, PEOPLE, [
		[1, 'Ann', 1.5, 'Rome'],
		[2, 'Bob', 2, null],
		[3, 'Cy', 3, 'Oslo'],
		[4, 'Di', null, 'Bonn'],
		[5, 'Ed', 5, 'Kiel']
	]);
	await addVersion(library, 'people', 2, PEOPLE, [
		[5, 'Ed', 5, 'Kiel'],
		[6, 'Flo', 6, 'Lund'],
		[1, 'Ann', 1.5, 'Paris'],
		[2, ' bob', 2.01, null],
		[4, 'Di', null, null]
	]);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

const people = (version: number) => table(`people@${version}`);

describe('diff by key', () => {
	test('DIF-1 DIF-4 three sets, and what changed in which field', async () => {
		const { summary, rows } = await diff(service, people(1), people(2), { key: ['id'] });
		expect(summary).toMatchObject({
			key: ['id'],
			keyOrigin: 'given',
			added: 1,
			removed: 1,
			modified: 3,
			unchanged: 1,
			changedFields: 4,
			columns: [
				{ name: 'name', changed: 1 },
				{ name: 'amount', changed: 1 },
				{ name: 'city', changed: 2 }
			],
			schema: { added: [], removed: [], renamed: [], retyped: [], reordered: false }
		});
		expect(rows.map(({ change, records, changed }) => [change, ...records, changed])).toEqual([
			['added', null, 2, []],
			['modified', 1, 3, ['city']],
			['removed', 3, null, []],
			['modified', 2, 4, ['name', 'amount']],
			['modified', 4, 5, ['city']]
		]);
		const bob = rows.find((row) => row.old['id'] === 2);
		expect([bob?.old['amount'], bob?.new['amount']]).toEqual(['2.00', '2.01']);
	});

	test('DIF-7 options: ignored columns, letter case, space, tolerance', async () => {
		const all = { key: ['id'], ignoreCase: true, ignoreSpace: true, tolerance: 0.01, ignore: ['city'] };
		expect((await diff(service, people(1), people(2), all)).summary.modified).toBe(0);
		const { summary } = await diff(service, people(1), people(2), {
			...all,
			tolerance: 0.001,
			ignoreCase: false
		});
		expect(summary.columns).toEqual([
			{ name: 'name', changed: 1 },
			{ name: 'amount', changed: 1 }
		]);
	});

	test('DIF-8 a key is measured where none is given, and kept ones are used', async () => {
		expect((await diff(service, people(1), people(2))).summary).toMatchObject({
			key: ['id'],
			keyOrigin: 'measured'
		});
		library.kept.set('people', { key: ['name'] });
		expect((await diff(service, people(1), people(2))).summary).toMatchObject({
			key: ['name'],
			keyOrigin: 'kept'
		});
		library.kept.clear();
	});

	test('an unknown key column is told', async () => {
		await expect(diff(service, people(1), people(2), { key: ['nr'] })).rejects.toMatchObject({
			code: 'diff/column',
			facts: { column: 'nr' }
		});
	});

	test('DIF-10 rows by kind, by changed column, by search, in another order', async () => {
		const diffId = 'kept-open';
		const summary = await service.diff(
			{ diffId, from: people(1), to: people(2), options: { key: ['id'] } },
			() => undefined
		);
		const ids = async (choice: Parameters<typeof rowsOf>[3]) =>
			(await rowsOf(service, diffId, summary, choice)).map((row) => row.new['id'] ?? row.old['id']);
		expect(await ids({ kinds: ['removed'] })).toEqual([3]);
		expect(await ids({ changed: ['city'] })).toEqual([1, 4]);
		expect(await ids({ search: 'ROME' })).toEqual([1]);
		expect(await ids({ orderBy: [{ column: 'id', side: 'new', descending: true }] })).toEqual([
			6, 4, 3, 2, 1
		]);
		await service.releaseDiff(diffId);
	});

	test('a diff is made again where its engine has ended', async () => {
		const diffId = 'lost';
		const request = { diffId, from: people(1), to: people(2), options: { key: ['id'] } };
		const summary = await service.diff(request, () => undefined);
		await service.close();
		expect(await rowsOf(service, diffId, summary)).toHaveLength(5);
		await service.releaseDiff(diffId);
	});
});

describe('keys that are not unique', () => {
	const ROWS: Column[] = [
		['k', 'VARCHAR'],
		['v', 'BIGINT']
	];
	beforeAll(async () => {
		await addVersion(library, 'twice', 1, ROWS, [
			['a', 1],
			['a', 2],
			['a', 3],
			['b', 1],
			[null, 1],
			[null, 2],
			['gone', 1],
			['gone', 1]
		]);
		await addVersion(library, 'twice', 2, ROWS, [
			['a', 3],
			['a', 9],
			['b', 2],
			[null, 2],
			['new', 1]
		]);
		await addVersion(library, 'twice', 3, ROWS, [
			['b', 2],
			['b', 2],
			['new', 1],
			['c', 1],
			['c', 2]
		]);
	});

	test('DIF-3 equal rows of a key pair up first, then the k-th with the k-th', async () => {
		const { summary, rows } = await diff(service, table('twice@1'), table('twice@2'), { key: ['k'] });
		expect(summary).toMatchObject({ added: 1, removed: 4, modified: 2, unchanged: 2 });
		expect(summary.keysFrom).toEqual({ duplicateKeys: 3, duplicateRows: 7, nullRows: 2 });
		expect(summary.keysTo).toEqual({ duplicateKeys: 1, duplicateRows: 2, nullRows: 1 });
		expect(summary.ofDuplicates).toEqual({ added: 0, removed: 4, modified: 1 });
		const changed = rows
			.filter((row) => row.change === 'modified')
			.map((row) => [row.old['k'], row.old['v'], row.new['v']]);
		expect(changed).toEqual([
			['a', 1, 9],
			['b', 1, 2]
		]);
	});

	test('DIF-3 one side only, also where the rows have no partner', async () => {
		const { summary } = await diff(service, table('twice@2'), table('twice@3'), { key: ['k'] });
		expect(summary).toMatchObject({ added: 3, removed: 3, modified: 0 });
		expect(summary.keysTo).toEqual({ duplicateKeys: 2, duplicateRows: 4, nullRows: 0 });
		const back = await diff(service, table('twice@3'), table('twice@2'), { key: ['k'] });
		expect(back.summary).toMatchObject({ added: 3, removed: 3, modified: 0 });
		await addVersion(library, 'twice', 4, ROWS, [['z', 1]]);
		const gone = await diff(service, table('twice@3'), table('twice@4'), { key: ['k'] });
		expect(gone.summary.keysFrom).toEqual({ duplicateKeys: 2, duplicateRows: 4, nullRows: 0 });
		expect(gone.summary.ofDuplicates.removed).toBe(4);
	});

	test('DIF-2 whole rows as a multiset', async () => {
		const { summary } = await diff(service, table('twice@1'), table('twice@2'), { key: [] });
		expect(summary).toMatchObject({ added: 3, removed: 6, modified: 0, unchanged: 2, keyOrigin: 'none' });
	});
});

describe('columns that differ', () => {
	beforeAll(async () => {
		const rows = [
			[1, '1', '1.50', 'true', '2026-01-02'],
			[2, '2.0', '0.00001', 'FALSE', '2026-01-03'],
			[3, '003', '1e20', 'yes', '2026-01-04']
		];
		await addVersion(
			library,
			'types',
			1,
			[
				['id', 'BIGINT'],
				['n', 'VARCHAR'],
				['x', 'VARCHAR'],
				['b', 'VARCHAR'],
				['d', 'DATE']
			],
			rows
		);
		await addVersion(
			library,
			'types',
			2,
			[
				['id', 'HUGEINT'],
				['d', 'TIMESTAMP'],
				['n', 'BIGINT'],
				['x', 'DOUBLE'],
				['b', 'BOOLEAN'],
				['more', 'BIGINT']
			],
			[
				[1, '2026-01-02', 1, 1.5, true, 7],
				[2, '2026-01-03', 2, 0.00001, false, null],
				[3, '2026-01-04 00:00:01', 3, 1e20, true, null]
			]
		);
		await addVersion(
			library,
			'types',
			3,
			[
				['id', 'HUGEINT'],
				['day', 'TIMESTAMP'],
				['n', 'DOUBLE']
			],
			[
				[1, '2026-01-02', 1],
				[2, '2026-01-03', 2],
				[3, '2026-01-04 00:00:01', 3.5]
			]
		);
	});

	test('DIF-4 retyped columns are compared by value', async () => {
		const { summary, rows } = await diff(service, table('types@1'), table('types@2'), { key: ['id'] });
		expect(rows.map((row) => [row.new['id'], row.changed])).toEqual([[3, ['d', 'n', 'b']]]);
		expect(summary.schema.retyped.map((column) => column.name)).toEqual(['id', 'd', 'n', 'x', 'b']);
		expect(summary.schema).toMatchObject({ added: ['more'], removed: [], reordered: true });
	});

	test('DIF-6 new and dropped columns are no changes of rows, unless asked', async () => {
		const asked = await diff(service, table('types@1'), table('types@2'), {
			key: ['id'],
			compareSchema: true
		});
		expect(asked.summary.columns.find((column) => column.name === 'more')?.changed).toBe(1);
		expect(asked.summary.modified).toBe(2);
	});

	test('DIF-5 DIF-12 renames are guessed by values, and followed when confirmed', async () => {
		const sides = { from: table('types@2'), to: table('types@3') };
		const plain = await diff(service, sides.from, sides.to, { key: ['id'] });
		expect(plain.summary.schema).toMatchObject({ added: ['day'], removed: ['d', 'x', 'b', 'more'] });
		const guesses = await service.guessRenames({ queryId: 'guess', ...sides });
		expect(guesses).toEqual([{ from: 'd', to: 'day', score: 1 }]);
		const renamed = await diff(service, sides.from, sides.to, { key: ['id'], renames: guesses });
		expect(renamed.summary.schema.renamed).toEqual([{ from: 'd', to: 'day' }]);
		expect(renamed.summary.columns).toEqual([
			{ name: 'day', changed: 0 },
			{ name: 'n', changed: 1 }
		]);
	});
});

describe('queries', () => {
	test('two results are compared like tables', async () => {
		await query(service, 'CREATE TABLE mine AS SELECT * FROM (VALUES (1, [1, 2]), (2, [3])) v(id, list)');
		const { summary, rows } = await diff(
			service,
			{ kind: 'query', sql: 'SELECT * FROM mine' },
			{ kind: 'query', sql: 'SELECT id, CASE WHEN id = 1 THEN [1] ELSE list END AS list FROM mine' },
			{ key: ['id'] }
		);
		expect(summary).toMatchObject({ added: 0, removed: 0, modified: 1 });
		expect([rows[0]?.old['list'], rows[0]?.new['list']]).toEqual([[1, 2], [1]]);
		await query(service, 'DROP TABLE mine');
	});

	test('DIF-14 a table and a query, columns of one name, and which side an error is about', async () => {
		const some = {
			kind: 'query',
			sql: 'SELECT id, name, amount, city FROM "people@1" WHERE id < 4'
		} as const;
		const { summary } = await diff(service, some, people(1), { key: ['id'] });
		expect(summary).toMatchObject({ added: 2, removed: 0, modified: 0, unchanged: 3 });
		const twice = { kind: 'query', sql: 'SELECT 1 AS x, 2 AS x' } as const;
		const other = { kind: 'query', sql: 'SELECT 1 AS x, 3 AS x' } as const;
		const found = await diff(service, twice, other, { key: ['x'] });
		expect(found.summary.columns).toEqual([{ name: 'x_2', changed: 1 }]);
		const wrong = { kind: 'query', sql: 'SELECT nothing FROM "people@1"' } as const;
		await expect(diff(service, people(1), wrong)).rejects.toMatchObject({ facts: { side: 'to' } });
		await expect(diff(service, wrong, people(1))).rejects.toMatchObject({ facts: { side: 'from' } });
		const change = { kind: 'query', sql: 'CREATE TABLE t AS SELECT 1' } as const;
		await expect(diff(service, change, people(1))).rejects.toMatchObject({ code: 'query/not-allowed' });
	});
});
