import { expect, test, type Page } from '@playwright/test';
import { appReady, importText } from '../support/site';

// Engines start in every import; on a busy machine that takes its time.
test.setTimeout(240_000);
const SOON = { timeout: 60_000 };

/** Types into the editor of the query tab in front, in place of what is there. */
async function typeQuery(page: Page, sql: string): Promise<void> {
	await page.getByRole('textbox', { name: 'SQL editor' }).click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(sql);
}

test('EDT-9 BRK-2 a query is saved, opened, renamed, and named when a version breaks it', async ({
	page
}) => {
	await page.goto('./');
	await appReady(page);
	await importText(page, 'orders.csv', 'id,city\n1,Berlin\n2,Paris\n');
	const panel = page.getByRole('navigation', { name: 'Sources' });
	await expect(panel).toContainText('Ctrl S in a query tab keeps its statements here.', SOON);
	const saved = panel.getByRole('list', { name: 'Saved queries' });
	const tabs = page.getByRole('tablist', { name: 'Open tabs' });

	const editor = page.getByRole('textbox', { name: 'SQL editor' });
	await page.keyboard.press('Alt+n');
	await expect(editor).toBeFocused();
	await typeQuery(page, 'SELECT city FROM orders');
	await page.keyboard.press('ControlOrMeta+s');
	const dialog = page.getByRole('dialog', { name: 'Save query' });
	await expect(dialog.getByLabel('Name')).toBeFocused();
	await page.keyboard.type('Cities');
	await page.keyboard.press('Enter');
	await expect(saved.getByRole('button', { name: 'Cities', exact: true })).toBeVisible();
	await expect(tabs.getByRole('tab', { name: 'Cities' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Saved', exact: true })).toBeVisible();
	await expect(editor).toBeFocused();

	await typeQuery(page, 'SELECT city, count(*) FROM orders GROUP BY city');
	await expect(page.getByRole('button', { name: 'Save changes' })).toBeVisible();
	await expect(tabs.getByTitle('Cities, not saved')).toBeVisible();
	await page.keyboard.press('ControlOrMeta+s');
	await expect(page.getByRole('button', { name: 'Saved', exact: true })).toBeVisible();

	// closed, renamed with the keyboard, and opened from the palette after a reload
	await page.keyboard.press('Alt+w');
	await saved.getByRole('button', { name: 'Actions for Cities' }).click();
	await page.getByRole('menuitem', { name: 'Rename…' }).click();
	// the old name is selected: what is typed takes its place
	await expect(page.getByRole('dialog', { name: /Rename/ }).getByLabel('Name')).toBeFocused();
	await page.keyboard.type('Orders by city');
	await page.keyboard.press('Enter');
	await expect(saved.getByRole('button', { name: 'Orders by city', exact: true })).toBeVisible();
	await expect(saved.getByRole('button', { name: 'Actions for Orders by city' })).toBeFocused();
	await page.reload();
	await appReady(page);
	await expect(saved.getByRole('button', { name: 'Orders by city', exact: true })).toBeVisible(SOON);
	await page.keyboard.press('ControlOrMeta+k');
	await page.getByRole('combobox').fill('by city');
	await page.keyboard.press('Enter');
	await expect(editor).toContainText('GROUP BY city');
	await expect(editor).toBeFocused();

	// a version without the column names it
	const warnings = await page.evaluate(async () => {
		const file = new File(['id,town\n1,Berlin\n'], 'orders.csv');
		return (await window.varve.importFile(file)).warnings.map(({ message }) => message);
	});
	expect(warnings.join('\n')).toContain('Saved query “Orders by city” does not run any more');

	// deleted, and taken back
	await saved.getByRole('button', { name: 'Actions for Orders by city' }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await expect(saved).toBeHidden();
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toContainText('GROUP BY city');
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(saved.getByRole('button', { name: 'Orders by city', exact: true })).toBeVisible();
	await expect(tabs.getByRole('tab', { name: 'Orders by city' })).toBeVisible();
});
