import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import {
	appReady,
	firstRow,
	importText,
	offlineReady,
	openSite,
	ordersCsv,
	withProfile
} from '../support/site';

/** Makes the site in `folder` a later build: another version everywhere, and a title to tell it by. */
function makeNewBuild(folder: string, title: string): void {
	const { version } = JSON.parse(readFileSync(join(folder, '_app/version.json'), 'utf8')) as {
		version: string;
	};
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !/\.(js|json|html)$/.test(entry.name)) continue;
		const path = join(entry.parentPath, entry.name);
		const text = readFileSync(path, 'utf8').replaceAll(version, `${version}1`);
		writeFileSync(path, text.replace('<head>', `<head><meta name="build" content="${title}">`));
	}
}

function build(page: Page): Promise<string | null> {
	return page.evaluate(() => document.querySelector('meta[name="build"]')?.getAttribute('content') ?? null);
}

function cacheCount(page: Page): Promise<number> {
	return page.evaluate(async () => (await caches.keys()).length);
}

test('OFF-8 a new build waits for the user; the open tab keeps working; the data stays', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'varve-site-'));
	cpSync('build', folder, { recursive: true });
	const site = await openSite('/some/base/', folder);
	await withProfile(async (context) => {
		const page = await context.newPage();
		await page.goto(site.url);
		await appReady(page);
		await offlineReady(page);
		await importText(page, 'orders.csv', ordersCsv(100).text);

		makeNewBuild(folder, 'second');
		await page.evaluate(async () => {
			const registration = await navigator.serviceWorker.ready;
			await registration.update();
			while (!registration.waiting) {
				await new Promise((changed) =>
					(registration.installing ?? registration).addEventListener('statechange', changed, { once: true })
				);
			}
		});
		await page.reload();
		await appReady(page);
		expect(await build(page)).toBe(null);
		expect(await firstRow(page, 'SELECT count(*) FROM orders')).toEqual(['100']);
		expect(await cacheCount(page)).toBe(2);

		await page.evaluate(async () => {
			const changed = new Promise((resolve) =>
				navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
			);
			(await navigator.serviceWorker.ready).waiting?.postMessage('skip-waiting');
			await changed;
		});
		await page.reload();
		await appReady(page);
		expect(await build(page)).toBe('second');
		expect(await firstRow(page, 'SELECT count(*) FROM orders')).toEqual(['100']);
		await expect.poll(() => cacheCount(page)).toBe(1);
	});
	await site.close();
	rmSync(folder, { recursive: true, force: true });
});
