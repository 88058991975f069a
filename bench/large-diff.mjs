// A diff of 25 M × 25 M stored rows, when the work after their imports is done: the counts are right, and the renderer's memory
// stays within bounds. Only with --large.
import { importFile, openApp } from './support/app.mjs';
import { openBrowser, watchRenderers } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { nextVersion } from './diff.mjs';

const ROWS = Number(process.env.LARGE_ROWS ?? 25_000_000);
const MB = 1e6;
const SETTLE_MS = 300_000;
/** Work on layers begins ten seconds after the last change, and a version of so many rows stays full. */
const QUIET_MS = 15_000;

/** Until both versions have their metrics, and no worker has come since for a while. @returns {Promise<boolean>} */
async function settled(page) {
	let quietMs = Date.now();
	page.on('worker', () => (quietMs = Date.now()));
	for (const startedMs = Date.now(); Date.now() - startedMs < SETTLE_MS;) {
		const isJudged = await page.evaluate(async () =>
			(await Promise.all([1, 2].map((version) => window.varve.quality('large', version)))).every(Boolean)
		);
		const isWorking = page.workers().some((worker) => worker.url().includes('/layers.worker'));
		if (!isJudged || isWorking) quietMs = Date.now();
		if (Date.now() - quietMs > QUIET_MS) return true;
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
	return false;
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchLargeDiff({ app, report }) {
	const before = (await csvOf(ROWS)).path;
	const after = await nextVersion(before);
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	page.setDefaultTimeout(0);
	for (const path of [before, after]) await importFile(page, path, 'large');
	const backgroundMemory = watchRenderers(browser.mark);
	const startedMs = Date.now();
	const isSettled = await settled(page);
	console.log(
		`the work after the imports ${isSettled ? 'took' : 'was not done after'} ${Math.round((Date.now() - startedMs) / 1000)} s, ` +
			`with ${(backgroundMemory.stop() / MB).toFixed(0)} MB`
	);
	const memory = watchRenderers(browser.mark);
	const atRestMs = 2000;
	await page.waitForTimeout(atRestMs);
	const restBytes = memory.nowBytes();
	const { summary, wallMs } = await page.evaluate(async () => {
		const from = performance.now();
		const found = await window.varve.diff('large', 1, 2, { key: 'id', limit: 0 });
		return { summary: found, wallMs: performance.now() - from };
	});
	const peakBytes = memory.stop();
	await browser.close();
	const counts = [summary.added, summary.removed, summary.modified];
	if (counts.some((count) => count !== ROWS / 100)) throw new Error(`${counts} were found`);
	console.log(
		`${(wallMs / 1000).toFixed(1)} s; ${(restBytes / MB).toFixed(0)} MB at rest, ${(peakBytes / MB).toFixed(0)} MB at most`
	);
	report.add('diff of 25 M × 25 M rows: most memory resident in the renderer', peakBytes / MB, {
		unit: 'MB',
		must: 2000
	});
	report.add('diff of 25 M × 25 M rows: what it adds to the memory at rest', (peakBytes - restBytes) / MB, {
		unit: 'MB'
	});
}
