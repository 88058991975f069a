import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext, type FileChooser, type Page } from '@playwright/test';
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

/** The built site on a server of its own, which can be shut down, and tells what it sent. */
export interface Site {
	/** Ends with a slash. */
	url: string;
	origin: string;
	/** Bytes of bodies sent so far. */
	sentBytes(): number;
	close(): Promise<void>;
}

export async function openSite(basePath: string, directory = 'build'): Promise<Site> {
	let sent = 0;
	const { url, close } = await serve({
		directory,
		basePath,
		port: 0,
		onSent: (_path: string, bytes: number) => (sent += bytes)
	});
	return { url, origin: new URL(url).origin, sentBytes: () => sent, close };
}

/** Runs `use` with a browser profile on disk, as a user has one: caches and storage work as they do there. */
export async function withProfile(
	use: (context: BrowserContext) => Promise<void>,
	{ serviceWorkers = 'allow' }: { serviceWorkers?: 'allow' | 'block' } = {}
): Promise<void> {
	const profile = mkdtempSync(join(tmpdir(), 'varve-e2e-'));
	const context = await chromium.launchPersistentContext(profile, {
		...chromiumLaunchOptions(),
		serviceWorkers
	});
	try {
		await use(context);
	} finally {
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	}
}

/**
 * Kills the renderers of the page's browser, its spare one too, as a system short of memory does. Waits until the
 * browser has noticed each death: it would give a new page the renderer that is dead.
 */
export async function killRenderers(page: Page): Promise<void> {
	const browser = page.context().browser();
	if (!browser) throw new Error('The page belongs to no browser that can be asked.');
	const session = await browser.newBrowserCDPSession();
	const renderers = async () => {
		const { processInfo } = await session.send('SystemInfo.getProcessInfo');
		return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
	};
	const killed = await renderers();
	expect(killed.length).toBeGreaterThan(0);
	const crashed = page.waitForEvent('crash');
	for (const pid of killed) process.kill(pid, 'SIGKILL');
	await crashed;
	await expect.poll(async () => (await renderers()).filter((pid) => killed.includes(pid))).toEqual([]);
	await session.detach();
}

/** Waits until the page takes commands of `window.varve`. */
export async function appReady(page: Page): Promise<void> {
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(() => window.varve.ready);
}

/** Opens the picker by keyboard and chooses the files: paths, or names with content. */
export async function chooseFiles(page: Page, files: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	// Waiting does not tell when the browser has been asked to hand over its pickers: a round trip to the page does.
	await page.evaluate(() => undefined);
	await page.keyboard.press('Control+o');
	await (await chooser).setFiles(files);
}

/** Waits until the service worker has stored the whole site. */
export async function offlineReady(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
}

/** A CSV with a quoted line break, a long integer and a ragged record, and what is true about it. */
export function ordersCsv(rows: number): { text: string; rows: number; rejected: number; amountSum: string } {
	const lines = ['id,city,amount,note'];
	let cents = 0;
	for (let row = 1; row <= rows; row++) {
		cents += row;
		const amount = `${Math.floor(row / 100)}.${String(row % 100).padStart(2, '0')}`;
		const note = row % 10 === 0 ? '"two\nlines, one ""field"""' : '';
		lines.push(`${9_007_199_254_740_993n + BigInt(row)},${row % 2 ? 'Zürich' : '東京'},${amount},${note}`);
	}
	lines.push('only,two');
	const amountSum = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
	return { text: `${lines.join('\n')}\n`, rows, rejected: 1, amountSum };
}

/** Imports text through `window.varve`. */
export function importText(page: Page, name: string, text: string) {
	return page.evaluate(([fileName, content]) => window.varve.importFile(new File([content], fileName)), [
		name,
		text
	] as const);
}

/** First row of a query through `window.varve`, as text. */
export function firstRow(page: Page, sql: string): Promise<string[]> {
	return page.evaluate(async (statement) => {
		const { rows } = await window.varve.query(statement);
		return (rows[0] ?? []).map(String);
	}, sql);
}
