import { expect, test } from 'vitest';
import { pairTables, sideName } from '$lib/domain/versions/change-counts';
import { schemaChangesBetween, unpairedColumns } from '$lib/domain/versions/schema-changes';
import type { Version, VersionTable } from '$lib/domain/versions/version';

function table(name: string, columns: Record<string, string>, rows = 0): VersionTable {
	const described = Object.entries(columns).map(([column, type]) => ({ name: column, type, why: '' }));
	return { name, rows, rejected: 0, columns: described, segments: [] };
}

test('DIF-12 columns may be the same where some went and others came in one table', () => {
	const before = { tables: [table('a', { id: 'BIGINT', name: 'VARCHAR' }), table('b', { x: 'VARCHAR' })] };
	const after = {
		tables: [
			table('a', { id: 'BIGINT', full_name: 'VARCHAR' }),
			table('b', { x: 'VARCHAR', y: 'VARCHAR' }),
			table('c', { z: 'VARCHAR' })
		]
	};
	const renames = [{ from: 'name', to: 'full_name' }];
	expect(unpairedColumns(schemaChangesBetween(before, after, []))).toEqual([
		{ table: 'a', removed: ['name'], added: ['full_name'] }
	]);
	expect(unpairedColumns(schemaChangesBetween(before, after, renames))).toEqual([]);
});

test('VER-20 columns that came, went, changed type or place are told, and confirmed renames', () => {
	const before = { tables: [table('a', { id: 'BIGINT', fax: 'VARCHAR', name: 'VARCHAR', city: 'VARCHAR' })] };
	const after = {
		tables: [table('b', { city: 'VARCHAR', id: 'VARCHAR', full_name: 'VARCHAR', mail: 'VARCHAR' })]
	};
	expect(schemaChangesBetween(before, after, [])).toEqual([
		{ kind: 'added', table: null, name: 'full_name' },
		{ kind: 'added', table: null, name: 'mail' },
		{ kind: 'removed', table: null, name: 'fax' },
		{ kind: 'removed', table: null, name: 'name' },
		{ kind: 'retyped', table: null, name: 'id', from: 'BIGINT', to: 'VARCHAR' },
		{ kind: 'reordered', table: null }
	]);
	const renames = [{ from: 'name', to: 'full_name' }];
	expect(schemaChangesBetween(before, after, renames)).toContainEqual({
		kind: 'renamed',
		table: null,
		name: 'full_name',
		from: 'name'
	});
	expect(schemaChangesBetween(after, after, renames)).toEqual([]);
});

test('VER-20 of several tables each by its name; tables come and go', () => {
	const before = { tables: [table('a', { id: 'BIGINT' }), table('b', { id: 'BIGINT' })] };
	const after = { tables: [table('a', { id: 'BIGINT', x: 'DATE' }), table('c', { id: 'BIGINT' })] };
	expect(schemaChangesBetween(before, after, [])).toEqual([
		{ kind: 'added', table: 'a', name: 'x' },
		{ kind: 'table-added', table: 'c', name: 'c' },
		{ kind: 'table-removed', table: 'b', name: 'b' }
	]);
});

test('VER-19 rows of tables that only one version has are added or removed', () => {
	const before = { tables: [table('a', { id: 'BIGINT' }, 5), table('b', { id: 'BIGINT' }, 7)] };
	const after = { tables: [table('a', { id: 'BIGINT' }, 6), table('c', { id: 'BIGINT' }, 9)] };
	expect(pairTables(before, after)).toEqual({
		counts: { added: 9, removed: 7, modified: 0, key: null },
		both: ['a']
	});
	const single = { tables: [table('x', { id: 'BIGINT' }, 5)] };
	expect(pairTables(single, { tables: [table('y', { id: 'BIGINT' }, 1)] }).both).toEqual([null]);
	const version = { version: 3, ...before } as Version;
	expect(sideName('book', version, 'a')).toBe('book@3.a');
	expect(sideName('book', { ...version, tables: single.tables }, 'x')).toBe('book@3');
});
