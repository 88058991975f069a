// `npm start`: sets up what is missing, builds the static site when it is older than its sources, and serves it.
//   npm start -- [--port 4173] [--base /some/base/]
import { parseArgs } from 'node:util';
import { buildIsStale } from './build-state.mjs';
import { serve } from './serve.mjs';
import { ensureDependencies, root, runTool } from './setup.mjs';

const { values } = parseArgs({
	options: { port: { type: 'string', default: '4173' }, base: { type: 'string', default: '/' } }
});

try {
	await ensureDependencies();
	if (buildIsStale()) {
		console.log('Building the site.');
		if (!(await runTool('vite/bin/vite.js', ['build']))) throw new Error('The build failed; see above.');
	}
	const { url } = await serve({
		directory: `${root}/build`,
		basePath: values.base,
		port: Number(values.port)
	});
	console.log(`\nVarve is at ${url}\nStop it with Ctrl+C.`);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
