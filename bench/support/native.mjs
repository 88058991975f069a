// Native DuckDB with one thread: the second baseline.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ONE_THREAD = { threads: '1' };

function text(path) {
	return `'${path.replaceAll("'", "''")}'`;
}

/** A database file made from a file by DuckDB's plain reader (sniffed, for CSV), and the time that took. */
export async function nativeImport(filePath, reader = 'read_csv') {
	const folder = mkdtempSync(join(tmpdir(), 'varve-native-'));
	const path = join(folder, 'data.duckdb');
	const instance = await DuckDBInstance.create(path, ONE_THREAD);
	const connection = await instance.connect();
	const startedMs = performance.now();
	await connection.run(`CREATE TABLE data AS SELECT * FROM ${reader}(${text(filePath)})`);
	await connection.run('CHECKPOINT');
	const wallMs = performance.now() - startedMs;
	connection.closeSync();
	instance.closeSync();
	return {
		wallMs,
		path,
		sizeBytes: statSync(path).size,
		remove: () => rmSync(folder, { recursive: true, force: true })
	};
}

/** Times of the first and second run of a query over `data` in a database file that was just opened. */
export async function nativeQuery(path, sql) {
	const instance = await DuckDBInstance.create(path, { ...ONE_THREAD, access_mode: 'READ_ONLY' });
	const connection = await instance.connect();
	const times = [];
	for (let run = 0; run < 2; run++) {
		const startedMs = performance.now();
		await (await connection.run(sql)).getRows();
		times.push(performance.now() - startedMs);
	}
	connection.closeSync();
	instance.closeSync();
	return { firstMs: times[0], secondMs: times[1] };
}

/** Time to write the table `data` of a database file, just opened, to another file. @param {string} options of COPY */
export async function nativeCopy(databasePath, targetPath, options) {
	const instance = await DuckDBInstance.create(databasePath, { ...ONE_THREAD, access_mode: 'READ_ONLY' });
	const connection = await instance.connect();
	const startedMs = performance.now();
	await connection.run(`COPY data TO ${text(targetPath)} ${options}`);
	const wallMs = performance.now() - startedMs;
	connection.closeSync();
	instance.closeSync();
	return wallMs;
}
