import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './scripts/chromium.mjs';
import { freePort } from './scripts/free-port.mjs';

// Chosen once, in the first process; the workers inherit it.
process.env.E2E_PORT ??= String(await freePort());
const PORT = process.env.E2E_PORT;
const BASE_PATH = '/some/base/';

/** Journeys on the built site, served by a plain static server under a base path. Retries would hide flakes. */
export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	timeout: 180_000,
	expect: { timeout: 20_000 },
	// journeys wait now and then, for a while without work or for the engine of another tab: two cores carry three
	workers: 3,
	retries: 0,
	forbidOnly: true,
	reporter: 'list',
	webServer: {
		command: `node scripts/serve.mjs build --base ${BASE_PATH} --port ${PORT}`,
		url: `http://localhost:${PORT}${BASE_PATH}`,
		reuseExistingServer: false
	},
	use: {
		baseURL: `http://localhost:${PORT}${BASE_PATH}`,
		launchOptions: chromiumLaunchOptions(),
		// The offline copy of the site is the subject of few journeys, and storing it takes the machine from the others:
		// those few allow it.
		serviceWorkers: 'block',
		// Traces double the work of every journey: `npx playwright test --trace on` makes one where it is wanted.
		trace: 'off'
	}
});
