import { expect, test } from 'vitest';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { warmUp } from '$lib/jobs/import/warm-up';

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
