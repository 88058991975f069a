// Import of a million lines of NDJSON (receipt, hash, count, commit) against JSON.parse of every line alone.
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';
import { importFile, openApp } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 1_000_000;
const RUNS = 3;
const CITIES = ['Zürich', 'Genève', 'København', '東京', 'São Paulo'];

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchNdjson({ app, baseline, report }) {
	const path = await ndjsonOf(ROWS);
	const times = { app: [], parse: [] };
	for (let run = 0; run < RUNS; run++) {
		const browser = await openBrowser();
		const bare = await browser.context.newPage();
		await bare.goto(baseline.url);
		await giveFile(bare, path);
		times.parse.push(await bare.evaluate(parseLines));
		await bare.close();

		const page = await openApp(browser.context, app.url);
		const imported = await importFile(page, path, 'bench');
		const [table] = imported.receipt.tables;
		if (table.rowsLoaded !== ROWS) throw new Error(`${table.rowsLoaded} rows were loaded`);
		times.app.push(imported.wallMs);
		await browser.close();
	}
	console.log(`app ${milliseconds(times.app)}; JSON.parse ${milliseconds(times.parse)}`);
	const ratio = median(times.app) / median(times.parse);
	report.add('import of 1 M lines of NDJSON against JSON.parse of each', ratio, { must: 3, aim: 2 });
}

/** In the page: the time that JSON.parse takes for every line; reading and splitting are not counted. */
async function parseLines() {
	const lines = (await window.benchFile.text()).split('\n');
	const startedMs = performance.now();
	let parsed = 0;
	for (const line of lines) if (line !== '' && JSON.parse(line).id >= 0) parsed++;
	if (parsed === 0) throw new Error('no line was parsed');
	return performance.now() - startedMs;
}

/** Makes the file once and keeps it. */
async function ndjsonOf(rows) {
	const folder = join(root, '.cache/bench');
	const path = join(folder, `lines-${rows}.ndjson`);
	if (existsSync(path)) return path;
	mkdirSync(folder, { recursive: true });
	const out = createWriteStream(`${path}.part`);
	for (let id = 0; id < rows; id++) {
		const line = JSON.stringify({
			id,
			customer: `Customer ${(id * 7919) % 100_000}`,
			city: CITIES[id % CITIES.length],
			amount: ((id * 31) % 100_000) / 100,
			quantity: id % 50,
			paid: id % 3 === 0,
			day: `2024-0${1 + (id % 9)}-1${id % 10}`,
			at: `2024-01-02T03:04:${String(10 + (id % 50))}Z`,
			note: id % 5 === 0 ? null : `note "${id % 100}"`
		});
		if (!out.write(`${line}\n`)) await once(out, 'drain');
	}
	out.end();
	await once(out, 'finish');
	renameSync(`${path}.part`, path);
	return path;
}
