import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { stripExports } from '../../../scripts/strip-exports.mjs';

const { resolve } = createRequire(import.meta.url);

/** `(module (func (export "run") (result i32) i32.const 7) (func (export "other")))` */
const MODULE = Buffer.from([
	...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
	...[0x01, 0x08, 0x02, 0x60, 0x00, 0x01, 0x7f, 0x60, 0x00, 0x00],
	...[0x03, 0x03, 0x02, 0x00, 0x01],
	...[0x07, 0x0f, 0x02, 0x03, 0x72, 0x75, 0x6e, 0x00, 0x00, 0x05, 0x6f, 0x74, 0x68, 0x65, 0x72, 0x00, 0x01],
	...[0x0a, 0x09, 0x02, 0x04, 0x00, 0x41, 0x07, 0x0b, 0x02, 0x00, 0x0b]
]);

function exportsOf(wasm: Uint8Array): string[] {
	return WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(wasm))).map(({ name }) => name);
}

test('only the exports that the script names stay, and they do what they did', () => {
	expect(exportsOf(MODULE)).toEqual(['run', 'other']);
	const stripped = new Uint8Array(stripExports(MODULE, 'var a = exports["run"]'));
	expect(exportsOf(stripped)).toEqual(['run']);
	const { run } = new WebAssembly.Instance(new WebAssembly.Module(stripped)).exports;
	expect((run as () => number)()).toBe(7);
	expect(exportsOf(stripExports(MODULE, 'Module._other = 1'))).toEqual(['other']);
});

test('the engine keeps all that its script asks for', () => {
	const folder = '@duckdb/duckdb-wasm/dist/';
	const script = readFileSync(resolve(`${folder}duckdb-browser-eh.worker.js`), 'utf8');
	const kept = exportsOf(stripExports(readFileSync(resolve(`${folder}duckdb-eh.wasm`)), script));
	expect(kept.length).toBeLessThan(1000);
	const calls = [...script.matchAll(/duckdb_web_[a-z_]+/g)].map(([name]) => name);
	const all = new Set(exportsOf(readFileSync(resolve(`${folder}duckdb-eh.wasm`))));
	expect(kept).toEqual(expect.arrayContaining([...new Set(calls)].filter((name) => all.has(name))));
	expect(kept).toEqual(expect.arrayContaining(['malloc', 'free', 'main', '__wasm_call_ctors']));
});
