import { expect, test, type Page } from '@playwright/test';
import { appReady, chooseFiles, killRenderers, withProfile } from '../support/site';

test.setTimeout(240_000);
const SOON = { timeout: 90_000 };

const FIRST = 'id,city,amount\n1,Berlin,1.50\n2,Paris,2.25\n3,Rome,3.00\n4,Oslo,4.00\n';
const SECOND = 'id,town,amount\n1,Berlin,1.50\n2,Paris,9.25\n3,Rome,3.00\n';
const THIRD = `${SECOND}4,Bern,5.00\n`;

const fileOf = (text: string) => ({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function choose(page: Page, ...texts: string[]): Promise<void> {
	await chooseFiles(page, texts.map(fileOf));
}

async function startGated(page: Page): Promise<void> {
	await page.goto('./');
	await appReady(page);
	await page.evaluate(async (text) => {
		await window.varve.importFile(new File([text], 'orders.csv'));
	}, FIRST);
}

const versions = (page: Page) =>
	page.evaluate(async () => (await window.varve.versions('orders')).map(({ version }) => version));

test('GAT-1 GAT-3 a source is told to ask first; a new version is discarded, then kept', async ({ page }) => {
	await startGated(page);
	const dialog = page.getByRole('dialog', { name: /^Import/ });
	await choose(page, SECOND);
	await dialog.getByLabel('Show what changes, and ask, before it is kept').check();
	await expect.poll(() => page.evaluate(() => window.varve.asksFirst('orders')), SOON).toBe(true);
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();

	const question = dialog.getByRole('region', { name: 'Keep this as the next version of orders?' });
	await expect(question).toContainText('1 column is gone: city', SOON);
	await expect(question).toContainText('25 % of the rows are gone: 1 of 4');
	await expect(question).toContainText('1 row is changed (25 %), in amount (1)');
	await expect(question).toContainText('Rows were compared by id.');
	await expect(question.getByRole('heading', { level: 3 })).toBeFocused();
	await dialog.getByRole('button', { name: 'Discard' }).click();
	await expect(dialog.getByText('The new version was discarded. Nothing was kept.')).toBeVisible(SOON);
	expect(await versions(page)).toEqual([1]);

	await dialog.getByRole('button', { name: 'Back to the preview' }).click();
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await dialog.getByRole('button', { name: 'Keep the new version' }).click(SOON);
	await expect(dialog.getByText('orders v2 is stored')).toBeVisible(SOON);
	expect(await versions(page)).toEqual([1, 2]);
});

test('GAT-1 in the background the question comes by itself, and does not get lost', async ({ page }) => {
	await startGated(page);
	await page.evaluate(() => window.varve.setAsksFirst('orders', true));
	const dialog = page.getByRole('dialog', { name: /^Import/ });
	await choose(page, SECOND);
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await dialog.getByRole('button', { name: 'Keep the new version' }).waitFor(SOON);
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();

	await page.getByRole('button', { name: /^Jobs: 1 job running/ }).click();
	await expect(page.getByText('Waits for your answer', { exact: true })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Review' }).click();
	await dialog.getByRole('button', { name: 'Keep the new version' }).click();
	await expect(dialog.getByText('orders v2 is stored')).toBeVisible(SOON);
	await expect(page.getByText('waits for your answer before it is kept')).toBeHidden();
});

test('GAT-3 of several files each is asked about, against the one before', async ({ page }) => {
	await startGated(page);
	await page.evaluate(() => window.varve.setAsksFirst('orders', true));
	const dialog = page.getByRole('dialog', { name: /^Import/ });
	await choose(page, SECOND, THIRD);
	await dialog.getByRole('button', { name: 'Import all 2' }).click(SOON);
	await expect(dialog.getByText('Against v1')).toBeVisible(SOON);
	await dialog.getByRole('button', { name: 'Keep the new version' }).click();
	await expect(dialog.getByText('Against v2')).toBeVisible(SOON);
	await expect(dialog.getByText('1 row is new, 25 % of all')).toBeVisible();
	await dialog.getByRole('button', { name: 'Discard' }).click();
	await expect(dialog.getByText('The new version was discarded')).toBeVisible(SOON);
	expect(await versions(page)).toEqual([1, 2]);
});

test('BRK-1 BRK-3 what would not work any more is named in the question, and on the receipt', async ({
	page
}) => {
	await startGated(page);
	await page.evaluate(() => window.varve.setAsksFirst('orders', true));
	await page.keyboard.press('Alt+n');
	await page.getByRole('textbox', { name: 'SQL editor' }).click();
	await page.keyboard.type('SELECT city, count(*) FROM orders GROUP BY city');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('grid')).toContainText('Oslo', SOON);

	const dialog = page.getByRole('dialog', { name: /^Import/ });
	await choose(page, SECOND);
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	const broken = '“SELECT city, count(*) FROM orders GROUP BY city” does not run any more';
	await expect(dialog.getByText(broken)).toBeVisible(SOON);
	await dialog.getByRole('button', { name: 'Keep the new version' }).click();
	await expect(dialog.getByText('orders v2 is stored')).toBeVisible(SOON);
	await expect(dialog.getByText(broken)).toBeVisible();
});

test('GAT-4 without an answer a script gets its own error; cancelled, nothing is kept', async ({ page }) => {
	await startGated(page);
	const codes = await page.evaluate(async (text) => {
		await window.varve.setAsksFirst('orders', true);
		const codeOf = (importing: Promise<unknown>) =>
			importing.then(
				() => 'kept',
				(error: { code: string }) => error.code
			);
		const file = () => new File([text], 'orders.csv');
		const abort = new AbortController();
		const isCancelled = codeOf(
			window.varve.importFile(file(), {
				signal: abort.signal,
				confirm: () => {
					abort.abort();
					return new Promise<boolean>(() => undefined);
				}
			})
		);
		const refused = codeOf(window.varve.importFile(file(), { confirm: () => false }));
		return [await codeOf(window.varve.importFile(file())), await isCancelled, await refused];
	}, SECOND);
	expect(codes).toEqual(['import/unconfirmed', 'cancelled', 'cancelled']);
	expect(await versions(page)).toEqual([1]);
	const added = await page.evaluate(
		(text) =>
			new Promise<number | undefined>((resolve) => {
				void window.varve.importFile(new File([text], 'orders.csv'), {
					confirm: ({ tables }) => {
						resolve(tables[0]?.rows?.removed);
						return true;
					}
				});
			}),
		SECOND
	);
	expect(added).toBe(1);
});

test('GAT-3 STO-5 a tab that dies while the question is open leaves nothing behind', async ({ baseURL }) => {
	await withProfile(
		async (context) => {
			const page = await context.newPage();
			await page.goto(baseURL ?? '');
			await appReady(page);
			await page.evaluate(async (text) => {
				await window.varve.importFile(new File([text], 'orders.csv'));
				await window.varve.setAsksFirst('orders', true);
			}, FIRST);
			// resolves when the question is asked, which nobody answers
			await page.evaluate(
				(text) =>
					new Promise<void>((asked) => {
						void window.varve.importFile(new File([text], 'orders.csv'), {
							confirm: () => {
								asked();
								return new Promise<boolean>(() => undefined);
							}
						});
					}),
				SECOND
			);
			expect(await partFiles(page)).toHaveLength(2);
			await killRenderers(page);
			await page.close();

			const after = await context.newPage();
			await after.goto(baseURL ?? '');
			await appReady(after);
			expect(await versions(after)).toEqual([1]);
			await expect.poll(() => partFiles(after), SOON).toHaveLength(1);
			const { version } = await after.evaluate(
				(text) => window.varve.importFile(new File([text], 'orders.csv'), { confirm: () => true }),
				SECOND
			);
			expect(version).toBe(2);
		},
		{ serviceWorkers: 'block' }
	);
});

/** Files of versions, by path. */
function partFiles(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const files: string[] = [];
		async function walk(directory: FileSystemDirectoryHandle, path: string): Promise<void> {
			for await (const [name, handle] of directory.entries()) {
				if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${path}/${name}`);
				else if (name.endsWith('.duckdb')) files.push(`${path}/${name}`);
			}
		}
		const root = await navigator.storage.getDirectory();
		await walk(await root.getDirectoryHandle('projects', { create: true }), '');
		return files;
	});
}
