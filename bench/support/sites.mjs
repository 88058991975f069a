// The built app and the bare engine's page, each served on a port of its own.
import { join } from 'node:path';
import { build } from 'vite';
import { buildIsStale } from '../../scripts/build-state.mjs';
import { serve } from '../../scripts/serve.mjs';
import { root, runTool } from '../../scripts/setup.mjs';

/** Builds the app when it is older than its sources, and serves it. */
export async function appSite() {
	if (buildIsStale() && !(await runTool('vite/bin/vite.js', ['build']))) throw new Error('The build failed.');
	return serve({ directory: join(root, 'build'), port: 0 });
}

/** Bundles bench/baseline/ and serves it. */
export async function baselineSite() {
	const outDir = join(root, '.cache/bench/baseline');
	await build({
		configFile: false,
		logLevel: 'error',
		root: join(root, 'bench/baseline'),
		base: './',
		build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 }
	});
	return serve({ directory: outDir, port: 0 });
}
