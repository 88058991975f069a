import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { chosenSeed, seeded } from '../support/seed';
import { appReady, killRenderers, withProfile } from '../support/site';
import { storedFiles } from '../support/stored-files';

const ROUNDS = 8;
const ROWS = 100_000;
/** Work on layers begins so long after the last change (client/workspace-client.ts). */
const LAYERS_DELAY_MS = 10_000;

/** Opens the app and waits until it takes commands. */
async function openApp(context: BrowserContext, url: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(url);
	await appReady(page);
	return page;
}

/** Starts an import of edition `edition` of the file; with `wait` until it ends, else not. */
function importEdition(page: Page, edition: number, wait: boolean): Promise<void> {
	return page.evaluate(
		async ([edition, rows, wait]) => {
			const lines = ['id,city,amount'];
			// of each hundred rows one differs from edition to edition, so that old versions are stored as differences
			for (let i = 0; i < rows; i++)
				lines.push(
					`${i},"city, ${i % 97}",${i % 100 === 0 ? edition : 7}.${String(i % 100).padStart(2, '0')}`
				);
			const file = new File([`${lines.join('\n')}\n`], 'orders.csv');
			const done = window.varve.importFile(file).then(
				() => undefined,
				() => undefined
			);
			if (wait) await done;
		},
		[edition, ROWS, wait] as const
	);
}

/** Waits until all versions but the newest are stored as differences, and reads each. @returns how many these are */
async function layeredVersions(context: BrowserContext, url: string, count: number): Promise<number> {
	const page = await openApp(context, url);
	const layered = () =>
		page.evaluate(async () => {
			const versions = await window.varve.versions('orders');
			const newest = versions.at(-1)?.storedBytes ?? 0;
			return versions.filter(({ storedBytes }) => storedBytes < newest * 0.6).map(({ version }) => version);
		});
	await expect.poll(layered, { timeout: 120_000 }).toHaveLength(count - 1);
	const versions = await layered();
	for (const version of versions) await expectWhole(page, version);
	return versions.length;
}

/** Of each hundred rows one has the edition's amount, the others have 7. */
async function expectWhole(page: Page, version: number): Promise<void> {
	const { rows } = await page.evaluate(
		(version) =>
			window.varve.query(
				`SELECT count(*), sum(id), count(DISTINCT floor(amount)) FILTER (id % 100 = 0),
					count(*) FILTER (floor(amount) = 7 AND id % 100 > 0), sum(record_number) FROM "orders@${version}.records"`
			),
		version
	);
	const sums = [(ROWS * (ROWS - 1)) / 2, 1, ROWS * 0.99, (ROWS * (ROWS + 1)) / 2];
	expect(rows, `version ${version}`).toEqual([[ROWS, ...sums]]);
}

test('STO-9 VER-13 a renderer killed at any moment loses no version and leaves nothing of the unfinished import', async ({
	baseURL
}) => {
	test.setTimeout(480_000);
	const seed = chosenSeed();
	console.log(`crash test: SEED=${seed}`);
	const random = seeded(seed);
	let killedBeforeCommit = 0;
	await withProfile(
		async (context) => {
			// one undisturbed import tells how long they take, so that the kills fall before, in and after the commit
			const first = await openApp(context, baseURL ?? '');
			const start = Date.now();
			await importEdition(first, 0, true);
			const importMs = Date.now() - start;
			await first.close();
			let committed = 1;
			for (let round = 1; round <= ROUNDS; round++) {
				const page = await openApp(context, baseURL ?? '');
				await importEdition(page, round, false);
				// every other kill falls into the work on layers, which begins a few seconds after an import
				const laterMs = round % 2 === 0 ? importMs + LAYERS_DELAY_MS : 0;
				const delayMs = Math.floor(laterMs + random() * importMs * 2);
				await page.evaluate((delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)), delayMs);
				await killRenderers(page);
				await page.close();

				const after = await openApp(context, baseURL ?? '');
				const [source] = await after.evaluate(() => window.varve.sources());
				const versions = source ? await after.evaluate((id) => window.varve.versions(id), source.id) : [];
				expect(versions.length, `round ${round}`).toBeGreaterThanOrEqual(committed);
				expect(versions.length).toBeLessThanOrEqual(committed + 1);
				if (versions.length === committed) killedBeforeCommit++;
				committed = versions.length;
				for (const { version } of versions) await expectWhole(after, version);
				const files = await storedFiles(after);
				const engineFiles = files.filter((path) => path.includes('.duckdb'));
				// one for each version, or fewer and a history; work on layers may have begun again
				expect(engineFiles.length, `after round ${round}`).toBeLessThanOrEqual(versions.length + 2);
				expect(source?.status ?? 'ready').toBe('ready');
				await after.close();
			}
			const sizes = await layeredVersions(context, baseURL ?? '', committed);
			console.log(
				`crash test: ${committed} versions committed, ${sizes} of them stored as differences, ${killedBeforeCommit} of ${ROUNDS} imports killed before that`
			);
		},
		{ serviceWorkers: 'block' }
	);
});
