import { beforeEach, describe, expect, test } from 'vitest';
import { ImportClient, type ImportRun } from '$lib/client/import-client';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { NO_RETENTION } from '$lib/domain/versions/timeline-settings';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { ImportRequest } from '$lib/protocol/import-api';
import { ImportBench } from './import-bench';

const bench = new ImportBench('gate');
let sourceId: string;

const FIRST = 'id,city,amount\n1,Berlin,1.50\n2,Paris,2.25\n3,Rome,3.00\n4,Oslo,4.00\n';
/** One row gone, one changed, one new; `city` is gone, `town` is new. */
const SECOND = 'id,town,amount\n1,Berlin,1.50\n2,Paris,9.25\n3,Rome,3.00\n5,Bern,5.00\n';

beforeEach(async () => {
	({ sourceId } = await importText(FIRST, { sourceId: null }));
	await bench.library.saveTimelineSettings(sourceId, { retention: NO_RETENTION, gate: true });
});

async function importText(
	text: string,
	given: Partial<ImportRequest> = {},
	run: ImportRun = {}
): Promise<Receipt> {
	const request: ImportRequest = {
		importId: crypto.randomUUID(),
		file: new File([text], 'orders.csv'),
		sourceId,
		newName: 'orders',
		options: {},
		...given
	};
	return bench.importer.run(request, await bench.parts, run);
}

/** Answers every question, and keeps what was asked. */
function answering(answer: boolean) {
	const asked: VersionChange[] = [];
	const confirm = async (change: VersionChange) => {
		asked.push(change);
		return answer;
	};
	return { asked, confirm };
}

const numbers = async () => (await bench.library.versions(sourceId)).map(({ version }) => version);

