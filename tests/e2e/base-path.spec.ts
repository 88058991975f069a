import { expect, test } from '@playwright/test';
import { appReady, firstRow, importText, openSite, ordersCsv } from '../support/site';

test.use({ serviceWorkers: 'allow' });

for (const basePath of ['/', '/varve/', '/a/deeper path/with-ünïcode/']) {
	test(`OFF-5 the same build works under ${basePath}`, async ({ page }) => {
		const site = await openSite(encodeURI(basePath));
		const failures: string[] = [];
		page.on('response', (response) => {
			if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
		});
		page.on('pageerror', (error) => failures.push(error.message));
		await page.goto(site.url);
		await appReady(page);
		const csv = ordersCsv(100);
		await importText(page, 'orders.csv', csv.text);
		expect(await firstRow(page, 'SELECT count(*) FROM "orders.records"')).toEqual([String(csv.rows)]);
		await page.goto(`${site.url}self-test/`);
		await expect(page.locator('[data-check="engine"]')).toHaveAttribute('data-state', 'passed', {
			timeout: 120_000
		});
		await page.getByRole('link', { name: 'Back to Varve' }).click();
		await expect(page).toHaveURL(site.url);
		expect(failures).toEqual([]);
		await site.close();
	});
}

test('OFF-6 an address that is not there leads to the app, on a first visit and from the service worker', async ({
	page
}) => {
	const site = await openSite('/some/base/');
	await page.goto(`${site.url}not/there?x=1#sql=SELECT`);
	await expect(page).toHaveURL(`${site.url}?x=1#sql=SELECT`);
	await appReady(page);
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
	await page.goto(`${site.url}also/not/there`);
	await expect(page).toHaveURL(site.url);
	await appReady(page);
	await page.goto(`${site.url}self-test`);
	await expect(page).toHaveURL(`${site.url}self-test/`);
	await site.close();
});

test('OFF-7 each page holds a policy that allows no other host, no eval and no inline script', async ({
	page
}) => {
	const site = await openSite('/some/base/');
	const blocked = page.waitForEvent('console', (message) =>
		message.text().includes('Content Security Policy')
	);
	await page.goto(site.url);
	const ran = await page.evaluate(() => {
		const script = document.createElement('script');
		script.textContent = 'window.name = "ran"';
		document.body.append(script);
		return window.name;
	});
	expect(ran).toBe('');
	await blocked;
	const reached = await page.evaluate(() =>
		fetch('http://other.test/').then(
			() => true,
			() => false
		)
	);
	expect(reached).toBe(false);
	await site.close();
});
