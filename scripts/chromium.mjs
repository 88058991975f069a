// Finds the Chromium that tests and benches drive: CHROMIUM_PATH, an installed browser, or Playwright's own download.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const INSTALLED = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/** @returns {string | null} path of a Chromium executable, or null when there is none. */
export function findChromium() {
	const candidates = [process.env.CHROMIUM_PATH, ...INSTALLED, chromium.executablePath()];
	return candidates.find((path) => path && existsSync(path)) ?? null;
}

/**
 * Launch options for Playwright; quiet in the background, so that nothing but the page uses the network.
 * @param {string[]} more arguments
 */
export function chromiumLaunchOptions(more = []) {
	return {
		executablePath: findChromium() ?? undefined,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			...more
		]
	};
}
