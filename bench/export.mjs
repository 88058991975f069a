// 2 M rows of a version to CSV and to Parquet with zstd, against native DuckDB with one thread.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile, openApp } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { nativeCopy, nativeImport } from './support/native.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 3;
const FORMATS = {
	csv: { extension: 'csv', native: '(FORMAT csv, HEADER)' },
	parquet: { extension: 'parquet', native: '(FORMAT parquet, COMPRESSION zstd)' }
};

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchExport({ app, report }) {
	const csv = await csvOf(ROWS);
	const native = await nativeImport(csv.path);
	const folder = mkdtempSync(join(tmpdir(), 'varve-export-'));
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	await importFile(page, csv.path, 'bench');
	for (const [format, { extension, native: options }] of Object.entries(FORMATS)) {
		const times = { app: [], native: [] };
		let sizeBytes = 0;
		for (let run = 0; run < RUNS; run++) {
			const exported = await exportMs(page, format);
			times.app.push(exported.wallMs);
			sizeBytes = exported.sizeBytes;
			times.native.push(await nativeCopy(native.path, join(folder, `out.${extension}`), options));
		}
		const detail = `app ${milliseconds(times.app)}; native ${milliseconds(times.native)}; ${Math.round(sizeBytes / 1e6)} MB`;
		report.add(`${format} out, 2 M rows, against native`, median(times.app) / median(times.native), {
			must: 5,
			aim: 2.5,
			detail
		});
	}
	await browser.close();
	native.remove();
	rmSync(folder, { recursive: true, force: true });
}

/** Wall time of an export, as the caller of window.varve sees it, and the size of what came. */
function exportMs(page, format) {
	return page.evaluate(async (id) => {
		const startedMs = performance.now();
		const blob = await window.varve.exportQuery('FROM bench', id);
		return { wallMs: performance.now() - startedMs, sizeBytes: blob.size };
	}, format);
}
