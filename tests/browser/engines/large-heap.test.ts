import { afterAll, expect, test } from 'vitest';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { emptyDatabase } from '$lib/storage/sources/empty-database';

const engine = await openDuckDb(await loadEngine());
afterAll(() => engine.close());

test('STO-14 an engine that holds more than 2 GB still opens, writes and reads files', async () => {
	const root = await navigator.storage.getDirectory();
	const handle = await root.getFileHandle('large-heap.duckdb', { create: true });
	const wal = await root.getFileHandle('large-heap.duckdb.wal', { create: true });
	const out = await handle.createWritable();
	await out.write(await emptyDatabase());
	await out.close();
	await engine.run('CREATE TABLE held AS SELECT i FROM range(275_000_000) t(i)');
	expect(await engine.heapBytes()).toBeGreaterThan(2 ** 31);

	await engine.registerHandle('made', handle);
	await engine.registerHandle('made.wal', wal);
	await engine.run(`ATTACH 'made' AS made; CREATE TABLE made.t AS SELECT i FROM range(1000) t(i)`);
	await engine.run('CHECKPOINT made; DETACH made');
	await engine.dropFile('made');
	await engine.dropFile('made.wal');
	await engine.registerFile('written', await handle.getFile());
	await engine.run(`ATTACH 'written' AS written (READ_ONLY)`);
	const [row] = await engine.rows('SELECT count(*) AS n, sum(i) AS i FROM written.t');
	expect([Number(row?.['n']), Number(row?.['i'])]).toEqual([1000, 499_500]);
});
