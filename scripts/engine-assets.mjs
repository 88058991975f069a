// Packs what the engines load, for hosts that compress nothing: 34 MB of wasm become one gzipped file of under 7 MB.
// The app unpacks them with DecompressionStream (src/lib/protocol/packed-asset.ts).
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { stripExports } from './strip-exports.mjs';
import { withWholeAddresses } from './whole-addresses.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { resolve } = createRequire(import.meta.url);

const DUCKDB_SCRIPT = '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js';

/** `change` makes the bytes that are packed of the file's. */
const ASSETS = [
	{
		from: '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm',
		to: 'src/lib/engines/duckdb/assets/duckdb-eh.stripped.wasm.bin',
		change: (wasm) => stripExports(wasm, readFileSync(resolve(DUCKDB_SCRIPT), 'utf8'))
	},
	{
		from: DUCKDB_SCRIPT,
		to: 'src/lib/engines/duckdb/assets/duckdb-browser-eh.worker.bin',
		change: (script) => Buffer.from(withWholeAddresses(script.toString('utf8')))
	},
	{ from: 'sql.js/dist/sql-wasm.wasm', to: 'src/lib/storage/sources/assets/sql-wasm.bin' },
	{ from: 'parquet-wasm/esm/parquet_wasm_bg.wasm', to: 'src/lib/formats/parquet/assets/parquet-wasm.bin' },
	{ from: 'sql.js/dist/sql-wasm.wasm', to: 'src/lib/formats/sqlite/assets/sql-wasm.bin' },
	{ from: '@sqlite.org/sqlite-wasm/sqlite3.wasm', to: 'src/lib/formats/sqlite/assets/sqlite3.bin' }
];

/** What makes the packed files: this file and what it uses. */
const MAKERS = ['engine-assets.mjs', 'strip-exports.mjs', 'whole-addresses.mjs'].map((name) =>
	join(root, 'scripts', name)
);

/** Writes each packed file unless it is there already and newer than its package, and than what changes it. */
async function pack({ from, to, change }) {
	const [source, target] = [resolve(from), join(root, to)];
	const sources = change ? [source, ...MAKERS] : [source];
	const changedMs = Math.max(...sources.map((path) => statSync(path).mtimeMs));
	if (existsSync(target) && statSync(target).mtimeMs >= changedMs) return;
	mkdirSync(dirname(target), { recursive: true });
	const bytes = readFileSync(source);
	const packed = change ? change(bytes) : bytes;
	const unfinished = `${target}.${process.pid}`;
	await pipeline(
		Readable.from([packed]),
		createGzip({ level: 9, memLevel: 7 }),
		createWriteStream(unfinished)
	);
	renameSync(unfinished, target);
}

/** Vite plugin: the packed files exist before anything imports them. */
export function engineAssets() {
	return {
		name: 'varve-engine-assets',
		config: async () => void (await Promise.all(ASSETS.map(pack)))
	};
}

/** Scripts that name their own unpacked wasm, or workers we do not use, as where to fetch them from. */
const SELF_REFERENCES = [
	{
		file: /parquet-wasm\/esm\/parquet_wasm\.js/,
		texts: ["new URL('parquet_wasm_bg.wasm', import.meta.url)"]
	},
	{
		file: /@sqlite\.org\/sqlite-wasm\/dist\/index\.mjs/,
		texts: [
			'new URL("sqlite3.wasm", import.meta.url).href',
			'new URL("sqlite3-opfs-async-proxy.js", import.meta.url)',
			'new Worker(new URL("sqlite3-worker1.mjs", import.meta.url), { type: "module" })'
		]
	}
];

/**
 * Vite plugin: what these scripts name Vite would put into the site once more; ours are the packed ones
 * (formats/parquet/wasm.ts, formats/sqlite/start.ts).
 */
export function withoutUnpackedWasm() {
	return {
		name: 'varve-without-unpacked-wasm',
		transform: {
			filter: { id: SELF_REFERENCES.map(({ file }) => file) },
			handler: (code, id) => {
				const texts = SELF_REFERENCES.find(({ file }) => file.test(id))?.texts ?? [];
				return { code: texts.reduce((left, text) => left.replace(text, 'undefined'), code), map: null };
			}
		}
	};
}

/** What DuckDB's script takes from apache-arrow, for calls that we never make: we read its bytes ourselves (domain/rows). */
const UNUSED_ARROW = ['RecordBatchReader', 'Table', 'Type', 'tableToIPC'];
const WITHOUT_ARROW = '\0varve-without-arrow';

/** Vite plugin: keeps apache-arrow, 190 kB, out of the threads that only use DuckDB's bytes. */
export function duckdbWithoutArrow() {
	return {
		name: 'varve-duckdb-without-arrow',
		enforce: 'pre',
		resolveId(source, importer) {
			return source === 'apache-arrow' && importer && /@duckdb[\\/]duckdb-wasm/.test(importer)
				? WITHOUT_ARROW
				: null;
		},
		load(id) {
			return id === WITHOUT_ARROW
				? UNUSED_ARROW.map((name) => `export const ${name} = undefined;`).join('\n')
				: null;
		}
	};
}
