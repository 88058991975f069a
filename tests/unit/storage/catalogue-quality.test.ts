import initSqlJs from 'sql.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { SKETCH_MARGIN } from '$lib/domain/profile/distinct';
import { marginOf, type Judgement } from '$lib/domain/quality/judgement';
import type { Library } from '$lib/storage/library/library';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { Catalogue } from '$lib/storage/sources/catalogue';
import { CATALOGUE_MIGRATIONS } from '$lib/storage/sources/catalogue-schema';
import { draftOf } from '../../support/version-draft';
import { importVersion, libraryOver, partBytes } from './memory-library';

const RULE = {
	id: 'r1',
	name: 'id',
	kind: 'required',
	severity: 'warn' as const,
	table: null,
	columns: ['id'],
	options: { blank: true }
};

const JUDGEMENT: Judgement = {
	judgedAt: '2026-01-02T00:00:00.000Z',
	rules: [RULE, { ...RULE, id: 'r2', name: 'broken', columns: ['gone'] }],
	results: [
		{ ruleId: 'r1', tableIndex: 0, checked: 3, failing: 1, rejected: 0, status: 'warning', problem: null },
		{ ruleId: 'r2', tableIndex: 0, checked: 0, failing: 0, rejected: 0, status: 'warning', problem: 'gone' }
	],
	metrics: [
		{ tableIndex: 0, columnIndex: -1, metric: 'rows', value: 3, status: 'pass' },
		{ tableIndex: 0, columnIndex: 0, metric: 'distinct', value: 3, margin: 0, status: 'pass' },
		{ tableIndex: 0, columnIndex: 0, metric: 'min', value: null, status: 'pass' },
		{ tableIndex: 0, columnIndex: 0, metric: 'nullShare', value: 1 / 3, status: 'fail' }
	],
	categories: [{ tableIndex: 0, columnIndex: 1, values: ['a', 'b'] }],
	status: 'fail'
};

async function judgedVersion(library: Library): Promise<string> {
	await library.beginImport({ importId: 'i1', sourceId: null, newName: 'orders', kind: 'file' });
	await library.createPart('i1', 0);
	const draft = draftOf('i1', { partBytes: [await partBytes(1)], judgement: JUDGEMENT });
	return (await library.commitImport('i1', draft)).sourceId;
}

beforeAll(async () => void (await initSqlJs()));

describe('quality in the catalogue', () => {
	test('RUL-7 the rules and what they found stay with the version, over a restart', async () => {
		const disk = new MemoryDisk();
		const sourceId = await judgedVersion(libraryOver(disk));
		const again = libraryOver(disk);
		expect((await again.quality(sourceId)).judgements).toEqual([{ version: 1, judgement: JUDGEMENT }]);
		expect((await again.versions(sourceId))[0]?.quality).toEqual({ status: 'fail', broken: 2, rules: 2 });
		expect((await again.sources())[0]?.quality).toEqual({ status: 'fail', broken: 2, rules: 2 });
	});

	test('RUL-5 findings are resolved with the rules of the version that could be judged', async () => {
		const library = libraryOver(new MemoryDisk());
		await judgedVersion(library);
		const [resolved] = await library.resolve(['orders.findings']);
		expect(resolved).toMatchObject({ view: 'findings', rules: [{ id: 'r1' }] });
		expect(resolved?.rules).toHaveLength(1);
	});

	test('RUL-1 rules are kept with the source and given to the next import', async () => {
		const library = libraryOver(new MemoryDisk());
		const { sourceId } = await importVersion(library, null);
		const settings = { rules: [RULE], thresholds: [] };
		await library.saveQuality(sourceId, settings);
		expect((await library.quality(sourceId)).settings).toEqual(settings);
		const staged = await library.beginImport({ importId: 'i2', sourceId, newName: '', kind: 'file' });
		expect(staged.quality).toEqual(settings);
		await library.abortImport('i2');
	});

	test('RUL-7 a version judged again has the new judgement; a removed one has none', async () => {
		const library = libraryOver(new MemoryDisk());
		const sourceId = await judgedVersion(library);
		const second: Judgement = { ...JUDGEMENT, results: [], metrics: [], rules: [], status: 'pass' };
		await library.saveJudgement(sourceId, 1, second);
		expect((await library.quality(sourceId)).judgements).toEqual([{ version: 1, judgement: second }]);
		await expect(library.saveJudgement(sourceId, 2, second)).rejects.toMatchObject({
			code: 'version/unknown'
		});
		await library.removeVersion(sourceId, 1);
		expect((await library.quality(sourceId)).judgements).toEqual([]);
	});

	test('ALR-1 a failed import is kept with its source, the newest first', async () => {
		const disk = new MemoryDisk();
		const library = libraryOver(disk);
		const { sourceId } = await importVersion(library, null);
		for (const [importId, failedAt] of [
			['f1', '2026-01-01T00:00:00.000Z'],
			['f2', '2026-01-02T00:00:00.000Z']
		] as const) {
			await library.beginImport({ importId, sourceId, newName: '', kind: 'file' });
			const failure = { importId, failedAt, fileName: 'a.csv', code: 'quality/blocked', message: 'no' };
			await library.abortImport(importId, failure);
		}
		const { failures } = await libraryOver(disk).quality(sourceId);
		expect(failures.map(({ importId }) => importId)).toEqual(['f2', 'f1']);
	});

	test('MET-4 STO-7 distinct values measured before there were margins are told as sketches', async () => {
		const sqlite = await initSqlJs();
		const old = new sqlite.Database();
		for (const migration of CATALOGUE_MIGRATIONS.slice(0, 4)) old.exec(migration);
		old.run("INSERT INTO meta VALUES ('s', 'n', 'file', '', 2)");
		old.run("INSERT INTO judgements VALUES (1, '', 'pass', 0, '[]', '[]', '[]')");
		old.run("INSERT INTO metrics VALUES (1, 0, 0, 'distinct', 235, 'pass')");
		old.run("INSERT INTO metrics VALUES (1, 0, 0, 'mean', 5, 'pass')");
		old.run('PRAGMA user_version = 4');
		const [distinct, mean] = Catalogue.open(sqlite, old.export()).quality.judgements().get(1)?.metrics ?? [];
		if (!distinct || !mean) throw new Error('a metric is gone');
		expect(distinct).toEqual({
			tableIndex: 0,
			columnIndex: 0,
			metric: 'distinct',
			value: 235,
			status: 'pass'
		});
		expect([marginOf(distinct), marginOf(mean)]).toEqual([SKETCH_MARGIN, 0]);
	});

	test('STO-7 a catalogue from before there were rules is brought up to date', async () => {
		const sqlite = await initSqlJs();
		const old = new sqlite.Database();
		old.exec(CATALOGUE_MIGRATIONS[0] as string);
		old.run("INSERT INTO meta VALUES ('s', 'n', 'file', '', 1)");
		old.run('PRAGMA user_version = 1');
		const catalogue = Catalogue.open(sqlite, old.export());
		expect(catalogue.quality.settings).toEqual({ rules: [], thresholds: [] });
		expect(catalogue.quality.judgements().size).toBe(0);
	});
});
