import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { emptyDatabase } from '$lib/storage/sources/empty-database';

test('the packed empty database is static/empty.duckdb', async () => {
	const file = await readFile(new URL('../../../static/empty.duckdb', import.meta.url));
	expect(Buffer.from(await emptyDatabase()).equals(file)).toBe(true);
});
