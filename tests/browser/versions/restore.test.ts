import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImportClient, type ImportRun } from '$lib/client/import-client';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { Version } from '$lib/domain/versions/version';
import { loadEngine } from '$lib/engines/duckdb/open';
import { MadeVersions } from '../layers/made-versions';
import type { TableDraft } from '../layers/table-draft';
import { listOpfs } from '../storage/opfs';

let made: MadeVersions;
let importer: ImportClient;
const wasm = loadEngine();

beforeEach(async () => {
	made = new MadeVersions();
	await made.library.open();
	importer = new ImportClient(
		() => made.library.openPort(),
		(importId) => made.library.abortImport(importId)
	);
});

afterEach(async () => {
	importer.close();
	await made.close();
});

async function restore(sourceId: string, version: number, run: ImportRun = {}): Promise<Receipt> {
	return importer.restore({ importId: crypto.randomUUID(), sourceId, version }, await wasm, run);
}

async function importText(text: string, sourceId: string | null = null): Promise<Receipt> {
	const file = new File([text], 'orders.csv');
	const request = { importId: crypto.randomUUID(), file, sourceId, newName: 'orders', options: {} };
	return importer.run(request, await wasm, {});
}

async function versionOf(sourceId: string, number: number): Promise<Version> {
	const found = (await made.library.versions(sourceId)).find(({ version }) => version === number);
	if (!found) throw new Error(`there is no version ${number}`);
	return found;
}

const TYPES = ['BIGINT', 'VARCHAR', 'DOUBLE', 'INTERVAL', 'DOUBLE[]'];

/** Two tables in several segments, with gaps for rejects, and values that are easily taken for each other. */
function book(day: number): TableDraft[] {
	const rows = (from: number, to: number) =>
		`SELECT i + 1 AS record_number, CASE WHEN i % 50 = ${day} THEN -i ELSE i END AS c0, 'note ' || i AS c1, ` +
		`CASE WHEN i % 3 = 0 THEN -0.0 ELSE i / 7 END::DOUBLE AS c2, ` +
		`CASE WHEN i % 2 = 0 THEN INTERVAL '1 month' ELSE INTERVAL '30 days' END AS c3, ` +
		`CASE WHEN i % 5 = 0 THEN [-0.0::DOUBLE] ELSE NULL END AS c4 ` +
		`FROM range(${from}, ${to}) t(i) WHERE i NOT IN (4, 900)`;
	const few = `SELECT i + 1 AS record_number, CASE WHEN i = 7 THEN ${day} ELSE i END AS c0 FROM range(40) t(i)`;
	return [
		{ name: 'orders', types: TYPES, segments: [rows(0, 1500), rows(1500, 4000)], rejected: [5, 901] },
		{ name: 'lines', types: ['BIGINT'], segments: [few], rejected: [41] }
	];
}

const snapshot = async (version: number) =>
	Promise.all(
		['orders', 'lines'].map(async (table) => [
			await made.paged(`orders@${version}.${table}.records`),
			await made.paged(`orders@${version}.${table}.rejects`)
		])
	);

