// What the page loads before the engine, gzipped, as the browser really loads it; and how soon it is usable.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup.mjs';
import { openBrowser } from './support/browser.mjs';

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchShell({ app, report }) {
	const browser = await openBrowser();
	const page = await browser.context.newPage();
	const loaded = new Map();
	page.on('response', (response) => {
		const type = response.request().resourceType();
		const fromPage = response.request().serviceWorker() === null;
		if (fromPage && (type === 'script' || type === 'stylesheet')) loaded.set(response.url(), type);
	});
	await page.goto(app.url);
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(() => window.varve.ready);
	const paths = [...loaded.keys()]
		.map((url) => new URL(url).pathname)
		.filter((path) => !path.includes('/workers/'));
	const bytes = paths.reduce(
		(sum, path) => sum + gzipSync(readFileSync(join(root, 'build', path))).length,
		0
	);
	const paintMs = await page.evaluate(
		() =>
			new Promise((resolve) => {
				const observer = new PerformanceObserver((list) => {
					const paint = list.getEntriesByName('first-contentful-paint')[0];
					if (paint) resolve(paint.startTime);
				});
				observer.observe({ type: 'paint', buffered: true });
			})
	);
	await browser.close();
	report.add('app shell before the engine, JS and CSS, gzipped', bytes / 1000, {
		unit: 'kB',
		must: 200,
		aim: 120
	});
	report.add('first contentful paint', paintMs, { unit: 'ms' });
}
