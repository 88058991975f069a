// The built app as the benches use it: through window.varve.
import { giveFile } from './browser.mjs';

/** In this time the app has started its engines for queries and imports: neither baseline counts its engine's start. */
const SETTLED_MS = 2500;

/** Opens the app and waits until it is ready, its engine has answered, and the next ones are started. */
export async function openApp(context, url) {
	const page = await context.newPage();
	page.on('pageerror', (error) => console.error(`page: ${error.message}`));
	await page.goto(url);
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(() => window.varve.ready);
	await page.evaluate(() => window.varve.query('SELECT 1'));
	await page.waitForTimeout(SETTLED_MS);
	return page;
}

/**
 * Imports a file as a new source.
 * @returns {Promise<{ wallMs: number, receipt: object, longestTaskMs: number, longestGapMs: number }>} the longest
 * task of the page's thread (0: none over 50 ms) and the longest time between two of its frames
 */
export async function importFile(page, path, name) {
	await giveFile(page, path);
	return page.evaluate(async (as) => {
		let longestTaskMs = 0;
		let longestGapMs = 0;
		const observer = new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
		});
		observer.observe({ type: 'longtask' });
		let frame;
		let before = performance.now();
		const tick = (now) => {
			longestGapMs = Math.max(longestGapMs, now - before);
			before = now;
			frame = requestAnimationFrame(tick);
		};
		frame = requestAnimationFrame(tick);
		const startedMs = performance.now();
		const receipt = await window.varve.importFile(window.benchFile, { as });
		const wallMs = performance.now() - startedMs;
		cancelAnimationFrame(frame);
		observer.disconnect();
		return { wallMs, receipt, longestTaskMs, longestGapMs };
	}, name);
}

/** @returns {Promise<number>} wall time of a query, as the caller of window.varve sees it */
export function queryMs(page, sql) {
	return page.evaluate(async (text) => {
		const startedMs = performance.now();
		await window.varve.query(text);
		return performance.now() - startedMs;
	}, sql);
}
