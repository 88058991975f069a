import { expect, test, type Page } from '@playwright/test';
import { appReady } from '../support/site';

test.setTimeout(240_000);
const SOON = { timeout: 90_000 };

const SHOPS = 'id,city,amount\n1,Berlin,1.50\n2,Paris,2.25\n3,Rome,3.00\n';
const BILLS = 'id,city,amount\n1,Berlin,1.50\n2,Paris,9.99\n4,Oslo,4.00\n';

async function start(page: Page): Promise<void> {
	await page.goto('./');
	await appReady(page);
	await page.evaluate(
		async ([shops, bills]) => {
			await window.varve.importFile(new File([shops], 'shops.csv'));
			await window.varve.importFile(new File([bills], 'bills.csv'));
		},
		[SHOPS, BILLS] as const
	);
}

test('DIF-14 two tables of different sources are compared, then changed to a statement', async ({ page }) => {
	await start(page);
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder('Source, saved query or command').fill('Compare two');
	await page.getByRole('option', { name: 'Compare two tables or queries…' }).click();
	const dialog = page.getByRole('dialog', { name: 'Compare two tables or queries' });
	await expect(dialog.getByRole('button', { name: 'Compare', exact: true })).toBeDisabled();
	await dialog.getByLabel('What is compared: before').selectOption({ label: 'shops (newest)' });
	await dialog.getByLabel('What is compared: after').selectOption({ label: 'bills (newest)' });
	await dialog.getByRole('button', { name: 'Compare', exact: true }).click();

	const counts = page.getByRole('region', { name: 'Rows by what happened to them' });
	await expect(counts).toContainText('+ 1 added', SOON);
	await expect(counts).toContainText('− 1 removed');
	await expect(counts).toContainText('~ 1 modified');
	await expect(page.getByRole('tab', { name: 'shops → bills' })).toBeVisible();
	const grid = page.getByRole('grid', { name: 'Changed rows' });
	await expect(grid.locator('ins')).toHaveText('9.99');
	await expect(page.getByRole('button', { name: 'Row history' })).toHaveCount(0);

	await page.getByRole('button', { name: 'Swap the sides' }).click();
	await expect(grid.locator('del')).toHaveText('9.99', SOON);

	await page.getByRole('button', { name: 'Change what is compared' }).click();
	await dialog.getByLabel('What is compared: after').selectOption({ label: 'A statement' });
	await dialog.getByLabel('Statement: after').fill('SELECT * FROM nowhere');
	await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
	await expect(page.getByText('What was to be compared as “after” can’t be read:')).toBeVisible(SOON);
	await page.getByRole('button', { name: 'Change what is compared' }).click();
	await dialog.getByLabel('Statement: after').fill('SELECT * FROM bills WHERE id < 4');
	await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
	await expect(counts).toContainText('− 1 removed', SOON);
	await expect(counts).toContainText('2 unchanged');

	await page.reload();
	await expect(counts).toContainText('− 1 removed', SOON);
});

test('DIF-14 the rows of a query are compared with those of another, and by a script', async ({ page }) => {
	await start(page);
	await page.keyboard.press('Alt+n');
	const editor = page.getByRole('textbox', { name: 'SQL editor' });
	await editor.click();
	await page.keyboard.type('SELECT id, city FROM bills WHERE id > 1');
	await page.keyboard.press('Control+Enter');
	await page.getByRole('button', { name: 'Compare…' }).click(SOON);
	const dialog = page.getByRole('dialog', { name: 'Compare two tables or queries' });
	await expect(dialog.getByLabel('Statement: after')).toHaveValue('SELECT id, city FROM bills WHERE id > 1');
	await dialog.getByLabel('Statement: before').fill('SELECT id, city FROM shops WHERE id > 1');
	await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
	const counts = page.getByRole('region', { name: 'Rows by what happened to them' });
	await expect(counts).toContainText('1 unchanged', SOON);

	const found = await page.evaluate(async () => {
		const options = { key: 'id' };
		const made = await window.varve.diffQueries('FROM shops', { table: 'bills' }, options);
		// another version of a table that was compared is seen at once
		await window.varve.importFile(new File(['id,city,amount\n1,Berlin,1.50\n'], 'shops.csv'));
		const { removed, added } = await window.varve.diffQueries('FROM shops', 'FROM "shops@1"', options);
		return { made, removed, added };
	});
	expect(found.made).toMatchObject({ key: ['id'], added: 1, removed: 1, modified: 1, unchanged: 1 });
	expect(found.made.details.modified[0]?.changes).toEqual({
		amount: { type: 'modified', oldValue: '2.25', newValue: '9.99' }
	});
	expect([found.removed, found.added]).toEqual([0, 2]);
});
