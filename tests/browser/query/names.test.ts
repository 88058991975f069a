import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryService } from '$lib/jobs/query/query-service';
import { addOrders, openEngine, query, TableLibrary } from './support';

const library = new TableLibrary();
let service: QueryService;

beforeAll(async () => {
	await addOrders(library, 1, 10, 2);
	await addOrders(library, 2, 20);
	service = new QueryService(openEngine, library);
});
afterAll(() => service.close());

const scalar = async (sql: string) => (await query(service, sql)).rows[0]?.[0];

describe('names of sources', () => {
	test('QRY-1 a name is the newest version, name@n an older one', async () => {
		expect(await scalar('SELECT count(*) FROM orders')).toBe(20);
		expect(await scalar('select count(*) from ORDERS')).toBe(20);
		expect(await scalar('SELECT count(*) FROM "orders@1"')).toBe(10);
		expect(await scalar('SELECT count(*) FROM orders JOIN "orders@1" USING (id)')).toBe(10);
	});

	test('QRY-1 rows come in file order over all parts', async () => {
		const { rows } = await query(service, 'FROM orders');
		expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
		expect(rows[19]).toEqual([20, 'row 20', 2]);
	});

	test('QRY-3 records have their record number, rejects their columns', async () => {
		const records = await query(service, 'SELECT * FROM "orders.records" LIMIT 1');
		expect(records.handle.columns.map((column) => column.name)).toEqual([
			'record_number',
			'id',
			'label',
			'v'
		]);
		const rejects = await query(service, 'SELECT * FROM "orders@1.rejects" ORDER BY record');
		const names = ['table', 'record', 'byte_offset', 'raw', 'column', 'code', 'message'];
		expect(rejects.handle.columns.map((column) => column.name)).toEqual(names);
		expect(rejects.rows[1]).toEqual(['orders', 1, 10, 'raw 1', 'id', 'type', 'not a number']);
		const none = await query(service, 'SELECT * FROM "orders.rejects"');
		expect(none.handle.columns.map((column) => column.name)).toEqual(names);
		expect(none.rows).toEqual([]);
	});

	test('QRY-1 names in strings and in subqueries count', async () => {
		expect(await scalar(`SELECT count(*) FROM query_table('orders@1')`)).toBe(10);
		expect(await scalar('WITH a AS (SELECT * FROM orders) SELECT (SELECT max(id) FROM a)')).toBe(20);
	});

	test('QRY-2 tables of the session win over sources and are left alone', async () => {
		await query(service, 'CREATE TABLE orders AS SELECT 99 AS id');
		expect(await scalar('SELECT id FROM orders')).toBe(99);
		await query(service, 'UPDATE orders SET id = 100');
		expect(await scalar('SELECT id FROM orders')).toBe(100);
		await query(service, 'DROP TABLE orders');
		expect(await scalar('SELECT count(*) FROM orders')).toBe(20);
	});

	test('QRY-2 a view of the session over a source sees the new version', async () => {
		await query(service, 'CREATE VIEW big AS SELECT * FROM orders WHERE id > 5');
		expect(await scalar('SELECT count(*) FROM big')).toBe(15);
		await addOrders(library, 3, 30);
		await service.invalidate('orders');
		expect(await scalar('SELECT count(*) FROM big')).toBe(25);
		expect(await scalar('SELECT max(v) FROM orders')).toBe(3);
	});

	test('QRY-1 what is unknown is asked for again when the library changes', async () => {
		await expect(query(service, 'SELECT * FROM suppliers')).rejects.toMatchObject({ code: 'query/failed' });
		const orders = library.tables.get('orders');
		if (orders) library.tables.set('suppliers', { ...orders, sourceId: 'suppliers' });
		await service.invalidate('suppliers');
		expect(await scalar('SELECT count(*) FROM suppliers')).toBe(30);
	});

	test('QRY-1 a damaged version is told and harms no other source', async () => {
		const orders = library.tables.get('orders');
		const file = new File([new Uint8Array(20_000).fill(7)], 'broken-0');
		if (orders)
			library.tables.set('broken', { ...orders, sourceId: 'b', parts: [{ fileName: file.name, file }] });
		await expect(query(service, 'SELECT * FROM broken')).rejects.toMatchObject({ code: 'storage/damaged' });
		expect(await scalar('SELECT count(*) FROM orders')).toBe(30);
	});
});
