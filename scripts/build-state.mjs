// Is build/ newer than everything it is made from?
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const SOURCES = [
	'src',
	'static',
	'scripts',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json'
];
const BUILD_MARK = 'build/index.html';

/** @returns {boolean} whether the site has to be built (again) */
export function buildIsStale() {
	const mark = join(root, BUILD_MARK);
	if (!existsSync(mark)) return true;
	const builtMs = statSync(mark).mtimeMs;
	return SOURCES.some((source) => newestMs(join(root, source)) > builtMs);
}

function newestMs(path) {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (!stat) return 0;
	if (!stat.isDirectory()) return stat.mtimeMs;
	// Generated while building; it says nothing about the sources.
	if (path.endsWith(join('duckdb', 'assets')) || path.endsWith(join('sources', 'assets'))) return 0;
	return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
