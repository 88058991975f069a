import { expect, test } from 'vitest';
import { memoryConfig } from '$lib/storage/config/config';
import { DEFAULT_PROJECT_ID as projectId } from '$lib/storage/config/project-store';
import { knownStatements } from '$lib/storage/library/known-statements';

test('BRK-2 each statement of a saved query is known by its name, and by it alone', async () => {
	const config = memoryConfig();
	const at = '2026-01-01T00:00:00.000Z';
	const sql = "-- two\nSELECT city FROM Orders; SELECT ';' FROM orders;\n";
	await config.queries.save({ id: 'q', projectId, name: 'mine', sql, createdAt: at, updatedAt: at });
	const other = { id: 'o', projectId, name: 'other', sql: 'SELECT 1', createdAt: at, updatedAt: at };
	await config.queries.save(other);
	const ran = ["SELECT ';' FROM orders", 'SELECT id FROM orders'];
	for (const [i, text] of ran.entries())
		await config.history.add({
			id: `h${i}`,
			projectId,
			sql: text,
			startedAt: at,
			elapsedMs: 1,
			rowCount: 1,
			error: null
		});
	expect(await knownStatements(config, projectId, 'orders')).toEqual([
		{ name: 'mine', sql: 'SELECT city FROM Orders' },
		{ name: 'mine', sql: "SELECT ';' FROM orders" },
		{ name: null, sql: 'SELECT id FROM orders' }
	]);
});
