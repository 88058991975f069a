import { appendFile, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { utils, write } from 'xlsx';
import { chooseFiles } from '../support/site';

async function choose(page: Page, files: { name: string; text: string }[]): Promise<void> {
	await chooseFiles(
		page,
		files.map(({ name, text }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) }))
	);
}

// Engines start in every import; on a busy machine that takes its time.
test.setTimeout(180_000);

test.beforeEach(async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
});

test('APP-1 the sample becomes three versions whose rejects can be read', async ({ page }) => {
	await page.getByRole('button', { name: 'Try with sample data' }).click();
	await expect(page.getByRole('button', { name: /^v3/ })).toBeVisible({ timeout: 60_000 });
	await expect(page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')).toHaveCount(
		3
	);
	await page.getByRole('button', { name: /^v3/ }).click();
	await expect(page.getByText('The independent count agrees')).toBeVisible();
	await page.getByRole('tab', { name: /^Data/ }).click();
	await expect(page.getByRole('grid')).toContainText('100001');
	await page.getByLabel('Version', { exact: true }).selectOption('1');
	await page.getByRole('tab', { name: /^Rejects/ }).click();
	await expect(page.getByText('"orders@1.rejects"')).toBeVisible();
	await expect(page.getByText('Record 569', { exact: true })).toBeVisible();
	await page.getByRole('gridcell', { name: '774', exact: true }).click();
	await expect(page.getByText('Record 774', { exact: true })).toBeVisible();
});

test('IMP-3 a changed option changes the preview, and the import follows it', async ({ page }) => {
	await choose(page, [{ name: 'codes.csv', text: 'id,code\n1,007\n2,NA\n3,009\n' }]);
	const dialog = page.getByRole('dialog', { name: 'Import' });
	await dialog.getByRole('button', { name: /^Column 1: id/ }).click();
	await page.getByLabel('Name', { exact: true }).fill('number');
	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('button', { name: /^Column 1: number/ })).toBeVisible();
	await page.keyboard.press('Escape');
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await expect(dialog.getByText('codes v1 is stored')).toBeVisible({ timeout: 60_000 });
	await expect(dialog.getByRole('row', { name: /number BIGINT/ })).toBeVisible();
	await dialog.getByRole('button', { name: 'Open data' }).click();
	await expect(page.getByRole('grid')).toContainText('007');
});

test('IMP-9 the same bytes again are called unchanged', async ({ page }) => {
	for (const sentence of ['same v1 is stored', 'Nothing new']) {
		await choose(page, [{ name: 'same.csv', text: 'a,b\n1,2\n' }]);
		const dialog = page.getByRole('dialog', { name: 'Import' });
		await dialog.getByRole('button', { name: 'Import', exact: true }).click();
		await expect(dialog.getByText(sentence)).toBeVisible({ timeout: 60_000 });
		await dialog.getByRole('button', { name: 'Done' }).click();
	}
	await expect(page.getByRole('list', { name: 'Sources' }).getByRole('listitem')).toHaveCount(1);
});

test('IMP-1 several files go in at once; one of them can follow another as its next version', async ({
	page
}) => {
	await choose(page, [
		{ name: 'week1.csv', text: 'a,b\n1,2\n' },
		{ name: 'week2.csv', text: 'a,b\n1,2\n3,4\n' },
		{ name: 'nothing.csv', text: '' }
	]);
	const dialog = page.getByRole('dialog', { name: 'Import 3 files' });
	await dialog.getByRole('button', { name: /^week2\.csv/ }).click();
	await dialog.getByLabel('Import as').selectOption({ label: 'Next version of week1 (this list)' });
	await dialog.getByRole('button', { name: /^nothing\.csv/ }).click();
	await expect(dialog.getByRole('alert')).toContainText('is empty');
	await dialog.getByRole('button', { name: 'Import all 2' }).click();
	await dialog.getByRole('button', { name: /^week2\.csv/ }).click();
	await expect(dialog.getByText('week1 v2 is stored')).toBeVisible({ timeout: 60_000 });
});

for (const [extension, line] of [
	['csv', '123456789,some text of a record that is long enough,2024-05-06\n'],
	['ndjson', '{"id":123456789,"text":"some text of a record that is long enough","day":"2024-05-06"}\n']
] as const) {
	test(`IMP-4 a .${extension} that another program writes to while it is read is told, and nothing is kept`, async ({
		page
	}, testInfo) => {
		const path = testInfo.outputPath(`growing.${extension}`);
		await writeFile(path, line.repeat(Math.ceil(120e6 / line.length)));
		await chooseFiles(page, path);
		const dialog = page.getByRole('dialog', { name: 'Import' });
		await dialog.getByRole('button', { name: 'Import', exact: true }).click();
		// some of it has been read, and by far not all
		await expect(dialog.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/, {
			timeout: 60_000
		});
		await appendFile(path, line);
		await expect(dialog.getByRole('alert')).toContainText(`“growing.${extension}” was changed`, {
			timeout: 60_000
		});
		await page.keyboard.press('Escape');
		await expect(page.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
		await rm(path);
	});
}

test('IMP-1 a pasted table opens the dialog', async ({ page }) => {
	await page.evaluate(() => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', 'name\tamount\nA\t1\nB\t2\n');
		window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
	});
	await expect(page.getByRole('button', { name: /^Column 2: amount, BIGINT/ })).toBeVisible();
});

test('APP-4 tabs and the text in the editor are there after a reload', async ({ page }) => {
	await page.keyboard.press('Alt+n');
	const editor = page.getByRole('textbox', { name: /SQL|editor|query/i });
	await editor.click();
	await page.keyboard.type('SELECT 42');
	await page.reload();
	await expect(page.getByRole('tab', { name: 'Query 1' })).toHaveAttribute('aria-selected', 'true');
	await expect(page.locator('.cm-content')).toContainText('SELECT 42');
});

test('ARC-3 what is left out of a zip is told in the preview and the receipt, with the file that was read', async ({
	page
}) => {
	const writer = new ZipWriter(new BlobWriter());
	await writer.add('2024/orders.csv', new TextReader('a,b\n1,2\n'));
	await writer.add('notes.txt', new TextReader('a note\n'));
	const buffer = Buffer.from(await (await writer.close()).arrayBuffer());
	await chooseFiles(page, { name: 'year.zip', mimeType: 'application/zip', buffer });
	const dialog = page.getByRole('dialog', { name: 'Import' });
	await expect(dialog.getByText('“notes.txt”')).toBeVisible();
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await expect(dialog.getByText('2024/orders.csv in year.zip')).toBeVisible({ timeout: 60_000 });
	await expect(dialog.getByText('“notes.txt”')).toBeVisible();
});

test('ARC-1 FMT-2 a workbook within gzip comes in; the receipt says which columns are whose', async ({
	page
}) => {
	const book = utils.book_new();
	utils.book_append_sheet(book, utils.aoa_to_sheet([['a'], [1]]), 'first');
	utils.book_append_sheet(book, utils.aoa_to_sheet([['b'], ['x']]), 'second');
	const buffer = gzipSync(write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
	await chooseFiles(page, { name: 'book.xlsx.gz', mimeType: 'application/gzip', buffer });
	const dialog = page.getByRole('dialog', { name: 'Import' });
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await expect(dialog.getByText('Columns of first: 1')).toBeVisible({ timeout: 60_000 });
	await expect(dialog.getByText('Columns of second: 1')).toBeVisible();
});
