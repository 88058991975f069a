import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs';
import { rendererPids } from '../support/renderers';
import { chosenSeed, seeded } from '../support/seed';

const ROUNDS = 10;
const ROWS = 100_000;

/** Opens the app and waits until it takes commands. */
async function openApp(context: BrowserContext, url: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(url);
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(() => window.varve.ready);
	return page;
}

/** Every file that belongs to a source, by path. */
function storedFiles(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const files: string[] = [];
		async function walk(directory: FileSystemDirectoryHandle, path: string): Promise<void> {
			for await (const [name, handle] of directory.entries()) {
				if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${path}/${name}`);
				else files.push(`${path}/${name}`);
			}
		}
		const root = await navigator.storage.getDirectory();
		await walk(await root.getDirectoryHandle('projects', { create: true }), '');
		return files;
	});
}

/** Starts an import of edition `edition` of the file; with `wait` until it ends, else not. */
function importEdition(page: Page, edition: number, wait: boolean): Promise<void> {
	return page.evaluate(
		async ([edition, rows, wait]) => {
			const lines = ['id,city,amount'];
			for (let i = 0; i < rows; i++)
				lines.push(`${i},"city, ${i % 97}",${edition}.${String(i % 100).padStart(2, '0')}`);
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

test('STO-9 a renderer killed at any moment loses no version and leaves nothing of the unfinished import', async ({
	baseURL
}) => {
	test.setTimeout(300_000);
	const seed = chosenSeed();
	console.log(`crash test: SEED=${seed}`);
	const random = seeded(seed);
	const profile = mkdtempSync(join(tmpdir(), 'varve-crash-'));
	const context = await chromium.launchPersistentContext(profile, chromiumLaunchOptions());
	let killedBeforeCommit = 0;
	try {
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
			const crashed = new Promise((resolve) => page.once('crash', resolve));
			const delayMs = Math.floor(random() * importMs * 2);
			await page.evaluate((delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)), delayMs);
			const pids = rendererPids(profile);
			expect(pids.length).toBeGreaterThan(0);
			for (const pid of pids) process.kill(pid, 'SIGKILL');
			await crashed;
			await page.close();

			const after = await openApp(context, baseURL ?? '');
			const [source] = await after.evaluate(() => window.varve.sources());
			const versions = source ? await after.evaluate((id) => window.varve.versions(id), source.id) : [];
			expect(versions.length, `round ${round}`).toBeGreaterThanOrEqual(committed);
			expect(versions.length).toBeLessThanOrEqual(committed + 1);
			if (versions.length === committed) killedBeforeCommit++;
			committed = versions.length;
			for (const { version } of versions) {
				const { rows } = await after.evaluate(
					(version) =>
						window.varve.query(
							`SELECT count(*), sum(id), min(floor(amount)) = max(floor(amount)) FROM "orders@${version}"`
						),
					version
				);
				expect(rows, `version ${version} after round ${round}`).toEqual([
					[ROWS, (ROWS * (ROWS - 1)) / 2, true]
				]);
			}
			const files = await storedFiles(after);
			const engineFiles = files.filter((path) => path.includes('.duckdb'));
			expect(engineFiles, `after round ${round}`).toHaveLength(versions.length);
			expect(engineFiles.filter((path) => path.endsWith('.wal'))).toEqual([]);
			expect(source?.status ?? 'ready').toBe('ready');
			await after.close();
		}
		console.log(
			`crash test: ${committed} versions committed, ${killedBeforeCommit} of ${ROUNDS} imports killed before that`
		);
	} finally {
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	}
});
