import { expect, test, type Page } from '@playwright/test';
import { brokenRules } from '../support/axe';
import { appReady, importText } from '../support/site';

// Engines start in imports and diffs; on a busy machine that takes its time.
test.setTimeout(240_000);
const SOON = { timeout: 90_000 };

const VERSIONS = [
	'id,name,amount\n1,Ann,1.50\n2,Bob,2.00\n3,Cy,3.00\n',
	'id,name,amount\n1,Ann,1.50\n3,Cy,3.25\n4,Di,4.00\n5,Ed,5.00\n',
	'id,name,amount,city\n1,Ann,1.50,Ulm\n3,Cy,3.25,Rom\n4,Di,4.00,Oslo\n5,Ed,5.00,Bern\n'
];

const layer = (page: Page, version: number) =>
	page
		.getByRole('list', { name: 'Versions, newest first' })
		.getByRole('listitem')
		.filter({ has: page.getByRole('button', { name: new RegExp(`^v${version}\\b`) }) });

async function opened(page: Page, versions: readonly string[]): Promise<void> {
	await page.goto('./');
	await appReady(page);
	for (const text of versions) await importText(page, 'orders.csv', text);
	await page.getByText('orders', { exact: true }).first().click();
	await page.getByRole('tab', { name: /^Versions/ }).click();
}

test('VER-19 VER-20 the time line tells what changed, and compares two layers', async ({ page }) => {
	await opened(page, VERSIONS);
	const changes = (version: number, text: string) =>
		expect(layer(page, version).getByRole('button', { name: text })).toBeVisible(SOON);
	await changes(2, '+ 2 added − 1 removed ~ 1 modified since v1');
	await expect(layer(page, 3)).toContainText('no row changed', SOON);
	await expect(layer(page, 3).getByRole('list', { name: 'Changed columns' })).toHaveText('+ city');
	expect(await brokenRules(page)).toEqual([]);

	await page.getByRole('checkbox', { name: 'Choose v3' }).check();
	await expect(page.getByText('v3 is chosen')).toBeVisible();
	await page.getByRole('checkbox', { name: 'Choose v1' }).focus();
	await page.keyboard.press('Space');
	await expect(page.getByRole('button', { name: 'Compare v1 → v3' })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('tab', { name: 'orders 1 → 3' })).toBeVisible();
	const counts = page.getByRole('region', { name: 'Rows by what happened to them' });
	await expect(counts).toContainText('+ 2 added', SOON);
	await page.getByRole('tab', { name: 'orders', exact: true }).click();

	// kept: nothing is counted again
	await changes(2, '+ 2 added − 1 removed ~ 1 modified since v1');
	await layer(page, 2)
		.getByRole('button', { name: /^v2/ })
		.click({ modifiers: ['Shift'] });
	await layer(page, 3)
		.getByRole('checkbox')
		.click({ modifiers: ['Shift'] });
	await expect(page.getByRole('tab', { name: 'orders 2 → 3' })).toBeVisible();
	await expect(page.locator('#tab-content')).toBeFocused();
});

test('VER-6 VER-14 VER-18 a version is named, pinned, restored and deleted', async ({ page }) => {
	await opened(page, VERSIONS.slice(0, 2));
	const choose = async (version: number, item: string) => {
		await layer(page, version)
			.getByRole('button', { name: `More about v${version}` })
			.click();
		await page.getByRole('menuitem', { name: item }).click();
	};
	await choose(1, 'Name and note …');
	await page.getByRole('textbox', { name: 'Name' }).fill('as delivered');
	await page.getByRole('textbox', { name: 'Note' }).fill('before the audit');
	await page.getByRole('button', { name: 'Rename', exact: true }).click();
	await expect(layer(page, 1)).toContainText('as delivered');
	await expect(layer(page, 1)).toContainText('before the audit');
	await expect(layer(page, 1).getByRole('button', { name: 'More about v1' })).toBeFocused();
	await choose(1, 'Pin: never delete by rule');
	await expect(layer(page, 1).getByLabel('pinned')).toBeVisible();

	await choose(1, 'Restore as newest …');
	const dialog = page.getByRole('dialog', { name: 'Restore orders v1 as newest?' });
	await expect(dialog).toContainText('the same 3 rows');
	expect(await brokenRules(page)).toEqual([]);
	await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
	await expect(page.getByText('orders v1 is the newest again, as v3')).toBeVisible(SOON);
	await expect(layer(page, 3)).toContainText('restored from v1');
	await layer(page, 3).getByRole('button', { name: /^v3/ }).click();
	await expect(layer(page, 3)).toContainText('Made from v1 of');
	await expect(
		layer(page, 3).getByRole('button', { name: '+ 1 added − 2 removed ~ 1 modified since v2' })
	).toBeVisible(SOON);

	await choose(2, 'Delete version');
	await page.getByRole('button', { name: 'Delete', exact: true }).click();
	await expect(layer(page, 2)).toHaveCount(0);
	// the row that had the focus is gone: it is in another
	await expect(page.locator('#tab-content :focus')).toHaveCount(1);
	await expect(layer(page, 3)).toContainText('no row changed', SOON);
	const names = await page.evaluate(async () => {
		const { rows } = await window.varve.query('SELECT string_agg(name) FROM orders');
		return rows[0]?.[0];
	});
	expect(names).toBe('Ann,Bob,Cy');
});

