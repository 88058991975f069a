import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule } from '$lib/domain/quality/rule';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { openDuckDb } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import type { ImportRequest } from '$lib/protocol/import-api';
import { query } from '../query/support';
import { ImportBench } from '../import/import-bench';

const bench = new ImportBench('quality');
let service: QueryService;

beforeEach(() => {
	service = new QueryService(async () => openDuckDb(await bench.parts), bench.library);
});

afterEach(() => service.close());

async function importText(text: string, given: Partial<ImportRequest> = {}): Promise<Receipt> {
	const request: ImportRequest = {
		importId: crypto.randomUUID(),
		file: new File([text], 'orders.csv'),
		sourceId: null,
		newName: 'orders',
		options: {},
		...given
	};
	return bench.importer.run(request, await bench.parts, {});
}

/** A source with one version of these lines and then the rules. */
async function sourceWith(text: string, rules: Partial<Rule>[]): Promise<string> {
	const { sourceId } = await importText(text);
	const whole = rules.map((rule, i): Rule => ({
		id: `r${i}`,
		name: `rule ${i}`,
		kind: 'required',
		severity: 'warn',
		table: null,
		columns: [],
		options: {},
		...rule
	}));
	await bench.library.saveQuality(sourceId, { rules: whole, thresholds: [] });
	return sourceId;
}

async function judgementOf(sourceId: string, version: number) {
	const { judgements } = await bench.library.quality(sourceId);
	return judgements.find((one) => one.version === version)?.judgement;
}

const LINES = 'id,city,amount\n1,Berlin,1.50\n2,,2.25\n2,"Paris, 9e",-3.00\n4,"say ""x""",4.00\n';

