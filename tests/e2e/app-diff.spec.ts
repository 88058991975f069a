import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const HEADER = 'id,name,amount\n';
const VERSIONS = ['1,Ann,1.50\n2,Bob,2.00\n3,Cy,3.00\n', '1,Ann,1.50\n3,Cy,3.25\n4,Di,4.00\n'];

test('DIF-1 DIF-10 DIF-13 two versions are compared, looked through and exported', async ({ page }) => {
	await page.goto('');
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(
		async ([header, versions]) => {
			await window.varve.ready;
			for (const rows of versions) await window.varve.importFile(new File([header + rows], 'orders.csv'));
		},
		[HEADER, VERSIONS] as const
	);
	await page.getByText('orders', { exact: true }).first().click();
	await page.getByRole('tab', { name: /Versions/ }).click();
	await page.getByRole('button', { name: 'Compare with v1' }).click();

	const counts = page.getByRole('region', { name: 'Rows by what happened to them' });
	// the first diff starts a worker with an engine
	await expect(counts).toContainText('+ 1 added', { timeout: 90_000 });
	await expect(counts).toContainText('− 1 removed');
	await expect(counts).toContainText('~ 1 modified');
	await expect(counts).toContainText('1 unchanged');

	const grid = page.getByRole('grid', { name: 'Changed rows' });
	await expect(grid.locator('del')).toHaveText('3.00');
	await expect(grid.locator('ins')).toHaveText('3.25');
	await counts.getByRole('button', { name: /added/ }).click();
	await counts.getByRole('button', { name: /removed/ }).click();
	await expect(grid).toHaveAttribute('aria-rowcount', '2');

	await page.getByRole('button', { name: 'Row history' }).click();
	const history = page.getByRole('dialog', { name: 'History of id 3' });
	await expect(history.locator('del')).toHaveText('3.00');
	await page.keyboard.press('Escape');

	await page.getByRole('button', { name: 'Export' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Diff as JSON' }).click();
	const json = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Record<string, unknown>;
	expect(json).toMatchObject({
		added: 1,
		removed: 1,
		modified: 1,
		totalChanges: 3,
		details: {
			added: [],
			modified: [{ changes: { amount: { type: 'modified', oldValue: '3.00', newValue: '3.25' } } }]
		}
	});

	const workbook = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export' }).click();
	await page.getByRole('button', { name: 'Rows as Excel workbook' }).click();
	const bytes = readFileSync(await (await workbook).path());
	expect(bytes.subarray(0, 2).toString()).toBe('PK');
});
