// Finds or gets the Chromium that the tests drive. Needs node_modules; import it after setup.
import { chromium } from 'playwright';
import { chromiumLaunchOptions, findChromium } from './chromium.mjs';
import { run, runTool } from './setup.mjs';

const DOWNLOAD_LIMIT_MS = 300_000;

/**
 * Tries in turn: CHROMIUM_PATH and installed browsers, Playwright's own download, the system's package manager.
 * @returns {Promise<string>} path of a Chromium that starts
 * @throws Error with a sentence that says what to do
 */
export async function ensureChromium() {
	const attempts = [];
	if (await starts(attempts)) return findChromium();

	console.log("No Chromium found; trying Playwright's download.");
	await runTool('playwright/cli.js', ['install', 'chromium'], { timeoutMs: DOWNLOAD_LIMIT_MS });
	if (await starts(attempts)) return findChromium();

	if (process.platform === 'linux' && process.getuid?.() === 0) {
		console.log('Trying apt-get install chromium.');
		const env = { DEBIAN_FRONTEND: 'noninteractive' };
		await run('apt-get', ['update', '-qq'], { timeoutMs: DOWNLOAD_LIMIT_MS, env });
		await run('apt-get', ['install', '-y', '-qq', 'chromium'], { timeoutMs: DOWNLOAD_LIMIT_MS, env });
		if (await starts(attempts)) return findChromium();
	}
	throw new Error(
		'No Chromium that starts was found, and none could be installed. ' +
			'Install Chromium or Chrome, or set CHROMIUM_PATH to one.' +
			(attempts.length > 0 ? ` Last attempt: ${attempts.at(-1)}` : '')
	);
}

/** @param {string[]} attempts gathers why a browser that is there did not start */
async function starts(attempts) {
	if (!findChromium()) return false;
	try {
		await (await chromium.launch(chromiumLaunchOptions())).close();
		return true;
	} catch (error) {
		attempts.push(String(error instanceof Error ? error.message : error).split('\n')[0]);
		return false;
	}
}
