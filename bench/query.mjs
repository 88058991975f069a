// A group-by over the reopened version in a fresh page, first and second run, against native DuckDB with one thread.
import { importFile, openApp, queryMs } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { nativeImport, nativeQuery } from './support/native.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 5;
const groupBy = (table) =>
	`SELECT city, count(*) AS orders, sum(amount) AS total, max(ts) AS newest FROM ${table} GROUP BY city ORDER BY city`;

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchQuery({ app, report }) {
	const csv = await csvOf(ROWS);
	const native = await nativeImport(csv.path);
	const browser = await openBrowser();
	const importer = await openApp(browser.context, app.url);
	await importFile(importer, csv.path, 'bench');
	await importer.close();
	const times = { first: [], second: [], nativeFirst: [], nativeSecond: [] };
	for (let run = 0; run < RUNS; run++) {
		const page = await openApp(browser.context, app.url);
		times.first.push(await queryMs(page, groupBy('bench')));
		times.second.push(await queryMs(page, groupBy('bench')));
		await page.close();
		const { firstMs, secondMs } = await nativeQuery(native.path, groupBy('data'));
		times.nativeFirst.push(firstMs);
		times.nativeSecond.push(secondMs);
	}
	await browser.close();
	native.remove();
	console.log(`first: app ${milliseconds(times.first)}; native ${milliseconds(times.nativeFirst)}`);
	console.log(`second: app ${milliseconds(times.second)}; native ${milliseconds(times.nativeSecond)}`);
	report.add(
		'group-by on the reopened version, first run, against native',
		median(times.first) / median(times.nativeFirst),
		{
			must: 4
		}
	);
	report.add('the same, second run', median(times.second) / median(times.nativeSecond), { must: 2 });
}
