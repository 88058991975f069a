import { expect, test, type Page } from '@playwright/test';
import { appReady } from '../support/site';

async function importText(page: Page, name: string, texts: readonly string[]): Promise<void> {
	await page.evaluate(
		async ([name, texts]) => {
			for (const text of texts) await window.varve.importFile(new File([text], name));
		},
		[name, texts] as const
	);
}

/** Cuts the file of a version in half, as a broken disk would. */
async function truncateVersion(page: Page, version: number): Promise<void> {
	await page.evaluate(async (prefix) => {
		async function find(directory: FileSystemDirectoryHandle): Promise<FileSystemFileHandle | null> {
			for await (const [name, handle] of directory.entries()) {
				if (handle instanceof FileSystemDirectoryHandle) {
					const found = await find(handle);
					if (found) return found;
				} else if (name.startsWith(prefix) && name.endsWith('.duckdb')) return handle as FileSystemFileHandle;
			}
			return null;
		}
		const handle = await find(await navigator.storage.getDirectory());
		if (!handle) throw new Error('no such file');
		const { size } = await handle.getFile();
		const writable = await handle.createWritable({ keepExistingData: true });
		await writable.truncate(Math.floor(size / 2));
		await writable.close();
	}, `v${version}-`);
}

test.beforeEach(async ({ page }) => {
	await page.goto('./');
	await appReady(page);
});

test('UI-6 a crashed library is told, with a way to go on; what waits for it is told, too', async ({
	page
}) => {
	await importText(page, 'kept.csv', ['a,b\n1,2\n']);
	const running = page.evaluate(() =>
		window.varve.importFile(new File(['a,b\n', '1,2\n'.repeat(3_000_000)], 'lost.csv')).then(
			() => 'imported',
			(error: { code: string }) => error.code
		)
	);
	const library = page.workers().find((worker) => worker.url().includes('library.worker'));
	await library?.evaluate(() => {
		setTimeout(() => {
			throw new Error('out of order');
		}, 0);
	});
	expect(await running).toBe('engine/crashed');
	await expect(page.getByText('Everything that was stored is safe')).toBeVisible();
	await page.getByRole('button', { name: 'Reload' }).click();
	await expect(page.getByRole('list', { name: 'Sources' })).toContainText('kept');
	await appReady(page);
	const sources = await page.evaluate(async () => (await window.varve.sources()).map(({ name }) => name));
	expect(sources).toEqual(['kept']);
});

test('STO-6, UI-6 one damaged version leaves the others to be used, and can be deleted', async ({ page }) => {
	await importText(page, 'parts.csv', ['a\n1\n', 'a\n1\n2\n', 'a\n1\n2\n3\n']);
	await truncateVersion(page, 3);
	await page.reload();
	await page
		.getByRole('list', { name: 'Sources' })
		.getByRole('button', { name: /^parts/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { name: 'This version is damaged' })).toBeVisible();
	await expect(page.getByRole('alert')).toContainText("Version 3 can't be read");
	await page.getByLabel('Version', { exact: true }).selectOption('2');
	await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
	await page.getByLabel('Version', { exact: true }).selectOption('3');
	await page.getByRole('button', { name: 'Delete v3' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^Delete/ })
		.click();
	await expect(page.getByRole('list', { name: 'Sources' })).not.toContainText('Damaged');
	await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
});
