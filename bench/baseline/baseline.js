// The first baseline: the bare engine in the browser, reading a CSV by its own sniffer into a database file in OPFS.
// No receipt, no hash, no count, no check of types. The engine's start is not counted.
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import script from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import wasm from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import emptyDatabase from '../../static/empty.duckdb?url';

async function emptyFile(root, name) {
	const handle = await root.getFileHandle(name, { create: true });
	const out = await handle.createWritable();
	await (await fetch(emptyDatabase)).body.pipeTo(out);
	return handle;
}

/**
 * @param {File} file
 * @param {(connection: object) => Promise<number>} [then] what is measured over the stored table `s.data`, reopened
 * @returns {Promise<{ wallMs: number, storedBytes: number, thenMs: number | null }>}
 */
async function importBare(file, then) {
	const worker = new Worker(script);
	const database = new AsyncDuckDB(new VoidLogger(), worker);
	await database.instantiate(wasm);
	await database.open({ path: ':memory:' });
	const root = await navigator.storage.getDirectory();
	const handle = await emptyFile(root, 'bare.duckdb');
	const log = await root.getFileHandle('bare.duckdb.wal', { create: true });
	const connection = await database.connect();

	const startedMs = performance.now();
	await database.registerFileHandle('bare.duckdb', handle, DuckDBDataProtocol.BROWSER_FSACCESS, true);
	await database.registerFileHandle('bare.duckdb.wal', log, DuckDBDataProtocol.BROWSER_FSACCESS, true);
	await database.registerFileHandle('data.csv', file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
	await connection.query("ATTACH 'bare.duckdb' AS v");
	await connection.query("CREATE TABLE v.data AS SELECT * FROM read_csv('data.csv')");
	await connection.query('CHECKPOINT v');
	await connection.query('DETACH v');
	await database.dropFiles(['bare.duckdb', 'bare.duckdb.wal', 'data.csv']);
	const wallMs = performance.now() - startedMs;

	const stored = await handle.getFile();
	const storedBytes = stored.size;
	let thenMs = null;
	if (then) {
		await database.registerFileHandle('stored', stored, DuckDBDataProtocol.BROWSER_FILEREADER, true);
		await connection.query("ATTACH 'stored' AS s (READ_ONLY)");
		thenMs = await then(connection);
	}
	await database.terminate();
	await root.removeEntry('bare.duckdb');
	await root.removeEntry('bare.duckdb.wal');
	return { wallMs, storedBytes, thenMs };
}

window.importBare = (file) => importBare(file);

/** @param {File} file @returns {Promise<number>} milliseconds that SUMMARIZE takes over the stored table, the second time */
window.summarizeBare = async (file) => {
	const { thenMs } = await importBare(file, async (connection) => {
		await connection.query('SUMMARIZE s.data');
		const startedMs = performance.now();
		await connection.query('SUMMARIZE s.data');
		return performance.now() - startedMs;
	});
	return thenMs;
};

let bareConnection;

/** Puts two files into tables of the bare engine. */
window.openBareDiff = async (before, after) => {
	const worker = new Worker(script);
	const database = new AsyncDuckDB(new VoidLogger(), worker);
	await database.instantiate(wasm);
	await database.open({ path: ':memory:' });
	bareConnection = await database.connect();
	for (const [name, file] of [
		['f', before],
		['t', after]
	]) {
		await database.registerFileHandle(`${name}.csv`, file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
		await bareConnection.query(`CREATE TABLE ${name} AS SELECT * FROM read_csv('${name}.csv')`);
	}
};

/** The full join that one would type, with the number of changes in each column. */
window.bareDiff = async () => {
	const columns = ['customer', 'city', 'amount', 'qty', 'ts', 'flag', 'note'];
	const both = 'f.id IS NOT NULL AND t.id IS NOT NULL';
	const changes = columns.map((name) => `f.${name} IS DISTINCT FROM t.${name}`);
	const startedMs = performance.now();
	const table = await bareConnection.query(
		`SELECT count(*) FILTER (f.id IS NULL) AS added, count(*) FILTER (t.id IS NULL) AS removed, ` +
			`count(*) FILTER (${both} AND (${changes.join(' OR ')})) AS modified, ` +
			changes.map((change) => `count(*) FILTER (${both} AND ${change})`).join(', ') +
			` FROM f FULL JOIN t ON f.id = t.id`
	);
	const wallMs = performance.now() - startedMs;
	const row = table.get(0).toArray().map(Number);
	return { wallMs, counts: row.slice(0, 3) };
};
