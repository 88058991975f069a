import { expect, test, type Page } from '@playwright/test';
import { appReady, killRenderers, withProfile } from '../support/site';
import { storedFiles } from '../support/stored-files';

const ROWS = 150_000;
/** Where the renderer is killed. */
const MOMENTS = ['reading', 'writing', 'checking', 'committing'] as const;

function importEdition(page: Page, edition: number): Promise<unknown> {
	return page.evaluate(
		([edition, rows]) => {
			const lines = Array.from({ length: rows }, (_, i) => `${i},${i % 100 === 0 ? edition : 7}`);
			return window.varve.importFile(new File([`id,n\n${lines.join('\n')}\n`], 'orders.csv'));
		},
		[edition, ROWS] as const
	);
}

/** Rows, their sum and what of it differs between editions. */
async function contentOf(page: Page, version: number): Promise<unknown[] | undefined> {
	const { rows } = await page.evaluate(
		(version) =>
			window.varve.query(
				`SELECT count(*), sum(id), sum(n), sum(record_number * id) FROM "orders@${version}.records"`
			),
		version
	);
	return rows[0];
}

test('VER-18 STO-9 a renderer killed while a version is restored leaves all or nothing', async ({
	baseURL
}) => {
	test.setTimeout(300_000);
	await withProfile(
		async (context) => {
			const opened = async () => {
				const page = await context.newPage();
				await page.goto(baseURL ?? '');
				await appReady(page);
				return page;
			};
			const first = await opened();
			for (const edition of [1, 2]) await importEdition(first, edition);
			const contents = [await contentOf(first, 1), await contentOf(first, 2)];
			await first.close();
			for (const moment of MOMENTS) {
				const page = await opened();
				const before = await page.evaluate(async () => (await window.varve.versions('orders')).length);
				await page.evaluate((moment) => {
					const told = window as unknown as { isReached: boolean };
					told.isReached = false;
					const onProgress = ({ phase }: { phase: string }) => (told.isReached ||= phase === moment);
					// the newest one itself would be told as unchanged
					void window.varve.restoreVersion('orders', 1, { onProgress }).catch(() => undefined);
				}, moment);
				await page.waitForFunction(() => (window as unknown as { isReached: boolean }).isReached, null, {
					polling: 5
				});
				await killRenderers(page);
				await page.close();

				const after = await opened();
				const [source] = await after.evaluate(() => window.varve.sources());
				expect(source?.status, moment).toBe('ready');
				const versions = await after.evaluate(() => window.varve.versions('orders'));
				expect([before, before + 1], moment).toContain(versions.length);
				for (const { version } of versions)
					expect(await contentOf(after, version), `${moment}: v${version}`).toEqual(
						contents[version === 2 ? 1 : 0]
					);
				const parts = (await storedFiles(after)).filter((path) => path.includes('.duckdb'));
				expect(parts.length, `after ${moment}`).toBeLessThanOrEqual(versions.length + 2);
				await after.close();
			}
		},
		{ serviceWorkers: 'block' }
	);
});
