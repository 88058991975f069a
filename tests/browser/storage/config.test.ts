import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryConfig, openConfig, type Config } from '$lib/storage/config/config';
import { CONFIG_MIGRATIONS } from '$lib/storage/config/config-migrations';
import { HISTORY_LIMIT } from '$lib/storage/config/history-store';
import { JOB_LIMIT } from '$lib/storage/config/job-store';

const PROJECT = 'default';
const timeOf = (index: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();

function historyEntry(index: number, projectId = PROJECT) {
	const id = `${projectId}-${index}`;
	return {
		id,
		projectId,
		sql: `SELECT ${index}`,
		startedAt: timeOf(index),
		elapsedMs: 1,
		rowCount: 1,
		error: null
	};
}

describe.each(['indexeddb', 'memory'] as const)('the configuration in %s', (mode) => {
	const name = `config-${crypto.randomUUID()}`;
	let config: Config;

	beforeEach(async () => {
		config = mode === 'memory' ? memoryConfig() : await openConfig(name);
		expect(config.mode).toBe(mode);
	});
	afterEach(async () => {
		config.close();
		await deleteDB(name);
	});

	test('settings are read as they were written', async () => {
		expect(await config.settings.read('theme')).toBe(undefined);
		const value = { choice: 'dark', widths: [1, 2], at: new Date(0) };
		await config.settings.write('theme', value);
		value.widths.push(3);
		expect(await config.settings.read('theme')).toEqual({ choice: 'dark', widths: [1, 2], at: new Date(0) });
		await config.settings.remove('theme');
		expect(await config.settings.read('theme')).toBe(undefined);
	});

	test('there is a project from the start, once', async () => {
		await config.projects.all();
		expect((await config.projects.all()).map((project) => project.id)).toEqual(['default']);
		await config.projects.save({ id: 'b', name: 'B', createdAt: timeOf(0) });
		expect((await config.projects.all()).map((project) => project.id)).toEqual(['b', 'default']);
	});

	test('sources, queries and drafts belong to a project', async () => {
		for (const projectId of [PROJECT, 'other']) {
			const id = `${projectId}-1`;
			const times = { createdAt: timeOf(0), updatedAt: timeOf(0) };
			await config.sources.save({ id, projectId, name: 'orders', kind: 'file', createdAt: timeOf(0) });
			await config.queries.save({ id, projectId, name: 'b', sql: 'SELECT 1', ...times });
			await config.queries.save({ id: `${id}a`, projectId, name: 'a', sql: 'SELECT 2', ...times });
			await config.drafts.save({ id, projectId, title: '', sql: 'x', position: 1, updatedAt: timeOf(0) });
			await config.drafts.save({
				id: `${id}z`,
				projectId,
				title: '',
				sql: 'y',
				position: 0,
				updatedAt: timeOf(0)
			});
		}
		expect((await config.sources.ofProject(PROJECT)).map(({ id }) => id)).toEqual(['default-1']);
		expect((await config.queries.ofProject(PROJECT)).map(({ name }) => name)).toEqual(['a', 'b']);
		expect((await config.drafts.ofProject(PROJECT)).map(({ sql }) => sql)).toEqual(['y', 'x']);
		await config.sources.remove('default-1');
		await config.queries.remove('default-1');
		await config.drafts.remove('default-1');
		expect(await config.sources.ofProject(PROJECT)).toEqual([]);
		expect(await config.queries.ofProject(PROJECT)).toHaveLength(1);
		expect(await config.drafts.ofProject('other')).toHaveLength(2);
	});

	test('the history keeps the newest, and is cleared for one project', async () => {
		for (let index = 0; index < 3; index++) await config.history.add(historyEntry(index));
		await config.history.add(historyEntry(9, 'other'));
		expect((await config.history.ofProject(PROJECT)).map(({ sql }) => sql)).toEqual([
			'SELECT 2',
			'SELECT 1',
			'SELECT 0'
		]);
		await config.history.clear(PROJECT);
		expect(await config.history.ofProject(PROJECT)).toEqual([]);
		expect(await config.history.ofProject('other')).toHaveLength(1);
	});

	test('finished jobs beyond the limit go, running ones stay', async () => {
		const job = (index: number, status: 'running' | 'done') => ({
			...{ id: `${index}`, projectId: PROJECT, kind: 'import', title: `${index}`, status },
			...{ startedAt: timeOf(index), finishedAt: null, error: null }
		});
		await config.jobs.save(job(0, 'running'));
		for (let index = 1; index <= JOB_LIMIT + 2; index++) await config.jobs.save(job(index, 'done'));
		const kept = await config.jobs.ofProject(PROJECT);
		expect(kept).toHaveLength(JOB_LIMIT + 1);
		expect(kept.at(-1)?.status).toBe('running');
		expect(kept.at(-2)?.id).toBe('3');
	});
});

test('the history does not grow without end', async () => {
	const config = memoryConfig();
	for (let index = 0; index < HISTORY_LIMIT + 5; index++) await config.history.add(historyEntry(index));
	const kept = await config.history.ofProject(PROJECT);
	expect(kept).toHaveLength(HISTORY_LIMIT);
	expect(kept.at(-1)?.sql).toBe('SELECT 5');
});

describe('migrations of the configuration [STO-8]', () => {
	test.each(CONFIG_MIGRATIONS.map((_, from) => from + 1))('up to %i keep what is there', async (from) => {
		const name = `config-${crypto.randomUUID()}`;
		const old = await openDB(name, from, {
			upgrade(database) {
				for (const migrate of CONFIG_MIGRATIONS.slice(0, from)) migrate(database);
			}
		});
		await old.put('settings', { key: 'theme', value: 'dark' });
		old.close();
		const config = await openConfig(name);
		expect(await config.settings.read('theme')).toBe('dark');
		config.close();
		await deleteDB(name);
	});

	test('a tab with a newer Varve is not kept waiting', async () => {
		const name = `config-${crypto.randomUUID()}`;
		const config = await openConfig(name);
		const newer = await openDB(name, CONFIG_MIGRATIONS.length + 1);
		expect(newer.version).toBe(CONFIG_MIGRATIONS.length + 1);
		newer.close();
		config.close();
		await deleteDB(name);
	});

	test('where IndexedDB throws, things are kept in memory', async () => {
		const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
			throw new DOMException('no', 'SecurityError');
		});
		const config = await openConfig(`config-${crypto.randomUUID()}`);
		open.mockRestore();
		expect(config.mode).toBe('memory');
		await config.settings.write('a', 1);
		expect(await config.settings.read('a')).toBe(1);
	});
});
