// A join of an opened SQLite table with a version, second run, against the same join of two versions.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { importFile, openApp, queryMs } from './support/app.mjs';
import { giveFile, openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { median, milliseconds } from './support/report.mjs';

const VERSION_ROWS = 2_000_000;
const SQLITE_ROWS = 1_000_000;
const RUNS = 7;

// each run asks something else, as the same statement would be answered from the cache
const joinOf = (table, run) =>
	`SELECT o.city, count(*) AS n, sum(p.points) AS points FROM orders o JOIN ${table} p ON p.id = o.id WHERE p.points >= ${run} GROUP BY o.city ORDER BY o.city`;

/** The same rows as an SQLite file and as CSV. */
async function pointsFiles() {
	const folder = mkdtempSync(join(tmpdir(), 'varve-bench-join-'));
	const { Database } = await initSqlJs();
	const database = new Database();
	database.run('CREATE TABLE points (id INTEGER PRIMARY KEY, points INTEGER, note TEXT)');
	database.run(
		`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${SQLITE_ROWS}) INSERT INTO points SELECT i * 2, i % 1000, 'note ' || i FROM n`
	);
	const paths = { sqlite: join(folder, 'points.db'), csv: join(folder, 'points.csv') };
	writeFileSync(paths.sqlite, database.export());
	const lines = ['id,points,note'];
	for (let i = 1; i <= SQLITE_ROWS; i++) lines.push(`${i * 2},${i % 1000},note ${i}`);
	writeFileSync(paths.csv, `${lines.join('\n')}\n`);
	return { ...paths, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchJoin({ app, report }) {
	const csv = await csvOf(VERSION_ROWS);
	const files = await pointsFiles();
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	await importFile(page, csv.path, 'orders');
	await importFile(page, files.csv, 'stored');
	await giveFile(page, files.sqlite);
	const openedMs = await page.evaluate(async () => {
		const startedMs = performance.now();
		await window.varve.openFile(window.benchFile, { as: 'opened' });
		return performance.now() - startedMs;
	});
	const firstMs = await queryMs(page, joinOf('opened', 0));
	await queryMs(page, joinOf('stored', 0));
	const times = { opened: [], stored: [] };
	for (let run = 1; run <= RUNS; run++) {
		times.opened.push(await queryMs(page, joinOf('opened', run)));
		times.stored.push(await queryMs(page, joinOf('stored', run)));
	}
	await browser.close();
	files.remove();
	console.log(`opening ${openedMs.toFixed(0)} ms, first join ${firstMs.toFixed(0)} ms`);
	console.log(`second: opened ${milliseconds(times.opened)}; two versions ${milliseconds(times.stored)}`);
	report.add(
		'join of an opened SQLite table (1 M rows) with a version (2 M rows), second run, against two versions',
		median(times.opened) / median(times.stored),
		{ must: 1.5 }
	);
}
