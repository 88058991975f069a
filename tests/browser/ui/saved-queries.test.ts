import { describe, expect, it } from 'vitest';
import { SavedQueries, type SavedQueryKeeper } from '$lib/state/saved-queries.svelte';
import { memoryConfig, openConfig } from '$lib/storage/config/config';

function savedQueries(keeper: SavedQueryKeeper = memoryConfig().queries) {
	return { keeper, queries: new SavedQueries(async () => keeper) };
}

describe('EDT-9 saved queries', () => {
	it('are listed by name; a name that is there gets the new text', async () => {
		const { keeper, queries } = savedQueries();
		await queries.saveAs('  Sales  by city ', 'SELECT 1');
		await queries.saveAs('amounts', 'SELECT 2');
		const again = await queries.saveAs('SALES by City', 'SELECT 3');
		expect(queries.list.map(({ name, sql }) => [name, sql])).toEqual([
			['amounts', 'SELECT 2'],
			['Sales by city', 'SELECT 3']
		]);
		expect(queries.find(again.id)?.createdAt).toBe(again.createdAt);
		const other = savedQueries(keeper).queries;
		await other.load();
		expect(other.list).toEqual(queries.list);
	});

	it('can be renamed, removed and brought back', async () => {
		const { queries } = savedQueries();
		const query = await queries.saveAs('one', 'SELECT 1');
		await queries.put({ ...query, name: ' two ' });
		expect(queries.list.map(({ name }) => name)).toEqual(['two']);
		const renamed = queries.find(query.id);
		await queries.remove(query.id);
		expect(queries.list).toEqual([]);
		if (renamed) await queries.put(renamed);
		expect(queries.named('TWO')).toEqual(renamed);
	});

	it('that could not be stored are not listed', async () => {
		const kept = memoryConfig().queries;
		const full = { ofProject: kept.ofProject.bind(kept), remove: kept.remove.bind(kept) };
		const { queries } = savedQueries({ ...full, save: () => Promise.reject(new Error('full')) });
		await expect(queries.saveAs('one', 'SELECT 1')).rejects.toThrow('full');
		expect(queries.list).toEqual([]);
	});

	it('are there after a restart', async () => {
		const name = `saved-${crypto.randomUUID()}`;
		const config = await openConfig(name);
		await new SavedQueries(async () => config.queries).saveAs('one', 'SELECT 1');
		config.close();
		const again = await openConfig(name);
		const queries = new SavedQueries(async () => again.queries);
		await queries.load();
		expect(queries.list).toMatchObject([{ name: 'one', sql: 'SELECT 1' }]);
		again.close();
	});
});
