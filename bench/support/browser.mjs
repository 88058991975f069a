// A Chromium with a profile of its own on disk, so that storage and caches behave as for a user; and its memory.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs';

const SAMPLE_EVERY_MS = 50;

/** @returns {Promise<{ context: import('playwright').BrowserContext, mark: string, close: () => Promise<void> }>} */
export async function openBrowser() {
	const profile = mkdtempSync(join(tmpdir(), 'varve-bench-'));
	const mark = `--varve-bench=${randomUUID()}`;
	const options = chromiumLaunchOptions();
	const context = await chromium.launchPersistentContext(profile, {
		...options,
		args: [...options.args, mark]
	});
	return {
		context,
		mark,
		close: async () => {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		}
	};
}

/**
 * Hands a file on disk to the page as a `File`, the way a file picker does: its bytes stay on disk.
 * The page finds it as `window.benchFile`.
 */
export async function giveFile(page, path) {
	await page.evaluate(() => {
		const input = document.createElement('input');
		input.type = 'file';
		input.id = 'bench-file';
		input.hidden = true;
		document.body.append(input);
	});
	await page.setInputFiles('#bench-file', path);
	await page.evaluate(() => {
		const input = document.querySelector('#bench-file');
		window.benchFile = input.files[0];
		input.remove();
	});
}

/** Watches the resident memory of the renderers of the browser started with `mark` (Linux only). */
export function watchRenderers(mark) {
	let peakBytes = 0;
	const largest = () => Math.max(0, ...renderersOf(mark).map(residentBytes));
	const sample = () => {
		peakBytes = Math.max(peakBytes, largest());
	};
	const timer = setInterval(sample, SAMPLE_EVERY_MS);
	return {
		/** @returns {number} what the largest renderer holds */
		nowBytes: largest,
		/** @returns {number} the most that one renderer held */
		stop() {
			clearInterval(timer);
			return peakBytes;
		}
	};
}

function renderersOf(mark) {
	const parents = new Map();
	const renderers = [];
	let browser = null;
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const pid = Number(name);
		try {
			const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
			parents.set(pid, Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
			if (command.includes('--type=renderer')) renderers.push(pid);
			else if (command.includes(mark) && !command.includes('--type=')) browser ??= pid;
		} catch {
			// the process has ended meanwhile
		}
	}
	return renderers.filter((pid) => {
		for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === browser) return true;
		return false;
	});
}

function residentBytes(pid) {
	try {
		return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
