import { afterAll, expect, test } from 'vitest';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { emptyDatabase } from '$lib/storage/sources/empty-database';

const NAME = 'read-in-place.duckdb';
const ROWS = 400_000;
const engine = await openDuckDb(await loadEngine());
const root = await navigator.storage.getDirectory();
const handle = await root.getFileHandle(NAME, { create: true });
afterAll(async () => {
	engine.close();
	await root.removeEntry(NAME).catch(() => undefined);
});

async function write(): Promise<File> {
	await engine.registerFileBuffer('made', await emptyDatabase());
	await engine.run(`ATTACH 'made' AS made`);
	await engine.run(`CREATE TABLE made.t AS SELECT i, hash(i) AS h FROM range(${ROWS}) t(i)`);
	await engine.run('CHECKPOINT made; DETACH made');
	const out = await handle.createWritable();
	await out.write(await engine.copyFileToBuffer('made'));
	await out.close();
	return handle.getFile();
}

test('STO-11 a file read in place gives what it holds, and can be removed a moment after', async () => {
	const file = await write();
	await engine.registerFile('plain', file);
	await engine.registerFile('quick', file, handle);
	await engine.run(`ATTACH 'plain' AS plain (READ_ONLY); ATTACH 'quick' AS quick (READ_ONLY)`);
	await expect(handle.createWritable({ mode: 'exclusive' } as never)).rejects.toThrow();
	const sums = async (name: string) =>
		(await engine.rows(`SELECT count(*) AS n, sum(i) AS i, bit_xor(h) AS h FROM ${name}.t`))[0];
	expect(await sums('quick')).toEqual(await sums('plain'));

	await expect
		.poll(() => root.removeEntry(NAME).then(() => 'removed', String), { timeout: 5000 })
		.toBe('removed');
	await engine.run('DETACH quick');
	await engine.dropFile('quick');
});
