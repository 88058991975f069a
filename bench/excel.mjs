// A whole import of a workbook (100,000 rows of 10 columns) against SheetJS reading the same file alone, in the same
// browser: dense, without formatted texts, which is the quickest it has.
import { readFileSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { utils, write } from 'xlsx';
import { root } from '../scripts/setup.mjs';
import { importFile, openApp } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 100_000;
const RUNS = 3;
const CITIES = ['Berlin', 'Paris', '東京', 'São Paulo', 'Łódź'];

/** @returns {string} path of a workbook of that many records and a header */
function workbookOf(rowCount) {
	const path = join(root, `.cache/bench/rows-${rowCount}.xlsx`);
	if (existsSync(path)) return path;
	const rows = [['id', 'customer', 'city', 'amount', 'quantity', 'day', 'flag', 'note', 'code', 'rate']];
	for (let row = 1; row <= rowCount; row++) {
		rows.push([
			row,
			`Customer ${(row * 7919) % 5000}`,
			CITIES[row % CITIES.length],
			Math.round(((row * 37.77) % 100_000) * 100) / 100,
			row % 500,
			{ t: 'n', v: 40_000 + (row % 6000), z: 'yyyy-mm-dd' },
			row % 3 === 0,
			row % 4 === 0 ? null : `note ${row}`,
			String(row % 100_000).padStart(6, '0'),
			(row % 1000) / 1000
		]);
	}
	const book = utils.book_new(utils.aoa_to_sheet(rows, { dense: true }), 'Data');
	mkdirSync(join(root, '.cache/bench'), { recursive: true });
	writeFileSync(path, write(book, { bookType: 'xlsx', type: 'buffer', compression: true, bookSST: true }));
	return path;
}

/** SheetJS alone in a worker of a blank page; its script comes from the package. */
async function readAlone(context, url, path) {
	const page = await context.newPage();
	await page.goto(url);
	await giveFile(page, path);
	const script = readFileSync(join(root, 'node_modules/xlsx/xlsx.mjs'), 'utf8');
	const wallMs = await page.evaluate(async (source) => {
		const ask =
			'onmessage = async ({ data }) => { const bytes = new Uint8Array(await data.arrayBuffer());' +
			'read(bytes, { dense: true, cellNF: true, cellText: false, cellHTML: false, cellFormula: false });' +
			'postMessage(0); };postMessage(1);';
		const library = source
			.replace(/export \{[\s\S]*$/, 'const read = readSync;')
			.replaceAll(/^export /gm, '');
		const worker = new Worker(URL.createObjectURL(new Blob([library + ask])));
		const answer = () =>
			new Promise((resolve, reject) => ((worker.onmessage = resolve), (worker.onerror = reject)));
		await answer();
		const startedMs = performance.now();
		worker.postMessage(window.benchFile);
		await answer();
		worker.terminate();
		return performance.now() - startedMs;
	}, script);
	await page.close();
	return wallMs;
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchExcel({ app, baseline, report }) {
	const path = workbookOf(ROWS);
	const times = { app: [], alone: [] };
	for (let run = 0; run < RUNS; run++) {
		const browser = await openBrowser();
		times.alone.push(await readAlone(browser.context, baseline.url, path));
		const page = await openApp(browser.context, app.url);
		const imported = await importFile(page, path, 'bench');
		const [table] = imported.receipt.tables;
		if (table.rowsLoaded !== ROWS) throw new Error(`${table.rowsLoaded} rows were loaded`);
		times.app.push(imported.wallMs);
		await browser.close();
	}
	console.log(`app ${milliseconds(times.app)}; SheetJS alone ${milliseconds(times.alone)}`);
	report.add(
		'import of a workbook of 100 k × 10 against SheetJS alone',
		median(times.app) / median(times.alone),
		{
			must: 1.5,
			aim: 1.2
		}
	);
}
