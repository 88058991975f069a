import initSqlJs from 'sql.js';
import { expect, test, type Page } from '@playwright/test';
import { appReady, chooseFiles, firstRow, importText } from '../support/site';

test.setTimeout(180_000);

/** A small shop with two tables, a view, and a relationship. */
async function shop(): Promise<number[]> {
	const { Database } = await initSqlJs();
	const database = new Database();
	database.run(`CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
		CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id), total REAL, day DATE);
		CREATE VIEW large AS SELECT id, total FROM orders WHERE total > 5;
		INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace');
		INSERT INTO orders VALUES (10, 1, 2.5, '2026-01-02'), (11, 2, 7.5, '2026-01-03'), (12, 1, 9007199254740993, NULL);`);
	return [...database.export()];
}

const openShop = (page: Page, bytes: number[]) =>
	page.evaluate((content) => window.varve.openFile(new File([Uint8Array.from(content)], 'shop.db')), bytes);

async function runQuery(page: Page, sql: string): Promise<void> {
	await page.getByRole('textbox', { name: 'SQL editor' }).click();
	await page.keyboard.press('Control+a');
	await page.keyboard.type(sql);
	await page.keyboard.press('Escape');
	await page.getByRole('textbox', { name: 'SQL editor' }).click();
	await page.keyboard.press('Control+Enter');
}

test('SQL-1 to SQL-6 an SQLite file is opened, queried alone and joined, and is there after a reload', async ({
	page
}) => {
	await page.goto('./');
	await appReady(page);
	const receipt = await openShop(page, await shop());
	expect(receipt).toMatchObject({ status: 'committed', format: 'sqlite', sourceName: 'shop' });
	await importText(page, 'cities.csv', 'customer,city\n1,Zürich\n2,東京\n');

	await page.getByRole('button', { name: /^shop/ }).click();
	await expect(page.getByRole('grid')).toContainText('Grace');
	await page.getByLabel('Table', { exact: true }).selectOption('orders');
	await expect(page.getByRole('grid')).toContainText('2026-01-03');
	await page.getByRole('tab', { name: 'Schema' }).click();
	await expect(page.getByRole('region', { name: 'orders' })).toContainText('→ customers (id)');
	await page.getByRole('searchbox', { name: 'Search tables and columns' }).fill('day');
	await expect(page.getByRole('row', { name: /day DATE/ })).toBeVisible();
	await expect(page.getByRole('region', { name: 'customers' })).toBeHidden();
	await page.getByRole('button', { name: 'orders', exact: true }).click();

	await page.getByRole('button', { name: 'Query', exact: true }).click();
	await runQuery(page, 'SELECT count(*) AS n FROM shop.orders');
	await expect(page.getByText(/1 row in .* SQLite, in place/)).toBeVisible();
	await runQuery(page, 'SELECT c.city, o.total FROM shop.orders o JOIN cities c USING (customer) ORDER BY 2');
	await expect(page.getByText(/3 rows of shop\.orders brought from SQLite/)).toBeVisible();
	await runQuery(page, 'SELECT c.city, o.total FROM shop.orders o JOIN cities c USING (customer) ORDER BY 2');
	await expect(page.getByText(/from cache/)).toBeVisible();
	await page.getByLabel('Engine').selectOption('DuckDB');
	await runQuery(page, 'SELECT count(*) AS m FROM shop.orders');
	await expect(page.getByText(/1 row in .* DuckDB/)).toBeVisible();

	await page.reload();
	await appReady(page);
	expect(await firstRow(page, 'SELECT total FROM shop.orders ORDER BY id DESC')).toEqual([
		'9007199254740992'
	]);
	const joined = `SELECT string_agg(city, ' ' ORDER BY o.id) FROM shop.orders o JOIN cities USING (customer)`;
	expect(await firstRow(page, joined)).toEqual(['Zürich 東京 Zürich']);
	const again = await openShop(page, await shop());
	expect(again.status).toBe('unchanged');
	await page.evaluate(() => window.varve.removeSource('shop'));
	const error = await page.evaluate(() =>
		window.varve.query('SELECT * FROM shop.orders').then(
			() => '',
			(thrown: Error) => thrown.message
		)
	);
	expect(error).toContain('orders');
});

test('SQL-1 the import dialog offers to open an SQLite file in place', async ({ page }) => {
	await page.goto('./');
	await appReady(page);
	const mimeType = 'application/vnd.sqlite3';
	await chooseFiles(page, { name: 'shop.db', mimeType, buffer: Buffer.from(await shop()) });
	const dialog = page.getByRole('dialog', { name: 'Import' });
	await dialog.getByRole('button', { name: 'Open in place' }).click();
	await expect(dialog.getByText('The file is queried as it is')).toBeVisible({ timeout: 60_000 });
	await expect(dialog.getByText('independent count')).toBeHidden();
	await dialog.getByRole('button', { name: 'Open data' }).click();
	await expect(page.getByRole('grid')).toContainText('Grace');
	expect((await page.evaluate(() => window.varve.sources())).map(({ kind }) => kind)).toEqual(['sqlite']);
});

test('STO-12 a source with several tables unfolds to them, and its queries run', async ({ page }) => {
	await page.goto('./');
	await appReady(page);
	await openShop(page, await shop());
	await page.getByRole('button', { name: 'Show the tables of shop' }).click();
	const tables = page.getByRole('list', { name: 'Tables of shop' });
	await expect(tables.getByRole('listitem')).toHaveCount(3);
	await tables.getByRole('button', { name: /^large/ }).click();
	await expect(page.getByLabel('Table', { exact: true })).toHaveValue('large');
	await tables.getByRole('button', { name: 'Query orders' }).click();
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toContainText('FROM shop.orders');
	await page.getByRole('button', { name: 'Actions for shop' }).click();
	await page.getByRole('menuitem', { name: 'Query' }).click();
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toContainText('FROM shop.customers');
	await page.getByRole('textbox', { name: 'SQL editor' }).click();
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('grid')).toContainText('Grace');
});
