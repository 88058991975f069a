import { expect, test } from 'vitest';
import { schemaMatrices, type MatrixRow } from '$lib/domain/versions/schema-matrix';
import type { VersionTable } from '$lib/domain/versions/version';

function table(name: string, columns: Record<string, string>): VersionTable {
	const described = Object.entries(columns).map(([column, type]) => ({ name: column, type, why: '' }));
	return { name, rows: 0, rejected: 0, columns: described, segments: [] };
}

const versions = (...tables: VersionTable[][]) =>
	tables.map((of, index) => ({ version: index + 1, tables: of }));

const shown = ({ name, cells }: MatrixRow) => [
	name,
	...cells.map(({ column, changes }) => [column?.type ?? '–', ...changes].join(' '))
];

const SERIES = versions(
	[table('a', { id: 'BIGINT', fax: 'VARCHAR', name: 'VARCHAR' })],
	[table('b', { id: 'BIGINT', name: 'VARCHAR', mail: 'VARCHAR' })],
	[table('b', { mail: 'VARCHAR', id: 'VARCHAR', full_name: 'VARCHAR' })]
);

test('VER-20 columns of the newest version come first, with what changed from version to version', () => {
	const [matrix] = schemaMatrices(SERIES, []);
	expect(matrix?.table).toBe('b');
	expect(matrix?.rows.map(shown)).toEqual([
		['mail', '–', 'VARCHAR added', 'VARCHAR'],
		['id', 'BIGINT', 'BIGINT', 'VARCHAR retyped'],
		['full_name', '–', '–', 'VARCHAR added'],
		['name', 'VARCHAR', 'VARCHAR', '– removed'],
		['fax', 'VARCHAR', '– removed', '–']
	]);
	expect(matrix?.rows.every(({ isChanged }) => isChanged)).toBe(true);
});

test('VER-20 confirmed renames are one column, but where a version has both names', () => {
	const [matrix] = schemaMatrices(SERIES, [{ from: 'name', to: 'full_name' }]);
	const row = matrix?.rows.find(({ name }) => name === 'full_name');
	expect(row && shown(row)).toEqual(['full_name', 'VARCHAR', 'VARCHAR', 'VARCHAR renamed']);
	expect(row?.cells[2]?.before).toEqual({ name: 'name', type: 'VARCHAR' });
	expect(matrix?.rows).toHaveLength(4);
	const both = schemaMatrices(SERIES, [{ from: 'name', to: 'mail' }]);
	expect(both[0]?.rows).toHaveLength(5);
});

test('VER-20 of several tables each has its own, also one that is gone; one version has no changes', () => {
	const series = versions(
		[table('a', { id: 'BIGINT' }), table('gone', { x: 'DATE' })],
		[table('a', { id: 'BIGINT' }), table('new', { y: 'DATE' })]
	);
	expect(schemaMatrices(series, []).map(({ table: name, rows }) => [name, ...rows.map(shown)])).toEqual([
		['a', ['id', 'BIGINT', 'BIGINT']],
		['new', ['y', '–', 'DATE added']],
		['gone', ['x', 'DATE', '– removed']]
	]);
	const [single] = schemaMatrices(SERIES.slice(0, 1), []);
	expect(single?.rows.some(({ isChanged }) => isChanged)).toBe(false);
});
