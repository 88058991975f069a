import { describe, expect, test } from 'vitest';
import { makePart } from '../query/support';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('typed');

describe('a DuckDB database file', () => {
	const database = () =>
		makePart('shop.duckdb', [
			'CREATE TABLE part.orders AS SELECT i AS id, (i * 1.5)::DECIMAL(9,2) AS amount, [i] AS tags FROM range(3) t(i)',
			'CREATE SCHEMA part.stock; CREATE TABLE part.stock."odd "" name" (n UBIGINT)',
			'INSERT INTO part.stock."odd "" name" VALUES (18446744073709551615), (NULL)'
		]);

	test('FMT-2 becomes one version with its tables, value for value', async () => {
		const receipt = await imports.run(await database());
		expect(receipt).toMatchObject({ format: 'duckdb', status: 'committed', version: 1 });
		expect(receipt.tables.map(({ name, rowsRead, rowsLoaded }) => [name, rowsRead, rowsLoaded])).toEqual([
			['orders', 3, 3],
			['stock.odd " name', 2, 2]
		]);
		expect(receipt.tables[0]?.columns.map(({ type }) => type)).toEqual([
			'BIGINT',
			'DECIMAL(9,2)',
			'BIGINT[]'
		]);
		expect((await imports.stored('made.orders')).map(([record, id]) => [record, id])).toEqual([
			[1, 0],
			[2, 1],
			[3, 2]
		]);
		expect((await imports.stored('made.stock.odd " name')).map((row) => row[1])).toEqual([
			18446744073709551615n,
			null
		]);
	});

	test('FMT-3 tables and columns are chosen, renamed and typed; what does not fit is a reject', async () => {
		const receipt = await imports.run(await database(), {
			tables: [
				{ name: 'orders', include: false },
				{
					name: 'stock.odd " name',
					rename: 'stock',
					columns: [{ name: 'n', rename: 'number', type: 'BIGINT' }]
				}
			]
		});
		expect(receipt.tables).toMatchObject([
			{
				name: 'stock',
				rowsRead: 2,
				rowsLoaded: 1,
				rowsRejected: 1,
				columns: [{ name: 'number', type: 'BIGINT' }]
			}
		]);
		expect(await imports.stored('made')).toEqual([[2, null]]);
	});

	test('IMP-3 is previewed table by table', async () => {
		const file = await database();
		const first = await imports.preview(file);
		expect(first.tables.map(({ name, rows }) => [name, rows])).toEqual([
			['orders', 3],
			['stock.odd " name', 2]
		]);
		expect(first.rows[1]).toEqual(['1', '1.50', '[1]']);
		const second = await imports.preview(file, {}, 'stock.odd " name');
		expect(second.shownTable).toBe(1);
		expect(second.rows).toEqual([['18446744073709551615'], [null]]);
	});

	test('FMT-4 a damaged one is refused with a sentence and leaves nothing', async () => {
		const file = await database();
		const cut = new File([file.slice(0, 20_000)], 'cut.duckdb');
		await expect(imports.run(cut)).rejects.toMatchObject({ code: 'file/damaged' });
		expect(await imports.sources()).toEqual([]);
	});
});
