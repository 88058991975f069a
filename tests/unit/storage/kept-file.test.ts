import { expect, test } from 'vitest';
import { schemaOfVersion } from '$lib/domain/schema/schema-document';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { draftOf } from '../../support/version-draft';
import { filesOf, importVersion, libraryOver } from './memory-library';

const FILE = new File(['SQLite format 3\0 and so on'], 'shop.db');

async function openFile(library: ReturnType<typeof libraryOver>, sourceId: string | null = null) {
	const importId = crypto.randomUUID();
	await library.beginImport({ importId, sourceId, newName: 'shop', kind: 'sqlite' });
	await library.keepFile(importId, FILE);
	const draft = draftOf(importId, { partCount: 0, isKeptFile: true });
	const [table] = draft.tables;
	if (!table) throw new Error('the draft has no table');
	const tables = ['items', 'order'].map((name) => ({ ...table, name, segments: [] }));
	const schema = [
		{
			name: 'items',
			kind: 'table' as const,
			rowCount: 3,
			columns: [{ name: 'id', nativeType: 'INTEGER', type: 'BIGINT', nullable: false }],
			primaryKey: ['id'],
			uniqueKeys: [],
			foreignKeys: [{ columns: ['id'], table: 'order', targets: ['item'] }]
		}
	];
	const file = { name: FILE.name, sizeBytes: FILE.size, sha256: draft.sha256 };
	return library.commitImport(importId, { ...draft, tables, schema, receipt: { ...draft.receipt, file } });
}

test('SQL-1 an opened file is kept whole, and its tables have names', async () => {
	const disk = new MemoryDisk();
	const receipt = await openFile(libraryOver(disk));
	const library = libraryOver(disk);
	expect((await library.findSource('shop'))?.kind).toBe('sqlite');
	const [items, order, none] = await library.resolve(['shop.items', '"x"', 'SHOP@1.ORDER']);
	expect([items?.isSqlite, items?.table.name, order?.table.name, none]).toEqual([
		true,
		'items',
		'order',
		undefined
	]);
	expect(await items?.parts[0]?.file.text()).toBe(await FILE.text());
	expect(await library.resolve(['shop.records', 'shop.items.rejects', 'shop'])).toEqual([]);
	expect((await library.problems(['shop']))[0]?.problem).toBe(
		'“shop” has several tables: shop.items, shop.order.'
	);
	expect((await library.schema())[0]).toMatchObject({
		isSqlite: true,
		tables: [{ name: 'items' }, { name: 'order' }]
	});
	expect(receipt.storedBytes).toBe(FILE.size);
});

test('SQL-1 a newer file takes the place of the older one', async () => {
	const disk = new MemoryDisk();
	const library = libraryOver(disk);
	const { sourceId } = await openFile(library);
	await openFile(library, sourceId);
	await library.removeVersion(sourceId, 1);
	expect([...(await filesOf(disk)).keys()].filter((path) => path.endsWith('.sqlite'))).toHaveLength(2);
	expect((await library.resolve(['shop.items']))[0]?.version).toBe(2);
});

test('SCH-1 the schema document is kept with the version, and follows from older ones', async () => {
	const disk = new MemoryDisk();
	const library = libraryOver(disk);
	const { sourceId } = await openFile(library);
	const [version] = await libraryOver(disk).versions(sourceId);
	expect(version?.schema?.tables[0]).toMatchObject({ primaryKey: ['id'], foreignKeys: [{ table: 'order' }] });
	const csv = await importVersion(library, null);
	const [older] = await library.versions(csv.sourceId);
	if (!older) throw new Error('there is no version');
	const { schema, ...before } = older;
	expect(schemaOfVersion(before).tables).toEqual(schema?.tables);
	expect(schema?.tables[0]?.columns).toEqual([
		{ name: 'id', nativeType: 'text', type: 'BIGINT', nullable: true },
		{ name: 'city', nativeType: 'text', type: 'VARCHAR', nullable: true }
	]);
});
