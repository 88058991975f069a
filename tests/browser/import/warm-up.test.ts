import { expect, test } from 'vitest';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { warmUp } from '$lib/jobs/import/warm-up';
import { ImportBench } from './import-bench';

const bench = new ImportBench('warm-up');

test('a warmed-up engine is as if it had just been started, also where the user’s file came meanwhile', async () => {
	const engine = await openDuckDb(await loadEngine());
	const question =
		'SELECT (SELECT list(database_name ORDER BY 1) FROM duckdb_databases()) AS databases, ' +
		"(SELECT count(*) FROM duckdb_tables()) AS tables, current_setting('wal_autocheckpoint') AS log";
	const fresh = await engine.rows(question);
	const wanted = new AbortController();
	for (let time = 0; time < 2; time++) {
		await warmUp(engine, wanted.signal);
		expect(await engine.rows(question)).toEqual(fresh);
		wanted.abort();
	}
	engine.close();
});

// no waits for something, but the moments that are tried
test.each([0, 20, 60, 150, 400])(
	'an import that comes %i ms after the importer was started is whole',
	async (afterMs) => {
		bench.importer.prepare(await bench.parts);
		await new Promise((resolve) => setTimeout(resolve, afterMs));
		const file = new File(['id,name\n1,Ann\n2,Bob\n'], 'people.csv');
		const request = { importId: crypto.randomUUID(), file, sourceId: null, newName: 'people', options: {} };
		const receipt = await bench.importer.run(request, await bench.parts, {});
		expect(receipt.tables).toMatchObject([{ rowsRead: 2, rowsLoaded: 2, rowsRejected: 0 }]);
	}
);
