// The profile of 2 M rows (numbers of all columns, and the chart of each) against SUMMARIZE by the bare engine over the
// same rows in a database file. Both have run once before.
import { importFile, openApp } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 3;

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchProfile({ app, baseline, report }) {
	const csv = await csvOf(ROWS);
	const times = { app: [], numbers: [], bare: [] };
	for (let run = 0; run < RUNS; run++) {
		const browser = await openBrowser();
		const bare = await browser.context.newPage();
		await bare.goto(baseline.url);
		await giveFile(bare, csv.path);
		times.bare.push(await bare.evaluate(() => window.summarizeBare(window.benchFile)));
		await bare.close();
		const page = await openApp(browser.context, app.url);
		await importFile(page, csv.path, 'bench');
		const measured = await page.evaluate(async () => {
			await window.varve.profile('bench');
			const startedMs = performance.now();
			const profile = await window.varve.profile('bench');
			return { wallMs: performance.now() - startedMs, numbersMs: profile.elapsedMs };
		});
		times.app.push(measured.wallMs);
		times.numbers.push(measured.numbersMs);
		await browser.close();
	}
	console.log(
		`profile ${milliseconds(times.app)} (numbers ${milliseconds(times.numbers)}); SUMMARIZE ${milliseconds(times.bare)}`
	);
	report.add(
		'profile of 2 M × 8 against SUMMARIZE in the bare engine',
		median(times.app) / median(times.bare),
		{
			must: 1.5,
			aim: 1
		}
	);
}
