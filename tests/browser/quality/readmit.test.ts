import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FixedReject } from '$lib/domain/receipts/readmission';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { openDuckDb } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import type { ImportOptions } from '$lib/protocol/import-api';
import { query } from '../query/support';
import { ImportBench } from '../import/import-bench';

const bench = new ImportBench('readmit');
let service: QueryService;

beforeEach(() => {
	service = new QueryService(async () => openDuckDb(await bench.parts), bench.library);
});

afterEach(() => service.close());

async function importText(
	text: string,
	options: ImportOptions = {},
	sourceId: string | null = null
): Promise<Receipt> {
	const file = new File([text], 'orders.csv');
	const request = { importId: crypto.randomUUID(), file, sourceId, newName: 'orders', options };
	return bench.importer.run(request, await bench.parts, {});
}

async function readmit(
	sourceId: string,
	version: number,
	fixes: Omit<FixedReject, 'table'>[]
): Promise<Receipt> {
	const request = {
		importId: crypto.randomUUID(),
		sourceId,
		version,
		fixes: fixes.map((fix) => ({ ...fix, table: 0 }))
	};
	return bench.importer.readmit(request, await bench.parts);
}

const TEXT = 'id;day;amount\n1;05.02.2026;1,50\nbroken\n3;17.02.2026;2,25\n4;x;y;z\n5;28.02.2026;3,75\n';

describe('rejects that are corrected', () => {
	test('RCP-12 make a new version, in file order, typed as the file is or as the grid shows it', async () => {
		const { sourceId, tables } = await importText(TEXT, { decimalComma: true });
		expect(tables).toMatchObject([{ rowsRead: 5, rowsLoaded: 3, rowsRejected: 2 }]);
		const receipt = await readmit(sourceId, 1, [
			{ record: 4, cells: ['4', '19.02.2026', '1.000,50'.replace('.', '')] },
			{ record: 2, cells: ['2', '2026-02-11', ''] }
		]);
		expect(receipt).toMatchObject({
			version: 2,
			status: 'committed',
			tables: [{ rowsRead: 5, rowsLoaded: 5, rowsRejected: 0 }],
			readmitted: {
				fromVersion: 1,
				rejects: [
					{ record: 4, code: 'too-many-fields', raw: '4;x;y;z', cells: ['4', '19.02.2026', '1000,50'] },
					{ record: 2, code: 'too-few-fields', raw: 'broken' }
				]
			}
		});
		const { texts } = await query(service, 'SELECT * FROM "orders.records"');
		expect(texts).toEqual([
			['1', '1', '2026-02-05', '1.50'],
			['2', '2', '2026-02-11', null],
			['3', '3', '2026-02-17', '2.25'],
			['4', '4', '2026-02-19', '1000.50'],
			['5', '5', '2026-02-28', '3.75']
		]);
		expect((await query(service, 'SELECT count(*) FROM "orders@1"')).rows).toEqual([[3]]);
	});

	test('RCP-12 the others stay rejects, and the file is no longer called unchanged', async () => {
		const { sourceId } = await importText(TEXT);
		const receipt = await readmit(sourceId, 1, [{ record: 2, cells: ['2', null, null] }]);
		expect(receipt.tables).toMatchObject([{ rowsRead: 5, rowsLoaded: 4, rowsRejected: 1 }]);
		expect((await query(service, 'SELECT record, code FROM "orders.rejects"')).rows).toEqual([
			[4, 'too-many-fields']
		]);
		expect(await importText(TEXT, {}, sourceId)).toMatchObject({ status: 'committed', version: 3 });
	});

	test('RCP-12 a text that does not fit its column is told, and nothing is kept', async () => {
		const { sourceId } = await importText(TEXT);
		const failure = await readmit(sourceId, 1, [{ record: 2, cells: ['2', 'soon', '1'] }]).catch(
			(e: unknown) => e
		);
		expect(failure).toMatchObject({
			code: 'quality/bad-value',
			facts: { record: 2, column: 'day', value: 'soon' }
		});
		const stranger = await readmit(sourceId, 1, [{ record: 3, cells: ['3', null, null] }]).catch(
			(e: unknown) => e
		);
		expect(stranger).toMatchObject({ code: 'quality/bad-value', facts: { record: 3 } });
		expect(await bench.library.versions(sourceId)).toHaveLength(1);
	});

	test('RUL-1 corrected rows are judged: one that a rule rejects is a reject again', async () => {
		const { sourceId } = await importText('id,city\n1,a\nbroken\n3,b\nno\n');
		const rule = {
			id: 'r',
			name: 'known id',
			kind: 'range',
			severity: 'reject' as const,
			table: null,
			columns: ['id'],
			options: { max: 10 }
		};
		await bench.library.saveQuality(sourceId, { rules: [rule], thresholds: [] });
		const receipt = await readmit(sourceId, 1, [
			{ record: 2, cells: ['2', 'x'] },
			{ record: 4, cells: ['99', 'y'] }
		]);
		expect(receipt.tables).toMatchObject([{ rowsRead: 4, rowsLoaded: 3, rowsRejected: 1 }]);
		const { rows } = await query(service, 'SELECT record, raw, code FROM "orders.rejects"');
		expect(rows).toEqual([[4, '99,y', 'rule']]);
	});
});

describe('a stored version', () => {
	test('QUA-2 gives rules that all its rows keep, and no others', async () => {
		const lines = Array.from(
			{ length: 60 },
			(_, i) => `${i},p${i}@b.org,${i % 3 ? 'x' : 'y'},${i % 7 ? i : ''},${-i}`
		);
		const { sourceId } = await importText(`id,mail,kind,gaps,below\n${lines.join('\n')}\n`);
		const suggested = await bench.importer.suggest({ sourceId, version: 1 }, await bench.parts);
		expect(suggested.map(({ rule }) => [rule.kind, ...rule.columns].join(' ')).sort()).toEqual([
			'email mail',
			'one-of kind',
			'range gaps',
			'range id',
			'required below',
			'required id',
			'required kind',
			'required mail',
			'unique below',
			'unique gaps',
			'unique id',
			'unique mail'
		]);
		expect(suggested.every(({ checked }) => checked === 60)).toBe(true);
		await bench.library.saveQuality(sourceId, { rules: suggested.map(({ rule }) => rule), thresholds: [] });
		expect(await bench.importer.suggest({ sourceId, version: 1 }, await bench.parts)).toEqual([]);
	});

	test('RUL-7 can be judged again by other rules', async () => {
		const { sourceId } = await importText('id,city\n1,a\n1,b\n');
		const rule = { id: 'r', name: 'id', kind: 'unique', table: null, columns: ['id'], options: {} };
		const threshold = { table: null, column: 'city', metric: 'distinct' as const };
		const bounds = { warnBelow: null, warnAbove: null, failBelow: 5, failAbove: null };
		await bench.library.saveQuality(sourceId, {
			rules: [{ ...rule, severity: 'reject' }],
			thresholds: [{ ...threshold, ...bounds }]
		});
		const judgement = await bench.importer.judge({ sourceId, version: 1 }, await bench.parts);
		expect(judgement.results).toMatchObject([{ failing: 2, rejected: 0, status: 'warning' }]);
		expect(judgement.status).toBe('fail');
		const [kept] = (await bench.library.quality(sourceId)).judgements;
		expect(kept).toMatchObject({ version: 1, judgement: { results: judgement.results, status: 'fail' } });
		expect((await query(service, 'SELECT count(*) FROM "orders.findings"')).rows).toEqual([[2]]);
	});
});
