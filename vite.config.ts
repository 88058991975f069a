import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunchOptions } from './scripts/chromium.mjs';
import { duckdbWithoutArrow, engineAssets, withoutUnpackedWasm } from './scripts/engine-assets.mjs';
import { sheetJsThatEnds } from './scripts/sheetjs-that-ends.mjs';

/**
 * Vite bundles each worker by itself; what several of them use becomes chunks of its own, which come out alike in
 * each bundle and so are sent and stored once.
 */
const SHARED_BY_WORKERS = [
	{ name: 'arrow', test: /node_modules\/(apache-arrow|flatbuffers|tslib)\// },
	{ name: 'duckdb', test: /node_modules\/@duckdb\// },
	{ name: 'zip', test: /node_modules\/@zip\.js\// },
	{ name: 'parquet', test: /node_modules\/parquet-wasm\// },
	{ name: 'xlsx', test: /node_modules\/xlsx\// },
	{ name: 'sqlite', test: /node_modules\/@sqlite\.org\// },
	{ name: 'chardet', test: /node_modules\/chardet\// },
	{ name: 'papaparse', test: /node_modules\/papaparse\// },
	{ name: 'fflate', test: /node_modules\/fflate\// },
	{ name: 'hash', test: /node_modules\/hash-wasm\// }
];

/** Kit names the chunks of workers by their hash alone; the size budget tells the heavy ones by name. */
const chunksWithNames = {
	name: 'varve-chunks-with-names',
	outputOptions: (options: object) => ({
		...options,
		chunkFileNames: '_app/immutable/workers/chunks/[name]-[hash].js'
	})
};

export default defineConfig({
	plugins: [engineAssets(), withoutUnpackedWasm(), sheetJsThatEnds(), sveltekit()],
	worker: {
		format: 'es',
		plugins: () => [duckdbWithoutArrow(), withoutUnpackedWasm(), sheetJsThatEnds(), chunksWithNames],
		rolldownOptions: {
			output: { codeSplitting: { groups: SHARED_BY_WORKERS } }
		}
	},
	build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
	// what tests import is found before they run: found on the way, it would reload the page in the middle of one
	optimizeDeps: {
		entries: ['src/**/*.{ts,svelte}', 'tests/browser/**/*.ts'],
		// as we change it, Vite has to read it itself
		exclude: ['xlsx']
	},
	test: {
		expect: { requireAssertions: true },
		server: { deps: { inline: ['xlsx'] } },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['tests/unit/**/*.test.ts'],
					// property tests, on machines that do other things, too
					testTimeout: 30_000
				}
			},
			{
				extends: true,
				test: {
					name: 'contract',
					environment: 'node',
					include: ['tests/contract/**/*.test.ts'],
					testTimeout: 120_000
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['tests/browser/**/*.test.ts'],
					testTimeout: 60_000,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						// some tests collect garbage while something is waited for
						provider: playwright({ launchOptions: chromiumLaunchOptions(['--js-flags=--expose-gc']) }),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