describe('the gate', () => {
	test('GAT-1 GAT-3 a version that changes something is asked about in numbers, and kept where the answer is yes', async () => {
		const { asked, confirm } = answering(true);
		const receipt = await importText(SECOND, {}, { confirm });
		expect(receipt).toMatchObject({ status: 'committed', version: 2 });
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject({
			sourceId,
			sourceName: 'orders',
			before: 1,
			fileName: 'orders.csv',
			addedTables: [],
			removedTables: [],
			warnings: []
		});
		expect(asked[0]?.tables).toEqual([
			{
				name: 'orders',
				rowsBefore: 4,
				rowsAfter: 4,
				rejectedBefore: 0,
				rejectedAfter: 0,
				rows: {
					key: ['id'],
					added: 1,
					removed: 1,
					modified: 1,
					unchanged: 2,
					columns: [{ name: 'amount', changed: 1 }]
				},
				problem: null,
				schema: { added: ['town'], removed: ['city'], renamed: [], retyped: [], reordered: false }
			}
		]);
	});

	test('GAT-1 the question counts by the key and the renames that are kept for the source', async () => {
		await bench.library.keepDiffOptions(sourceId, { key: [], renames: [{ from: 'city', to: 'town' }] });
		const { asked, confirm } = answering(true);
		await importText(SECOND, {}, { confirm });
		expect(asked[0]?.tables[0]?.rows).toMatchObject({ key: [], added: 2, removed: 2, modified: 0 });
		expect(asked[0]?.tables[0]?.schema).toMatchObject({ added: [], removed: [], renamed: [{ to: 'town' }] });
	});

	test('GAT-3 STO-5 a no leaves nothing behind, and the next import goes on as if nothing had been', async () => {
		const { usedBytes } = await bench.library.storage();
		const big = `id,city,amount\n${Array.from({ length: 60_000 }, (_, i) => `${i},city ${i},1.50`).join('\n')}\n`;
		const refused = importText(big, {}, answering(false));
		await expect(refused).rejects.toMatchObject({ code: 'cancelled', facts: { isDiscarded: true } });
		expect(await numbers()).toEqual([1]);
		expect((await bench.library.storage()).usedBytes).toBeLessThanOrEqual(usedBytes);
		expect((await bench.library.quality(sourceId)).failures).toEqual([]);
		expect(await importText(SECOND, {}, answering(true))).toMatchObject({ version: 2 });
	});

	test('GAT-3 cancelled while the question is open, the import ends at once and keeps nothing', async () => {
		const abort = new AbortController();
		let ask!: () => void;
		const isAsked = new Promise<void>((resolve) => (ask = resolve));
		const confirm = () => {
			ask();
			return new Promise<boolean>(() => undefined);
		};
		const importing = importText(SECOND, {}, { confirm, signal: abort.signal });
		await isAsked;
		abort.abort();
		await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
		expect(await numbers()).toEqual([1]);
	});

	test('GAT-2 nothing is asked of a first version, of one without a difference, and of the same bytes', async () => {
		const { asked, confirm } = answering(false);
		await importText(FIRST, { sourceId: null, newName: 'other' }, { confirm });
		const again = await importText(`${FIRST}\n`, {}, { confirm });
		expect(again).toMatchObject({ status: 'committed', version: 2 });
		expect(await importText(`${FIRST}\n`, {}, { confirm })).toMatchObject({ status: 'unchanged' });
		expect(asked).toEqual([]);
	});

	test('GAT-2 more rejects than before are asked about, fewer are not', async () => {
		const { asked, confirm } = answering(true);
		await importText(`${FIRST}broken\n`, {}, { confirm });
		expect(asked).toHaveLength(1);
		expect(asked[0]?.tables[0]).toMatchObject({ rejectedBefore: 0, rejectedAfter: 1, rows: { added: 0 } });
		await importText(FIRST, {}, { confirm });
		expect(asked).toHaveLength(1);
	});

	test('GAT-4 where nobody can be asked, the version is refused with its own code', async () => {
		await expect(importText(SECOND)).rejects.toMatchObject({ code: 'import/unconfirmed' });
		expect(await numbers()).toEqual([1]);
		await bench.library.saveTimelineSettings(sourceId, { retention: NO_RETENTION, gate: false });
		expect(await importText(SECOND)).toMatchObject({ version: 2 });
	});

	test('GAT-4 a caller can ask where the source does not', async () => {
		await bench.library.saveTimelineSettings(sourceId, { retention: NO_RETENTION, gate: false });
		const { asked, confirm } = answering(false);
		expect(await importText(SECOND, {}, { confirm })).toMatchObject({ version: 2 });
		expect(asked).toEqual([]);
		await expect(importText(FIRST, { askFirst: true }, { confirm })).rejects.toMatchObject({
			code: 'cancelled'
		});
		expect(asked[0]?.before).toBe(2);
	});

	test('GAT-1 the time until the answer is not counted as the import’s', async () => {
		const other = new ImportClient(
			() => bench.library.openPort(),
			(importId) => bench.library.abortImport(importId)
		);
		const request = { importId: crypto.randomUUID(), file: new File([FIRST], 'x.csv'), options: {} };
		let waitedMs = 0;
		// a whole other import takes place while the question is open
		const confirm = async () => {
			const start = performance.now();
			await other.run({ ...request, sourceId: null, newName: 'meanwhile' }, await bench.parts, {});
			waitedMs = performance.now() - start;
			return true;
		};
		const start = performance.now();
		const receipt = await importText(SECOND, {}, { confirm });
		other.close();
		expect(waitedMs).toBeGreaterThan(0);
		expect(receipt.elapsedMs).toBeLessThan(performance.now() - start - waitedMs * 0.99);
	});

	test('GAT-1 STO-10 while the question is open others read the newest version', async () => {
		const confirm = async () => {
			expect(await numbers()).toEqual([1]);
			const [table] = await bench.library.resolve(['orders']);
			expect(table?.version).toBe(1);
			return true;
		};
		expect(await importText(SECOND, {}, { confirm })).toMatchObject({ version: 2 });
	});
});
