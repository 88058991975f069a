import { afterAll, expect, test } from 'vitest';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { PartFiles } from '$lib/jobs/query/part-files';
import { emptyDatabase } from '$lib/storage/sources/empty-database';

const opened = loadEngine().then(openDuckDb);
afterAll(async () => (await opened).close());

test('a file that is wanted again while unused ones are detached stays readable', async () => {
	const engine = await opened;
	const parts = new PartFiles(engine);
	const bytes = await emptyDatabase();
	const files = ['a', 'b', 'c'].map((fileName) => ({
		parts: [{ fileName, file: new File([bytes], fileName), handle: null }]
	}));
	for (const one of files) await parts.attach(one);
	const detached = parts.keepOnly(new Set(['a']));
	const aliases = await Promise.all(files.map((one) => parts.attach(one)));
	await detached;
	const rows = await engine.rows(
		"SELECT database_name AS name FROM duckdb_databases() WHERE name LIKE 'varve_%'"
	);
	expect(rows.map(({ name }) => name).sort()).toEqual(aliases.flat().sort());
});