test('VER-20 MET-1 columns by versions; metrics are there when the Quality tab is opened', async ({
	page
}) => {
	await opened(page, VERSIONS.slice(0, 1));
	await page.getByRole('tab', { name: /^Schema/ }).click();
	await page.getByRole('button', { name: 'All versions' }).click();
	await expect(page.getByText('There is one version so far.')).toBeVisible();
	for (const text of VERSIONS.slice(1)) await importText(page, 'orders.csv', text);

	await page.getByRole('tab', { name: /^Quality/ }).click();
	await expect(page.getByRole('heading', { name: 'Metrics' })).toBeVisible(SOON);
	await page.getByRole('tab', { name: /^Schema/ }).click();
	await page.getByRole('button', { name: 'All versions' }).click();
	const matrix = page.getByRole('table', { name: 'Columns by version' });
	await expect(matrix.getByRole('row')).toHaveCount(5);
	await expect(matrix.getByRole('row', { name: /^city/ }).getByRole('cell')).toHaveText([
		/not there/,
		/not there/,
		/VARCHAR\s*new/
	]);
	expect(await brokenRules(page)).toEqual([]);
	await page.getByRole('checkbox', { name: 'Only columns that changed' }).check();
	await expect(matrix.getByRole('row')).toHaveCount(2);
	await page.setViewportSize({ width: 360, height: 740 });
	await page.getByRole('tab', { name: /^Versions/ }).click();
	await expect(layer(page, 1)).toBeVisible();
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(overflow).toBeLessThanOrEqual(0);
});

test('DIF-12 DIF-9 a renamed column is guessed and confirmed on the time line, and taken back', async ({
	page
}) => {
	await opened(page, [
		'id,city,old\n1,Berlin,x\n2,Paris,y\n',
		'id,town,new\n1,Berlin,p\n2,Paris,q\n3,Rome,r\n'
	]);
	const columns = layer(page, 2).getByRole('list', { name: 'Changed columns' });
	const guesses = layer(page, 2).getByRole('list', { name: 'Columns that may have been renamed' });
	await expect(guesses.getByRole('listitem')).toHaveCount(1, SOON);
	await expect(guesses).toContainText('city → town? 67% of the values looked at are the same');
	await expect(columns.getByText('city → town', { exact: true })).toBeHidden();
	await guesses.getByRole('button', { name: 'Treat as renamed' }).click();
	await expect(columns.getByText('city → town', { exact: true })).toBeVisible(SOON);
	await expect(guesses).toBeHidden();
	// counted anew, by the name that both have now
	await expect(layer(page, 2).getByRole('button', { name: '+ 1 added since v1' })).toBeVisible(SOON);
	expect(await brokenRules(page)).toEqual([]);

	await columns.getByRole('button', { name: 'Treat city and town as two columns again' }).click();
	await expect(columns.getByText('city → town', { exact: true })).toBeHidden(SOON);
	await page.getByRole('tab', { name: /^Schema/ }).click();
	await page.getByRole('button', { name: 'All versions' }).click();
	const matrix = page.getByRole('table', { name: 'Columns by version' });
	await expect(matrix.getByRole('row')).toHaveCount(6);
	// the guess comes below, and moves nothing
	const link = page.getByRole('button', { name: 'A rename? ↓' });
	await expect(link).toBeVisible(SOON);
	const guess = page.getByRole('button', { name: 'Treat as renamed' });
	const below = await matrix.evaluate((table) => table.getBoundingClientRect().bottom);
	expect((await guess.boundingBox())?.y).toBeGreaterThan(below);
	await link.click();
	await expect(guess).toBeFocused();
	await page.getByRole('button', { name: 'Treat as renamed' }).click(SOON);
	await expect(matrix.getByRole('row')).toHaveCount(5);
	expect(await brokenRules(page)).toEqual([]);
});

test('UI tabs that were left and come back to follow what happens', async ({ page }) => {
	await page.goto('./');
	await appReady(page);
	const importNext = (rows: string) =>
		page.evaluate((rows) => window.varve.importFile(new File([`id,n\n${rows}`], 'orders.csv')), rows);
	await importNext('1,a\n');
	await importNext('1,b\n');
	await page.getByText('orders', { exact: true }).first().click();
	await page.getByRole('tab', { name: /Versions/ }).click();
	await page.getByRole('button', { name: 'Query', exact: true }).click();
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	await expect(page.getByRole('grid')).toContainText('b');

	await page.getByRole('tab', { name: /^orders/ }).click();
	await importNext('1,c\n');
	await expect(page.getByRole('tab', { name: /Versions/ })).toContainText('3');
	await page.getByRole('button', { name: 'Compare with v2' }).click();
	const counts = page.getByRole('region', { name: 'Rows by what happened to them' });
	await expect(counts).toContainText('~ 1 modified', SOON);

	await page.getByRole('tab', { name: /^Query/ }).click();
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	await expect(page.getByRole('grid')).toContainText('c');
	await page.getByRole('tab', { name: /^orders 2/ }).click();
	const changed = page.getByRole('grid', { name: 'Changed rows' });
	await expect(changed.locator('ins')).toHaveText('c');
	await page.getByRole('button', { name: 'Swap the versions' }).click();
	await expect(changed.locator('ins')).toHaveText('b', SOON);
});
