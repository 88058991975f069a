// Packs DuckDB's wasm for the static site: 34 MB of wasm become one gzipped file of under 8 MB,
// which the app unpacks with DecompressionStream, so that a host that compresses nothing still sends little.
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src/lib/engines/duckdb/assets/duckdb-eh.wasm.bin');

/** Writes the packed engine unless it is there already and newer than the package. */
export async function packEngine() {
	const source = createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm');
	if (existsSync(target) && statSync(target).mtimeMs >= statSync(source).mtimeMs) return target;
	mkdirSync(dirname(target), { recursive: true });
	const unfinished = `${target}.${process.pid}`;
	await pipeline(createReadStream(source), createGzip({ level: 9 }), createWriteStream(unfinished));
	renameSync(unfinished, target);
	return target;
}

/** Vite plugin: the packed engine exists before anything imports it. */
export function engineAssets() {
	return { name: 'varve-engine-assets', config: async () => void (await packEngine()) };
}
