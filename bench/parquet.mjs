// A whole import of a Parquet file (footer, receipt, hash, count, commit) against native DuckDB with one thread, which
// reads it into a database file. Medians of alternated runs.
import { existsSync, renameSync, statSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { importFile, openApp } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { nativeImport } from './support/native.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 3;

/** The rows of the CSV benches as Parquet with Zstandard, kept beside the CSV. */
async function parquetOf(csvPath) {
	const path = csvPath.replace(/\.csv$/, '.parquet');
	if (existsSync(path)) return path;
	const instance = await DuckDBInstance.create(':memory:');
	const connection = await instance.connect();
	const text = (value) => `'${value.replaceAll("'", "''")}'`;
	await connection.run(
		`COPY (FROM read_csv(${text(csvPath)})) TO ${text(`${path}.part`)} (FORMAT parquet, COMPRESSION zstd)`
	);
	connection.closeSync();
	instance.closeSync();
	renameSync(`${path}.part`, path);
	return path;
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchParquet({ app, report }) {
	const path = await parquetOf((await csvOf(ROWS)).path);
	const times = { app: [], native: [] };
	for (let run = 0; run < RUNS; run++) {
		const browser = await openBrowser();
		const page = await openApp(browser.context, app.url);
		const { wallMs, receipt } = await importFile(page, path, 'bench');
		if (receipt.tables[0].rowsLoaded !== ROWS)
			throw new Error(`${receipt.tables[0].rowsLoaded} rows were loaded`);
		times.app.push(wallMs);
		await browser.close();
		const native = await nativeImport(path, 'read_parquet');
		times.native.push(native.wallMs);
		native.remove();
	}
	console.log(
		`${Math.round(statSync(path).size / 1e6)} MB; app ${milliseconds(times.app)}; native ${milliseconds(times.native)}`
	);
	const ratio = median(times.app) / median(times.native);
	report.add('Parquet in, 2 M rows, against native with one thread', ratio, { must: 6, aim: 3 });
}
