import { test, type Page } from '@playwright/test';
import { appReady } from './site';

/** One page with the app for all tests of a file (in each worker): many small files are imported sooner than opened. */
export function onePage(): () => Page {
	let page: Page;

	test.beforeAll(async ({ browser, baseURL }) => {
		page = await browser.newPage({ baseURL: baseURL ?? '' });
		await page.goto('');
		await appReady(page);
	});

	test.afterAll(() => page.close());

	return () => page;
}