describe('an import into a source with rules', () => {
	test('RUL-1 MET-1 a source without rules does not wait for its metrics, which are measured afterwards', async () => {
		const { sourceId, phases } = await importText(LINES);
		expect(phases.map(({ name }) => name)).not.toContain('judging');
		expect(await judgementOf(sourceId, 1)).toBeUndefined();
		await bench.importer.judge({ sourceId, version: 1 }, await bench.parts);
		const judgement = await judgementOf(sourceId, 1);
		expect(judgement).toMatchObject({ status: 'pass', rules: [], results: [] });
		const value = (columnIndex: number, metric: string) =>
			judgement?.metrics.find((one) => one.columnIndex === columnIndex && one.metric === metric)?.value;
		expect([value(-1, 'rows'), value(-1, 'rejectShare'), value(-1, 'rulePassRate')]).toEqual([4, 0, null]);
		expect(['nullShare', 'distinct', 'min', 'max', 'mean'].map((metric) => value(2, metric))).toEqual([
			0, 4, -3, 4, 1.1875
		]);
		expect([value(1, 'nullShare'), value(1, 'distinct'), value(1, 'min')]).toEqual([0.25, 3, undefined]);
		expect(judgement?.categories).toEqual([
			{ tableIndex: 0, columnIndex: 1, values: ['Berlin', 'Paris, 9e', 'say "x"'] }
		]);
	});

	test('RUL-3 RUL-5 warns, and every failing row can be queried', async () => {
		const sourceId = await sourceWith('id,city,amount\n1,a,1.50\n', [
			{ kind: 'required', columns: ['city'], options: { blank: true }, name: 'city "is" there' },
			{ kind: 'unique', columns: ['id'] },
			{ kind: 'range', columns: ['amount'], options: { min: 0 } },
			{ kind: 'condition', options: { sql: 'id < 10 -- small' } },
			{ kind: 'pattern', columns: ['city'], options: { pattern: '(' } },
			{ kind: 'email', columns: ['gone'] }
		]);
		const receipt = await importText(LINES, { sourceId });
		expect(receipt.tables).toMatchObject([{ rowsRead: 4, rowsLoaded: 4, rowsRejected: 0 }]);
		const judgement = await judgementOf(sourceId, 2);
		expect(judgement?.status).toBe('warning');
		expect(
			judgement?.results.map(({ failing, status, problem }) => [failing, status, problem !== null])
		).toEqual([
			[1, 'warning', false],
			[2, 'warning', false],
			[1, 'warning', false],
			[0, 'pass', false],
			[0, 'warning', true],
			[0, 'warning', true]
		]);
		const { rows, handle } = await query(
			service,
			`SELECT rule_id, severity, record_number, id FROM "orders.findings" ORDER BY ALL`
		);
		expect(rows).toEqual([
			['r0', 'warn', 2, 2],
			['r1', 'warn', 2, 2],
			['r1', 'warn', 3, 2],
			['r2', 'warn', 3, 2]
		]);
		expect(handle.columns[0]).toEqual({ name: 'rule_id', type: 'VARCHAR' });
		const opened = await service.openTable(
			{ queryId: 'open', name: 'orders@2.findings', orderBy: [], filter: "rule_id = 'r1'" },
			() => undefined
		);
		expect(opened.columns.map(({ name }) => name)).toEqual([
			'rule_id',
			'rule',
			'severity',
			'record_number',
			'id',
			'city',
			'amount'
		]);
		expect((await query(service, 'SELECT count(*) FROM "orders@1.findings"')).rows).toEqual([[0]]);
	});

	test('RUL-2 rejects rows, keeps their text, and the counts agree', async () => {
		const sourceId = await sourceWith('id;city;amount\n1;a;1.50\n', [
			{ kind: 'unique', columns: ['id'], severity: 'reject', name: 'one of each' },
			{ kind: 'required', columns: ['city'], severity: 'reject' },
			{ kind: 'range', columns: ['amount'], options: { min: 2 } }
		]);
		const receipt = await importText(
			'id;city;amount\n1;a;1.50\n1;"b;""c""";2.00\nbroken\n3;;3.00\n4;d;4.00\n',
			{ sourceId }
		);
		expect(receipt.tables).toMatchObject([{ rowsRead: 5, rowsLoaded: 2, rowsRejected: 3 }]);
		const rejects = await query(
			service,
			'SELECT record, byte_offset, raw, "column", code, message FROM "orders.rejects" ORDER BY record'
		);
		expect(rejects.rows.map((row) => [row[0], row[2], row[3], row[4]])).toEqual([
			[2, '1;"b;""c""";2.00', 'id', 'rule'],
			[3, 'broken', null, 'too-few-fields'],
			[4, '3;;3.00', 'city', 'rule']
		]);
		expect(rejects.rows[0]?.[5]).toContain('one of each');
		expect((await query(service, 'SELECT record_number, id FROM "orders.records"')).rows).toEqual([
			[1, 1],
			[5, 4]
		]);
		const judgement = await judgementOf(sourceId, 2);
		expect(judgement?.results.map(({ failing, rejected, checked }) => [failing, rejected, checked])).toEqual([
			[0, 1, 3],
			[0, 1, 3],
			[1, 0, 2]
		]);
		expect(judgement?.metrics.find(({ metric }) => metric === 'rejectShare')?.value).toBe(0.6);
	});

	test('RUL-2 rows can be rejected in every part of a large file', async () => {
		const sourceId = await sourceWith('id,city,note\n1,a,b\n', [
			{ kind: 'condition', severity: 'reject', options: { sql: 'id % 100000 <> 7' } }
		]);
		const rows = 1_200_000;
		const lines = Array.from({ length: rows }, (_, i) => `${i + 1},"city, ${i % 1000}",text number ${i}`);
		const receipt = await importText(`id,city,note\n${lines.join('\n')}\n`, { sourceId });
		expect(receipt.tables).toMatchObject([{ rowsRead: rows, rowsLoaded: rows - 12, rowsRejected: 12 }]);
		const sums = await query(
			service,
			'SELECT count(*), sum(id)::BIGINT, sum(record_number)::BIGINT FROM "orders.records"'
		);
		const left = (rows * (rows + 1)) / 2 - 12 * 7 - (100_000 * 11 * 12) / 2;
		expect(sums.rows).toEqual([[rows - 12, left, left]]);
		const page = await service.openTable(
			{ queryId: 'page', name: 'orders.records', orderBy: [], filter: null },
			() => undefined
		);
		expect(page.progress.rowCount).toBe(rows - 12);
	});

	test('RUL-9 blocks, leaves nothing but a line in the log, and can be told to keep it', async () => {
		const sourceId = await sourceWith('id,city,amount\n1,a,1.50\n', [
			{ kind: 'unique', columns: ['id'], severity: 'block', name: 'id is unique' },
			{ kind: 'row-count', severity: 'block', name: 'rows', options: { fewerPercent: 10 } }
		]);
		const failure = await importText(LINES, { sourceId }).catch((error: unknown) => error);
		expect(failure).toMatchObject({ code: 'quality/blocked', facts: { rules: ['id is unique (2 rows)'] } });
		expect(await bench.library.versions(sourceId)).toHaveLength(1);
		expect((await bench.library.quality(sourceId)).failures).toMatchObject([
			{ fileName: 'orders.csv', code: 'quality/blocked' }
		]);
		const kept = await importText(LINES, { sourceId, keepBlocked: true });
		expect(kept).toMatchObject({ version: 2, status: 'committed' });
		expect((await bench.library.versions(sourceId)).at(-1)?.quality).toEqual({
			status: 'fail',
			broken: 1,
			rules: 2
		});
	});

	test('RUL-4 a foreign key looks into another source, and into the source itself', async () => {
		await importText('code,name\nB,Berlin\nP,Paris\n', { newName: 'cities' });
		const sourceId = await sourceWith('id,city,parent\n1,B,\n', [
			{ kind: 'reference', columns: ['city'], options: { source: 'Cities', targets: ['code'] } },
			{ kind: 'reference', columns: ['parent'], options: { source: 'orders', targets: ['id'] } },
			{ kind: 'condition', options: { sql: 'city IN (SELECT code FROM cities)' } },
			{ kind: 'reference', columns: ['city'], options: { source: 'nowhere', targets: ['code'] } }
		]);
		await importText('id,city,parent\n1,B,\n2,X,1\n3,P,9\n', { sourceId });
		const judgement = await judgementOf(sourceId, 2);
		expect(judgement?.results.map(({ failing, problem }) => [failing, problem !== null])).toEqual([
			[1, false],
			[1, false],
			[1, false],
			[0, true]
		]);
		const { rows } = await query(
			service,
			'SELECT rule_id, record_number FROM "orders.findings" ORDER BY ALL'
		);
		expect(rows).toEqual([
			['r0', 2],
			['r1', 3],
			['r2', 2]
		]);
	});
});
