import { expect, test } from '@playwright/test';
import { brokenRules } from '../support/axe';
import { chooseFiles } from '../support/site';

// Engines start in every import; on a busy machine that takes its time.
test.setTimeout(180_000);

const screens = [
	{ colorScheme: 'light', viewport: { width: 1280, height: 800 } },
	{ colorScheme: 'dark', viewport: { width: 360, height: 740 } }
] as const;

for (const { colorScheme, viewport } of screens) {
	test.describe(`${colorScheme}, ${viewport.width} px wide`, () => {
		test.use({ colorScheme, viewport });

		test('APP-1 no screen breaks a rule of axe or scrolls sideways', async ({ page }) => {
			await page.goto('./');
			await expect(page.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
			expect(await brokenRules(page)).toEqual([]);
			await page.getByRole('button', { name: 'Try with sample data' }).click();
			await page.getByRole('button', { name: /^v3/ }).click({ timeout: 60_000 });
			expect(await brokenRules(page)).toEqual([]);
			await page.getByRole('tab', { name: /^Data/ }).click();
			await expect(page.getByRole('grid')).toContainText('100001');
			expect(await brokenRules(page)).toEqual([]);
			await page.getByRole('tab', { name: /^Rejects/ }).click();
			await expect(page.getByRole('grid')).toContainText('too-few-fields');
			expect(await brokenRules(page)).toEqual([]);
			const width = await page.evaluate(() => document.documentElement.scrollWidth);
			expect(width).toBeLessThanOrEqual(viewport.width);
			await page.keyboard.press('Control+k');
			await expect(page.getByPlaceholder('Source, saved query or command')).toBeFocused();
			expect(await brokenRules(page)).toEqual([]);
			await page.keyboard.press('Escape');
			await chooseFiles(page, { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
			await expect(page.getByRole('button', { name: /^Column 2/ })).toBeVisible();
			expect(await brokenRules(page)).toEqual([]);
		});
	});
}

test('APP-1 the tabs, the panel and the palette work by keyboard alone', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
	await page.keyboard.press('Alt+n');
	await page.keyboard.press('Alt+n');
	await page.keyboard.press('Alt+1');
	await expect(page.getByRole('tab', { name: 'Query 1' })).toHaveAttribute('aria-selected', 'true');
	await page.getByRole('tab', { name: 'Query 1' }).focus();
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('tab', { name: 'Query 2' })).toBeFocused();
	await page.keyboard.press('Delete');
	await expect(page.getByRole('tab', { name: 'Query 2' })).toHaveCount(0);
	await expect(page.getByRole('tab', { name: 'Query 1' })).toBeFocused();
	// who opens a query types; what closes gives the keyboard to what is shown then
	await page.getByRole('button', { name: 'New query' }).click();
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toBeFocused();
	await page.keyboard.press('Alt+w');
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toBeFocused();
	await page.keyboard.press('Alt+w');
	await expect(page.locator('#tab-content')).toBeFocused();
	await page.keyboard.press('Alt+Shift+t');
	await expect(page.getByRole('textbox', { name: 'SQL editor' })).toBeFocused();
	await page.keyboard.press('Control+b');
	await expect(page.getByRole('navigation', { name: 'Sources' })).toBeHidden();
	await page.keyboard.press('Control+k');
	await expect(page.getByPlaceholder('Source, saved query or command')).toBeFocused();
	await page.keyboard.type('dark');
	await page.keyboard.press('Enter');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
