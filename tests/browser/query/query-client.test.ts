import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImportClient } from '$lib/client/import-client';
import { LibraryClient } from '$lib/client/library-client';
import { QueryClient } from '$lib/client/query-client';
import type { Receipt } from '$lib/domain/receipts/receipt';

let library: LibraryClient;
let client: QueryClient;

beforeAll(async () => {
	library = new LibraryClient(`test-query-${crypto.randomUUID()}`);
	await library.open();
	client = new QueryClient(() => library.openPort());
	await client.open();
});

afterAll(async () => {
	client.close();
	for (const source of await library.sources()) await library.removeSource(source.id);
	library.close();
});

async function importText(text: string, sourceId: string | null = null): Promise<Receipt> {
	const importer = new ImportClient(
		() => library.openPort(),
		(importId) => library.abortImport(importId)
	);
	const file = new File([text], 'orders.csv');
	const request = { importId: crypto.randomUUID(), file, sourceId, newName: 'orders', options: {} };
	const receipt = await importer.run(request, await client.engineParts(), {});
	await client.invalidate(receipt.sourceId);
	return receipt;
}

async function query(sql: string, by = client): Promise<unknown[][]> {
	const queryId = crypto.randomUUID();
	const handle = await by.run({ queryId, sql });
	const rows = await by.rows(handle, 0, 100_000);
	await by.release(queryId);
	return rows;
}

/** Names of the folders of results in the private file system. */
async function resultFolders(): Promise<string[]> {
	const root = await navigator.storage.getDirectory();
	const results = await (await root.getDirectoryHandle('tmp')).getDirectoryHandle('results');
	const names: string[] = [];
	for await (const name of results.keys()) names.push(name);
	return names;
}

describe('the query worker over the library', () => {
	test('QRY-1 answers over what was imported, a moment after the import', async () => {
		const first = await importText('id,amount\n1,1.50\n2,2.25\n');
		expect(await query('SELECT sum(amount), count(*) FROM orders')).toEqual([['3.75', 2]]);
		await importText('id,amount\n1,1.50\n2,2.25\n3,10.00\n', first.sourceId);
		expect(await query('SELECT sum(amount), count(*) FROM orders')).toEqual([['13.75', 3]]);
		expect(await query('SELECT count(*) FROM "orders@1"')).toEqual([[2]]);
		const table = await client.openTable({ queryId: 'table', name: 'orders', orderBy: [], filter: null });
		expect(await client.rows(table, 1, 3)).toEqual([
			[2, '2.25'],
			[3, '10.00']
		]);
		await client.release('table');
	});

	test('QRY-3 rejects of an import are a table', async () => {
		const receipt = await importText('id,name\n1,a\n2\n3,c\n');
		const name = `"${receipt.sourceName}.rejects"`;
		expect(await query(`SELECT "table", record, raw, code FROM ${name}`)).toEqual([
			[receipt.tables[0]?.name, 2, '2', 'too-few-fields']
		]);
	});

	test('QRY-11 a result of three million rows is paged from the disk', async () => {
		const counted = new Promise<number>((resolve) => {
			void client.run(
				{ queryId: 'rows', sql: `SELECT i, repeat('x', 100) || i AS t FROM range(3000000) r(i)` },
				(progress) => progress.complete && resolve(progress.rowCount)
			);
		});
		expect(await counted).toBe(3_000_000);
		const columns = [
			{ name: 'i', type: 'BIGINT' },
			{ name: 't', type: 'VARCHAR' }
		];
		const progress = { rowCount: 3_000_000, complete: true, elapsedMs: 0, error: null };
		const handle = { resultId: 'rows', columns, progress };
		const startedAt = performance.now();
		expect(await client.rows(handle, 2_999_999, 3_000_000)).toEqual([
			[2_999_999, `${'x'.repeat(100)}2999999`]
		]);
		expect(performance.now() - startedAt).toBeLessThan(200);
		await client.release('rows');
	});

	test('QRY-8 a signal cancels within 200 ms', async () => {
		const controller = new AbortController();
		const sql = 'SELECT count(*) FROM range(1000000) a, range(1000000) b';
		const running = client.run({ queryId: 'runaway', sql }, undefined, controller.signal);
		await query('SELECT 1');
		const abortedAt = performance.now();
		controller.abort();
		await expect(running).rejects.toMatchObject({ code: 'cancelled' });
		expect(performance.now() - abortedAt).toBeLessThan(250);
	});

	test('QRY-9 errors keep their code and place over the threads', async () => {
		await expect(query('SELECT nope FROM orders')).rejects.toMatchObject({
			code: 'query/failed',
			facts: { position: 7 }
		});
	});

	test('QRY-13 results of a worker that is gone are removed by the next, those of others stay', async () => {
		const before = await resultFolders();
		const other = new QueryClient(() => library.openPort());
		await other.run({ queryId: 'kept', sql: 'FROM range(100000)' });
		const [folder] = (await resultFolders()).filter((name) => !before.includes(name));
		expect(folder).toBeDefined();
		other.close();
		await expect
			.poll(
				async () => {
					const next = new QueryClient(() => library.openPort());
					await next.open();
					await query('SELECT 1', next);
					next.close();
					return (await resultFolders()).includes(folder ?? '');
				},
				{ timeout: 20_000 }
			)
			.toBe(false);
		const handle = await client.run({ queryId: 'still', sql: 'SELECT 5' });
		expect(await client.rows(handle, 0, 1)).toEqual([[5]]);
	});
});
