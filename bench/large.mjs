// 25 M rows: works, and the renderer's memory stays within bounds. Only with --large.
import { importFile, openApp, queryMs } from './support/app.mjs';
import { openBrowser, watchRenderers } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';

const ROWS = 25_000_000;
const MB = 1e6;

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchLarge({ app, report }) {
	const csv = await csvOf(ROWS);
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	page.setDefaultTimeout(0);
	const memory = watchRenderers(browser.mark);
	const { wallMs, receipt, longestTaskMs } = await importFile(page, csv.path, 'large');
	const peakBytes = memory.stop();
	if (receipt.tables[0].rowsLoaded !== ROWS)
		throw new Error(`${receipt.tables[0].rowsLoaded} rows were loaded`);
	console.log(
		`${(csv.sizeBytes / MB).toFixed(0)} MB in ${(wallMs / 1000).toFixed(1)} s, ${(csv.sizeBytes / MB / (wallMs / 1000)).toFixed(0)} MB/s`
	);
	report.add('25 M rows: most memory resident in the renderer', peakBytes / MB, {
		unit: 'MB',
		must: 1800,
		aim: 1200
	});
	report.add('25 M rows: stored size against the CSV', receipt.storedBytes / csv.sizeBytes, { must: 0.3 });
	report.add('25 M rows: longest task of the page', longestTaskMs, { unit: 'ms', must: 50 });
	const sql = 'SELECT city, count(*), sum(amount) FROM large GROUP BY city';
	report.add('25 M rows: group-by, first run', await queryMs(page, sql), { unit: 'ms' });
	await browser.close();
}
