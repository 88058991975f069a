import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import Papa from 'papaparse';
import { appReady } from '../support/site';

// Real files: what the Quality tab says of their columns, against what another reader counts in them.
const SERIES = join(import.meta.dirname, '../../../shared/data/versions');
const FILES = [
	'country-codes/004.csv',
	'country-codes/024.csv',
	'iso3166-regional/014.csv',
	'nasdaq-listed/009.csv',
	'pollster-ratings/014.csv',
	'sp500-constituents/006.csv'
];
// Engines start in every import; on a busy machine that takes its time.
test.setTimeout(240_000);

/** Its empty texts stand in quotes, and so are values (TYP-2). */
const QUOTES_EMPTY = 'iso3166-regional/014.csv';

/** Different texts of each column; empty ones are none where they mean NULL. */
function distinctOf(text: string, isEmptyAValue = false): number[] {
	const [header = [], ...records] = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
		skipEmptyLines: true
	}).data;
	return header.map(
		(_, at) =>
			new Set(records.map((record) => record[at] ?? '').filter((one) => isEmptyAValue || one !== '')).size
	);
}

for (const name of FILES)
	test(`MET-4 distinct values of ${name} are counted`, async ({ page }) => {
		const text = readFileSync(join(SERIES, name), 'utf8');
		await page.goto('./');
		await appReady(page);
		const found = await page.evaluate(async (content) => {
			await window.varve.importFile(new File([content], 'real.csv'), { as: 'real' });
			const { columns } = await window.varve.profile('real');
			return columns.map(({ distinct, distinctMargin }) => [distinct, distinctMargin]);
		}, text);
		expect(found).toEqual(distinctOf(text, name === QUOTES_EMPTY).map((count) => [count, 0]));
	});

test('MET-4 the Quality tab shows them as they are', async ({ page }) => {
	const text = readFileSync(join(SERIES, 'country-codes/004.csv'), 'utf8');
	await page.goto('./');
	await appReady(page);
	await page.evaluate(async (content) => {
		await window.varve.importFile(new File([content], 'countries.csv'), { as: 'countries' });
	}, text);
	await page
		.getByRole('button', { name: /countries/ })
		.first()
		.click();
	await page.getByRole('tab', { name: /^Quality/ }).click();
	const quality = page.getByRole('tabpanel', { name: /^Quality/ });
	for (const [column, count] of [
		['name', 249],
		['ITU', 233]
	] as const)
		await expect(
			quality.getByRole('button', { name: `Distinct of ${column}: ${count}. Set bounds` })
		).toBeVisible({ timeout: 90_000 });
	expect([distinctOf(text)[0], distinctOf(text)[6]]).toEqual([249, 233]);
});
