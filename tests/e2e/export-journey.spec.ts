import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { brokenRules } from '../support/axe';
import { textRows, withNative } from '../support/exports';
import { appReady, importText, ordersCsv } from '../support/site';

const ROWS = 3000;
const orders = ordersCsv(ROWS);

test.beforeEach(async ({ page }) => {
	// a native dialog can't be answered here: the browser downloads instead
	await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
	await page.goto('./');
	await appReady(page);
	await importText(page, 'orders.csv', orders.text);
	await page
		.getByRole('button', { name: /^orders/ })
		.first()
		.click();
	await page.getByRole('tab', { name: /^Data/ }).click();
	await expect(page.getByRole('grid')).toContainText('Zürich');
});

async function exportAs(page: Page, format: string, change?: () => Promise<void>): Promise<Buffer> {
	const dialog = page.getByRole('dialog', { name: /^Export/ });
	await dialog.getByLabel('Format').selectOption({ label: format });
	await change?.();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		dialog.getByRole('button', { name: 'Export', exact: true }).click()
	]);
	await expect(dialog.getByText('is written')).toBeVisible();
	const path = await download.path();
	await dialog.getByRole('button', { name: 'Done' }).click();
	return readFileSync(path);
}

test('EXP-1 a version is exported to CSV and Parquet, and native DuckDB reads the same rows', async ({
	page
}) => {
	const open = () => page.getByRole('button', { name: 'Export', exact: true }).click();
	await open();
	await expect(page.getByLabel('File name')).toHaveValue('orders v1.csv');
	await expect(page.getByText('All 3,000 rows')).toBeVisible();
	const csv = await exportAs(page, 'CSV');
	await open();
	await page.getByLabel('Format').selectOption({ label: 'SQLite database' });
	await expect(page.getByLabel('Table')).toHaveValue('orders');
	const parquet = await exportAs(page, 'Parquet');
	await withNative(async (native, save) => {
		const files = [
			`read_csv('${save('a.csv', csv)}', types = {'note': 'VARCHAR'})`,
			`read_parquet('${save('a.parquet', parquet)}')`
		];
		for (const file of files) {
			const facts = `SELECT count(*), sum(amount::DECIMAL(18,2)), min(id), max(id), count(note), count(DISTINCT city) FROM ${file}`;
			expect(await textRows(native, facts)).toEqual([
				[
					String(ROWS),
					orders.amountSum,
					'9007199254740994',
					String(9_007_199_254_740_993n + BigInt(ROWS)),
					'300',
					'2'
				]
			]);
		}
		const [first, second] = files;
		const both = `(SELECT * FROM ${first} EXCEPT ALL SELECT * FROM ${second})`;
		expect(await textRows(native, `SELECT count(*) FROM ${both}`)).toEqual([['0']]);
	});
});

test('EXP-1 a selection, in the order of the grid; the palette knows the export', async ({ page }) => {
	await page.getByRole('columnheader', { name: /^id/ }).click();
	await page.getByRole('columnheader', { name: /^id/ }).click();
	const last = String(9_007_199_254_740_993n + BigInt(ROWS));
	await expect(page.getByRole('gridcell', { name: last, exact: true })).toBeVisible();
	await page.getByRole('gridcell', { name: last, exact: true }).click();
	await page.keyboard.press('Shift+ArrowRight');
	await page.keyboard.press('Shift+ArrowDown');
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder('Source, saved query or command').fill('export');
	await page.keyboard.press('Enter');
	const csv = await exportAs(page, 'CSV', async () => {
		await page.getByRole('radio', { name: 'The selection: 2 rows, 2 columns' }).check();
		await page.getByLabel('Quotes').selectOption('all');
	});
	const before = String(9_007_199_254_740_992n + BigInt(ROWS));
	expect(csv.toString()).toBe(`"id","city"\n"${last}","東京"\n"${before}","Zürich"\n`);
});

test('EXP-6 a file that the user chose is written in place, and stays as it was when an export fails', async ({
	page
}) => {
	await page.evaluate(async () => {
		const handle = await (await navigator.storage.getDirectory()).getFileHandle('chosen', { create: true });
		const file = await handle.createWritable();
		await file.write('before');
		await file.close();
		Object.assign(window, { showSaveFilePicker: async () => handle });
	});
	const content = () =>
		page.evaluate(async () => {
			const root = await navigator.storage.getDirectory();
			return (await (await root.getFileHandle('chosen')).getFile()).text();
		});
	await page.keyboard.press('Alt+n');
	await page
		.getByRole('textbox', { name: 'SQL' })
		.fill(`SELECT 1 AS a, 12345678901234567890 AS b, repeat('x', 40000) AS t`);
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('grid')).toContainText('xxx');
	await page.getByRole('button', { name: 'Export', exact: true }).click();
	const dialog = page.getByRole('dialog', { name: /^Export/ });
	await dialog.getByLabel('Format').selectOption({ label: 'Excel workbook' });
	await dialog.getByRole('button', { name: 'Export', exact: true }).click();
	await expect(dialog.getByRole('alert')).toContainText('“t” has a text of 40,000 characters');
	expect(await content()).toBe('before');
	await dialog.getByLabel('Format').selectOption({ label: 'NDJSON, an object on each line' });
	await dialog.getByRole('button', { name: 'Export', exact: true }).click();
	await expect(dialog.getByText('is written')).toBeVisible();
	expect(await content()).toContain('{"a":1,"b":12345678901234567890,');
});

test('UI the export dialog has no accessibility faults, light and dark', async ({ page }) => {
	await page.getByRole('button', { name: 'Export', exact: true }).click();
	const dialog = page.getByRole('dialog', { name: /^Export/ });
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		for (const format of ['CSV', 'SQL script', 'Excel workbook']) {
			await dialog.getByLabel('Format').selectOption({ label: format });
			expect(await brokenRules(page, '[role="dialog"]')).toEqual([]);
		}
	}
});