describe('an old version is made the newest again', () => {
	test(
		'VER-18 from layers and from its own files: same rows, order, rejects and content hash',
		{ timeout: 240_000 },
		async () => {
			for (const day of [1, 2, 3]) await made.commit(book(day));
			const sourceId = made.sourceId ?? '';
			const before = [await snapshot(1), await snapshot(2), await snapshot(3)];
			expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
			const old = await versionOf(sourceId, 1);
			expect(old.layer?.baseVersion).toBe(3);

			const seen: Progress[] = [];
			const receipt = await restore(sourceId, 1, { onProgress: (progress) => seen.push(progress) });
			expect(receipt).toMatchObject({
				status: 'committed',
				version: 4,
				file: old.receipt.file,
				restored: { fromVersion: 1, committedAt: old.committedAt }
			});
			expect(seen.map(({ phase }) => phase)).toContain('writing');
			expect(await snapshot(4)).toEqual(before[0]);
			const restored = await versionOf(sourceId, 4);
			expect(restored.layer).toBeUndefined();
			expect(restored.tables.map(({ rows, rejected }) => [rows, rejected])).toEqual([
				[3998, 2],
				[40, 1]
			]);
			expect(restored.sha256).toBe(old.sha256);

			// another one, from a version that has files of its own; then everything is stored in layers again
			await restore(sourceId, 3);
			expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
			for (const [number, same] of [
				[4, 1],
				[5, 3]
			] as const) {
				expect((await versionOf(sourceId, number)).content).toEqual(
					(await versionOf(sourceId, same)).content
				);
				expect(await snapshot(number)).toEqual(before[same - 1]);
			}
			expect([await snapshot(1), await snapshot(2), await snapshot(3)]).toEqual(before);
		}
	);

	test('RCP-12 rejects of a version in layers are corrected: all rows stay in file order', async () => {
		for (const day of [1, 2]) await made.commit(book(day));
		const sourceId = made.sourceId ?? '';
		const [, lines] = await snapshot(1);
		await made.layers.settle();
		expect((await versionOf(sourceId, 1)).layer?.baseVersion).toBe(2);
		const cells = ['4', 'note 4', '0.5', null, null];
		const request = { importId: crypto.randomUUID(), sourceId, version: 1 };
		await importer.readmit({ ...request, fixes: [{ table: 0, record: 5, cells }] }, await wasm);
		const [orders = [], same] = await snapshot(3);
		expect(same).toEqual(lines);
		const records = orders[0]?.map((row) => Number(row.split(' | ')[0])) ?? [];
		expect(records).toHaveLength(3999);
		expect(records).toEqual(records.toSorted((a, b) => a - b));
	});

	test('VER-18 VER-3 its file is unchanged then, and the newest version is told as unchanged', async () => {
		const [first, second] = ['id,city\n1,Berlin\n2,Paris\nbroken\n', 'id,city\n1,Berlin\n2,Rome\n'];
		const { sourceId } = await importText(first);
		await importText(second, sourceId);
		expect(await restore(sourceId, 2)).toMatchObject({ status: 'unchanged', version: 2 });
		const receipt = await restore(sourceId, 1);
		expect(receipt.tables).toMatchObject([{ rowsRead: 3, rowsLoaded: 2, rowsRejected: 1 }]);
		expect(await importText(first, sourceId)).toMatchObject({ status: 'unchanged', version: 3 });
		expect(await importText(second, sourceId)).toMatchObject({ status: 'committed', version: 4 });
		await made.library.removeVersion(sourceId, 1);
		expect(await made.value('SELECT count(*) FROM "orders@3.rejects"')).toBe(1);
		expect(await made.value('SELECT string_agg(city) FROM "orders@3"')).toBe('Berlin,Paris');
	});

	test('VER-18 a version without rows comes back, with its columns', async () => {
		const { sourceId } = await importText('id,city\n');
		await importText('id,city\n1,Berlin\n', sourceId);
		await restore(sourceId, 1);
		expect(await made.value('SELECT count(*) FROM orders')).toBe(0);
		expect((await versionOf(sourceId, 3)).tables[0]?.columns.map(({ name }) => name)).toEqual(['id', 'city']);
		expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
	});

	test('VER-18 RUL-1 rules count what they find, and neither reject a row nor block it', async () => {
		const { sourceId } = await importText('id,city\n1,Berlin\n1,Paris\n3,Rome\n');
		await importText('id,city\n1,Berlin\n', sourceId);
		const rule = { id: 'r', name: 'id', kind: 'unique', table: null, columns: ['id'], options: {} };
		for (const severity of ['reject', 'block'] as const) {
			await made.library.saveQuality(sourceId, { rules: [{ ...rule, severity }], thresholds: [] });
			const { tables, version } = await restore(sourceId, 1);
			expect(tables).toMatchObject([{ rowsLoaded: 3, rowsRejected: 0 }]);
			const { judgements } = await made.library.quality(sourceId);
			const judgement = judgements.find((one) => one.version === version)?.judgement;
			expect(judgement?.results).toMatchObject([{ failing: 2, rejected: 0 }]);
			expect(judgement?.status).toBe(severity === 'block' ? 'fail' : 'warning');
			await importText(`id,city\n7,${severity}\n`, sourceId);
		}
	});

	test('VER-18 cancelled, or of a version that is not there: nothing is left behind', async () => {
		for (const day of [1, 2]) await made.commit(book(day));
		const sourceId = made.sourceId ?? '';
		const filesOf = async () =>
			[...(await listOpfs()).keys()].filter((name) => name.includes(sourceId)).sort();
		const before = await filesOf();
		const abort = new AbortController();
		const onProgress = ({ phase }: Progress) => phase === 'writing' && abort.abort();
		await expect(restore(sourceId, 1, { signal: abort.signal, onProgress })).rejects.toMatchObject({
			code: 'cancelled'
		});
		await expect(restore(sourceId, 7)).rejects.toMatchObject({ code: 'version/unknown' });
		expect(await filesOf()).toEqual(before);
		expect(await made.library.versions(sourceId)).toHaveLength(2);
		expect(await restore(sourceId, 1)).toMatchObject({ status: 'committed', version: 3 });
	});
});
