// Packs what the engines load, for hosts that compress nothing: 34 MB of wasm become one gzipped file of under 8 MB.
// The app unpacks them with DecompressionStream (src/lib/protocol/packed-asset.ts).
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { resolve } = createRequire(import.meta.url);

const ASSETS = [
	{
		from: '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm',
		to: 'src/lib/engines/duckdb/assets/duckdb-eh.wasm.bin'
	},
	{
		from: '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js',
		to: 'src/lib/engines/duckdb/assets/duckdb-browser-eh.worker.bin'
	},
	{ from: 'sql.js/dist/sql-wasm.wasm', to: 'src/lib/storage/sources/assets/sql-wasm.bin' },
	{ from: 'parquet-wasm/esm/parquet_wasm_bg.wasm', to: 'src/lib/formats/parquet/assets/parquet-wasm.bin' }
];

/** Writes each packed file unless it is there already and newer than its package. */
async function pack({ from, to }) {
	const [source, target] = [resolve(from), join(root, to)];
	if (existsSync(target) && statSync(target).mtimeMs >= statSync(source).mtimeMs) return;
	mkdirSync(dirname(target), { recursive: true });
	const unfinished = `${target}.${process.pid}`;
	await pipeline(
		createReadStream(source),
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

/**
 * Vite plugin: parquet-wasm's script names its own 5 MB of wasm as where to fetch it from, which Vite would put into
 * the site once more; ours is the packed one (src/lib/formats/parquet/wasm.ts).
 */
export function withoutUnpackedWasm() {
	return {
		name: 'varve-without-unpacked-wasm',
		transform: {
			filter: { id: /parquet-wasm\/esm\/parquet_wasm\.js/ },
			handler: (code) => ({
				code: code.replace("new URL('parquet_wasm_bg.wasm', import.meta.url)", 'undefined'),
				map: null
			})
		}
	};
}
