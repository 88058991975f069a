import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportRun } from '$lib/client/import-client';
import type { Rule } from '$lib/domain/quality/rule';
import type { Threshold } from '$lib/domain/quality/threshold';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { openConfig, type Config } from '$lib/storage/config/config';
import { DEFAULT_PROJECT_ID } from '$lib/storage/config/project-store';
import { ImportBench } from './import-bench';

const bench = new ImportBench('breakage');
let config: Config;
let sourceId: string;

const FIRST = 'id,city,amount\n1,Berlin,1.50\n2,Paris,2.25\n';
/** `city` is gone, `town` is new, `amount` is text. */
const SECOND = 'id,town,amount\n1,Berlin,1.50\n2,Paris,much\n';

beforeEach(async () => {
	config = await openConfig(bench.namespace);
	({ sourceId } = await importText(FIRST, null));
});

afterEach(() => config.close());

async function importText(text: string, into: string | null, run: ImportRun = {}): Promise<Receipt> {
	const file = new File([text], 'orders.csv');
	const request = { importId: crypto.randomUUID(), file, sourceId: into, newName: 'orders', options: {} };
	return bench.importer.run({ ...request, askFirst: run.confirm !== undefined }, await bench.parts, run);
}

let minute = 0;

/** A statement of the history. */
async function ran(sql: string, error: string | null = null): Promise<void> {
	const startedAt = new Date(Date.UTC(2026, 0, 1, 0, ++minute)).toISOString();
	const entry = { id: crypto.randomUUID(), projectId: DEFAULT_PROJECT_ID, sql, startedAt };
	await config.history.add({ ...entry, elapsedMs: 1, rowCount: 1, error });
}

async function judgeBy(rules: Partial<Rule>[], thresholds: Partial<Threshold>[] = []): Promise<void> {
	const rule = { kind: 'required', severity: 'warn', table: null, columns: [], options: {} } as const;
	const bounds = { table: null, warnBelow: null, warnAbove: null, failBelow: null, failAbove: 1 };
	await bench.library.saveQuality(sourceId, {
		rules: rules.map((one, i) => ({ ...rule, id: `r${i}`, name: `rule ${i}`, ...one })),
		thresholds: thresholds.map((one) => ({ ...bounds, column: null, metric: 'rows', ...one }))
	});
}

const broken = ({ warnings }: Receipt) =>
	warnings.filter(({ code }) => code.startsWith('breaks-')).map(({ code, message }) => [code, message]);

describe('what a new version breaks', () => {
	test('BRK-1 rules, thresholds and the key of diffs that lose their column are named', async () => {
		await judgeBy(
			[
				{ name: 'city is given', columns: ['city'] },
				{ name: 'id is given', columns: ['id'] },
				{ name: 'own words', kind: 'condition', options: { sql: 'length(city) > 2' } },
				{ name: 'amount', kind: 'range', columns: ['amount'], options: { min: 0 } },
				{ name: 'was never right', columns: ['nowhere'] }
			],
			[
				{ column: 'city', metric: 'nullShare' },
				{ column: 'id', metric: 'max' }
			]
		);
		await bench.library.keepDiffOptions(sourceId, { key: ['id', 'city'] });
		expect(broken(await importText(SECOND, sourceId))).toEqual([
			['breaks-threshold', 'The threshold on nullShare of “city” has no column any more.'],
			[
				'breaks-key',
				'Versions are compared by id + city, and “city” is not there any more: diffs will look for another key.'
			],
			[
				'breaks-rule',
				'Rule “city is given” can’t be judged any more: There is no column “city” in this version.'
			],
			['breaks-rule', expect.stringContaining('Rule “own words” can’t be judged any more: ')],
			['breaks-rule', 'Rule “amount” uses “amount”, whose type has changed from DECIMAL(18,2) to VARCHAR.']
		]);
	});

	test('BRK-1 BRK-2 saved queries and statements that ran are named where they do not run any more', async () => {
		const query = { id: 'q', projectId: DEFAULT_PROJECT_ID, createdAt: '', updatedAt: '' };
		await config.queries.save({ ...query, name: 'by city', sql: 'SELECT o.city FROM orders AS o -- (city)' });
		await ran('SELECT city\nFROM orders ORDER BY "city"');
		await ran('SELECT sum(amount) FROM "ORDERS"');
		await ran('SELECT max(amount) FROM orders');
		// not touched: other columns, all columns, one version for good, strings, comments, what never ran, other tables
		await ran('SELECT id, upper(\'city\') AS "amount" /* city */ FROM orders -- amount');
		await ran('SELECT * FROM orders');
		await ran('SELECT city FROM "orders@1"');
		await ran('SELECT city FROM orders AT (VERSION => 1)');
		await ran('SELECT cty FROM orders', 'no such column');
		await ran('SELECT cty, city FROM orders');
		await ran("SELECT 'orders' AS city, 1 AS amount");
		await ran('CREATE TABLE mine AS SELECT city FROM orders');
		expect(broken(await importText(SECOND, sourceId))).toEqual([
			['breaks-query', expect.stringMatching(/^Saved query “by city” does not run any more: .*city/)],
			['breaks-query', expect.stringContaining('“SELECT sum(amount) FROM "ORDERS"” does not run any more')],
			[
				'breaks-query',
				expect.stringContaining('“SELECT city FROM orders ORDER BY "city"” does not run any more')
			],
			[
				'breaks-query',
				'“SELECT max(amount) FROM orders” uses “amount”, whose type has changed from DECIMAL(18,2) to VARCHAR.'
			]
		]);
	});

	test('BRK-1 a join that becomes ambiguous by a new column is named, too', async () => {
		await importText('code,town\nBerlin,x\n', null, {});
		const other = (await bench.library.sources()).find(({ id }) => id !== sourceId)?.name ?? '';
		await ran(`SELECT town FROM orders JOIN "${other}" ON city = code`);
		const [[code, message] = []] = broken(
			await importText('id,city,amount,town\n1,Berlin,1.50,x\n', sourceId)
		);
		expect(code).toBe('breaks-query');
		expect(message).toContain('Ambiguous');
	});

	test('BRK-3 the question before a version is kept names them, and the version is then read as ever', async () => {
		await ran('SELECT city FROM orders');
		let named: string[] = [];
		const confirm = async ({ warnings }: { warnings: { code: string }[] }) => {
			named = warnings.map(({ code }) => code);
			return true;
		};
		const receipt = await importText(SECOND, sourceId, { confirm });
		expect(named).toEqual(['breaks-query']);
		expect(broken(receipt)).toHaveLength(1);
		const [table] = await bench.library.resolve(['orders']);
		expect(table?.table.columns.map(({ name }) => name)).toEqual(['id', 'town', 'amount']);
	});

	test('BRK-2 with the same columns in another order nothing is looked at', async () => {
		await ran('SELECT city FROM orders');
		const receipt = await importText('amount,city,id\n1.50,Berlin,1\n', sourceId);
		expect(broken(receipt)).toEqual([]);
		expect(receipt.phases.map(({ name }) => name)).not.toContain('judging');
	});
});
