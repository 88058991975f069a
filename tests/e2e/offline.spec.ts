import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import {
	appReady,
	firstRow,
	importText,
	offlineReady,
	openSite,
	ordersCsv,
	withProfile
} from '../support/site';

const FIRST_QUERY_LIMIT_BYTES = 10e6;

test('OFF-1 after one visit the app opens, imports and queries without a network and without the host', async () => {
	const site = await openSite('/some/base/');
	await withProfile(async (context) => {
		const page = await context.newPage();
		await page.goto(site.url);
		await appReady(page);
		await offlineReady(page);

		await site.close();
		await context.setOffline(true);
		await page.reload();
		await appReady(page);
		const csv = ordersCsv(5000);
		const receipt = await importText(page, 'orders.csv', csv.text);
		expect(receipt.tables[0]).toMatchObject({
			rowsRead: csv.rows + csv.rejected,
			rowsLoaded: csv.rows,
			rowsRejected: csv.rejected
		});
		const sums = 'SELECT count(*), sum(amount), max(id) FROM orders';
		const expected = [String(csv.rows), csv.amountSum, String(9_007_199_254_740_993n + BigInt(csv.rows))];
		expect(await firstRow(page, sums)).toEqual(expected);

		await page.reload();
		await appReady(page);
		expect(await firstRow(page, sums)).toEqual(expected);
	});
});

test('OFF-2 a host that compresses nothing sends under 10 MB for a first import and query', async () => {
	const site = await openSite('/');
	await withProfile(async (context) => {
		const page = await context.newPage();
		const asked = new Set<string>();
		context.on('request', (request) => {
			if (request.serviceWorker() === null && request.url().startsWith(site.url)) asked.add(request.url());
		});
		await page.goto(site.url);
		await appReady(page);
		await importText(page, 'orders.csv', ordersCsv(100).text);
		expect(await firstRow(page, 'SELECT count(*) FROM orders')).toEqual(['100']);
		const paths = [...asked].map((url) => new URL(url).pathname);
		expect(paths.some((path) => path.endsWith('.wasm.bin') || /duckdb-eh.*\.bin$/.test(path))).toBe(true);
		const sizes = paths.map(
			(path) => statSync(join('build', path.endsWith('/') ? `${path}index.html` : path)).size
		);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_QUERY_LIMIT_BYTES);
	});
	await site.close();
});

test('OFF-3 the self-test tells the truth: all works, and also what is missing from the offline copy', async () => {
	const site = await openSite('/');
	await withProfile(async (context) => {
		const page = await context.newPage();
		const check = (id: string) => page.locator(`[data-check="${id}"]`);
		await page.goto(site.url);
		await offlineReady(page);
		await page.goto(`${site.url}self-test/`);
		for (const id of ['secure-context', 'worker', 'nested-worker', 'private-files', 'indexed-db', 'locks']) {
			await expect(check(id)).toHaveAttribute('data-state', 'passed');
		}
		await expect(check('engine')).toHaveAttribute('data-state', 'passed', { timeout: 120_000 });
		await expect(check('engine')).toContainText('DuckDB v');
		await expect(check('service-worker')).toHaveAttribute('data-state', 'passed');
		await expect(check('offline-files')).toHaveAttribute('data-state', 'passed');

		await page.evaluate(async () => {
			for (const name of await caches.keys()) {
				const cache = await caches.open(name);
				for (const request of await cache.keys()) {
					if (/duckdb-eh[^/]*\.bin$/.test(request.url)) await cache.delete(request);
				}
			}
		});
		await page.getByRole('button', { name: 'Run again' }).click();
		await expect(check('offline-files')).toHaveAttribute('data-state', 'failed', { timeout: 120_000 });
		await expect(check('offline-files')).toContainText('1 file is missing');
	});
	await site.close();
});

test('OFF-4 nothing the app does, and nothing that SQL asks for, reaches another host', async () => {
	const site = await openSite('/some/base/');
	await withProfile(async (context) => {
		const foreign: string[] = [];
		context.on('request', (request) => {
			const { protocol, origin } = new URL(request.url());
			if (protocol.startsWith('http') && origin !== site.origin) foreign.push(request.url());
		});
		const page = await context.newPage();
		await page.goto(site.url);
		await appReady(page);
		await importText(page, 'orders.csv', ordersCsv(200).text);
		expect(await firstRow(page, 'SELECT count(*) FROM orders')).toEqual(['200']);
		const reaching = [
			'INSTALL httpfs',
			'LOAD httpfs',
			"INSTALL httpfs FROM 'http://other.test/extensions'",
			"SELECT * FROM read_csv('http://other.test/data.csv')",
			"SELECT * FROM 'https://other.test/data.csv'",
			"SELECT * FROM read_parquet('https://other.test/data.parquet')",
			"SELECT * FROM read_text('http://other.test/data.txt')",
			"SELECT * FROM 'http://other.test/data.json'",
			"ATTACH 'https://other.test/data.duckdb' AS other",
			"COPY (SELECT 1) TO 'http://other.test/out.csv'",
			"SELECT json_extract('{}', '$')",
			"SET autoinstall_known_extensions = true; SELECT now() AT TIME ZONE 'Europe/Paris'"
		];
		for (const sql of reaching) {
			const outcome = await page.evaluate(
				(statement) =>
					window.varve.query(statement).then(
						() => 'answered',
						(error: { code?: string }) => `refused: ${error.code}`
					),
				sql
			);
			expect(outcome, sql).toMatch(/^refused: (query|engine)\//);
		}
		expect(foreign).toEqual([]);
	});
	await site.close();
});
