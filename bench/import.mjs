// A whole import (receipt, hash, independent count, commit) against a bare sniffed read by the same engine into
// OPFS, and against native DuckDB with one thread into a database file. Medians of alternated runs.
import { importFile, openApp } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { nativeImport } from './support/native.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 3;

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchImport({ app, baseline, report }) {
	const csv = await csvOf(ROWS);
	const times = { app: [], bare: [], native: [] };
	const tasks = [];
	let stored = 0;
	for (let run = 0; run < RUNS; run++) {
		const browser = await openBrowser();
		const bare = await browser.context.newPage();
		await bare.goto(baseline.url);
		await giveFile(bare, csv.path);
		times.bare.push((await bare.evaluate(() => window.importBare(window.benchFile))).wallMs);
		await bare.close();

		const page = await openApp(browser.context, app.url);
		const imported = await importFile(page, csv.path, 'bench');
		const [table] = imported.receipt.tables;
		if (table.rowsLoaded !== ROWS) throw new Error(`${table.rowsLoaded} rows were loaded`);
		times.app.push(imported.wallMs);
		tasks.push(imported);
		stored = imported.receipt.storedBytes;
		await browser.close();

		const native = await nativeImport(csv.path);
		times.native.push(native.wallMs);
		native.remove();
	}
	const [own, bare, native] = [median(times.app), median(times.bare), median(times.native)];
	console.log(
		`app ${milliseconds(times.app)}; bare engine ${milliseconds(times.bare)}; native ${milliseconds(times.native)}`
	);
	report.add('import of 2 M rows against the bare engine', own / bare, { must: 1.25, aim: 1 });
	report.add('import of 2 M rows against native with one thread', own / native, { must: 2, aim: 1 });
	report.add('stored size against the CSV', stored / csv.sizeBytes, { must: 0.3 });
	const longest = Math.max(...tasks.map(({ longestTaskMs }) => longestTaskMs));
	const gap = Math.max(...tasks.map(({ longestGapMs }) => longestGapMs));
	report.add('longest task of the page during an import', longest, {
		unit: 'ms',
		must: 50,
		detail: `(0: none over 50 ms; longest time between two frames ${Math.round(gap)} ms)`
	});
}
