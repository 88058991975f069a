import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { withWholeAddresses } from '../../../scripts/whole-addresses.mjs';

const { resolve } = createRequire(import.meta.url);

test('addresses above 2 GB are indexes, too', () => {
	const write = new Function('HEAPF64', 'e', withWholeAddresses('HEAPF64[(e>>3)+1]=7'));
	const written: Record<string, number> = {};
	// as an i32 comes from the module
	write(written, 0x9000_0000 | 0);
	expect(written).toEqual({ [0x9000_0000 / 8 + 1]: 7 });
});

test('no signed address is left in the script of the release that is used', () => {
	const script = readFileSync(resolve('@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js'), 'utf8');
	expect(withWholeAddresses(script)).not.toMatch(/HEAP\w+\[\(?\w+>>\d/);
	expect(() => withWholeAddresses('HEAPF64[0]')).toThrow('another way');
});
