// Counts of a diff of two stored versions by key, against the same full join typed by hand in the bare engine over tables
// of its own; both engines have their data open already. Then, on the screen: how long after the counts the first changed
// rows are there.
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { importFile, openApp } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 5;

/** The next version: of every hundred records one is left out, one has another quantity, and one is new. */
export async function nextVersion(path) {
	const next = path.replace(/\.csv$/, '-next.csv');
	if (existsSync(next)) return next;
	const out = createWriteStream(`${next}.${process.pid}`);
	let record = '';
	let number = 0;
	for await (const text of createInterface({ input: createReadStream(path) })) {
		record += record === '' ? text : `\n${text}`;
		if (record.split('"').length % 2 === 0) continue;
		if (!out.write(changed(record, number++))) await once(out, 'drain');
		record = '';
	}
	out.end();
	await once(out, 'finish');
	renameSync(`${next}.${process.pid}`, next);
	return next;
}

function changed(record, number) {
	if (number === 0 || number % 100 > 2) return `${record}\n`;
	if (number % 100 === 0) return '';
	// between the time, which has no quotes, and the amount stands the quantity
	if (number % 100 === 1)
		return `${record.replace(/,(\d+),(\d{4}-)/, (_, qty, year) => `,${Number(qty) + 1000},${year}`)}\n`;
	return `${record}\n${record.replace(/^\d+/, (id) => `${1e12 + Number(id)}`)}\n`;
}

/** Opens the diff as a user does. @returns {Promise<number>} from the counts on the screen to the first row of the grid, in ms */
async function firstPageMs(page) {
	await page.getByRole('tab', { name: 'Versions' }).click();
	await page.evaluate(() => {
		window.benchSeen = new Promise((resolve, reject) => {
			// what stands there instead says why
			setTimeout(() => reject(new Error(document.querySelector('main').innerText)), 60_000);
			let countsMs = null;
			const look = () => {
				if (countsMs === null && document.querySelector('section.counts')) countsMs = performance.now();
				if (!document.querySelector('.rows [role=gridcell] ins, .rows [role=gridcell] del')) return;
				observer.disconnect();
				resolve(performance.now() - countsMs);
			};
			const observer = new MutationObserver(look);
			observer.observe(document.body, { childList: true, subtree: true, characterData: true });
		});
	});
	await page.getByRole('button', { name: 'Compare with v1' }).click();
	const seenMs = await page.evaluate(() => window.benchSeen);
	await page.keyboard.press('Alt+w');
	return seenMs;
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchDiff({ app, baseline, report }) {
	const before = (await csvOf(ROWS)).path;
	const after = await nextVersion(before);
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	await importFile(page, before, 'bench');
	await importFile(page, after, 'bench');
	const bare = await browser.context.newPage();
	await bare.goto(baseline.url);
	await giveFile(bare, before);
	await bare.evaluate(() => (window.benchBefore = window.benchFile));
	await giveFile(bare, after);
	await bare.evaluate(() => window.openBareDiff(window.benchBefore, window.benchFile));
	const times = { app: [], page: [], bare: [] };
	let counts;
	for (let run = 0; run < RUNS; run++) {
		const byHand = await bare.evaluate(() => window.bareDiff());
		times.bare.push(byHand.wallMs);
		const made = await page.evaluate(async () => {
			const startedMs = performance.now();
			const found = await window.varve.diff('bench', 1, 2, { key: 'id', limit: 0 });
			return { found, countsMs: performance.now() - startedMs };
		});
		times.app.push(made.countsMs);
		counts = [made.found.added, made.found.removed, made.found.modified];
		if (counts.join() !== byHand.counts.join()) throw new Error(`${counts} is not ${byHand.counts}`);
	}
	await page
		.getByRole('button', { name: /^bench/ })
		.first()
		.click();
	for (let run = 0; run < RUNS; run++) times.page.push(await firstPageMs(page));
	await browser.close();
	console.log(`added, removed, modified: ${counts}`);
	console.log(`first page: ${milliseconds(times.page)}`);
	console.log(`counts: app ${milliseconds(times.app)}; by hand ${milliseconds(times.bare)}`);
	report.add(
		'diff counts, 2 M × 2 M rows by key, the first time, against the join by hand',
		times.app[0] / median(times.bare),
		{}
	);
	report.add(
		'diff counts, 2 M × 2 M rows by key, against the join by hand',
		median(times.app) / median(times.bare),
		{
			must: 1.5,
			aim: 1
		}
	);
	report.add('first page of changed rows after the counts, on the screen', median(times.page), {
		unit: 'ms',
		must: 300,
		aim: 150
	});
}
