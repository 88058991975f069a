// A small static server in plain Node, like any static host: no special headers, no compression.
//   node scripts/serve.mjs [directory] [--base /some/base/] [--port 4173]
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const MEDIA_TYPES = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.ico': 'image/x-icon',
	'.wasm': 'application/wasm',
	'.csv': 'text/csv; charset=utf-8',
	'.tsv': 'text/tab-separated-values; charset=utf-8',
	'.txt': 'text/plain; charset=utf-8',
	'.gz': 'application/gzip',
	'.zip': 'application/zip',
	'.woff2': 'font/woff2'
};

/**
 * Serves `directory` on localhost under `basePath`; the next free port is taken when `port` is in use.
 * @param {{ directory: string, basePath?: string, port?: number, onSent?: (path: string, bytes: number) => void }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` ends with a slash
 */
export async function serve({ directory, basePath = '/', port = 4173, onSent = () => {} }) {
	const base = `/${basePath.split('/').filter(Boolean).join('/')}/`.replace('//', '/');
	const root = resolve(directory);
	const server = createServer((request, response) => answer(root, base, request, response, onSent));
	const taken = await listen(server, port);
	return {
		url: `http://localhost:${taken}${base}`,
		close: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			})
	};
}

function listen(server, port) {
	return new Promise((done, fail) => {
		server.once('error', (error) => {
			if (error.code === 'EADDRINUSE' && port !== 0) listen(server, port + 1).then(done, fail);
			else fail(error);
		});
		server.listen(port, 'localhost', () => {
			server.removeAllListeners('error');
			done(server.address().port);
		});
	});
}

function answer(root, base, request, response, onSent) {
	if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
	const { pathname, search } = new URL(request.url, 'http://localhost');
	if (`${pathname}/` === base) return void response.writeHead(301, { location: base + search }).end();
	if (!pathname.startsWith(base)) return void response.writeHead(404).end('Not found');

	let path;
	try {
		path = normalize(join(root, decodeURIComponent(pathname.slice(base.length))));
	} catch {
		return void response.writeHead(400).end('Bad request');
	}
	if (path !== root && !path.startsWith(root + sep)) return void response.writeHead(404).end('Not found');
	if (isDirectory(path)) {
		if (!pathname.endsWith('/'))
			return void response.writeHead(301, { location: `${pathname}/${search}` }).end();
		path = join(path, 'index.html');
	}
	const found = [path, `${path}.html`].find(isFile);
	if (found) return sendFile(found, request, response, (bytes) => onSent(pathname, bytes));
	notFound(root, response);
}

function sendFile(path, request, response, onSent) {
	const { size, mtime, mtimeMs } = statSync(path);
	const etag = `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
	const headers = { etag, 'last-modified': mtime.toUTCString(), 'cache-control': 'no-cache' };
	if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
	response.writeHead(200, {
		...headers,
		'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
		'content-length': size
	});
	if (request.method === 'HEAD') return void response.end();
	onSent(size);
	createReadStream(path)
		.on('error', () => response.destroy())
		.pipe(response);
}

function notFound(root, response) {
	const page = join(root, '404.html');
	response.writeHead(404, { 'content-type': MEDIA_TYPES['.html'] });
	response.end(isFile(page) ? readFileSync(page) : 'Not found');
}

function isFile(path) {
	return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isDirectory(path) {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The value after `--name` on the command line. */
function option(name, fallback) {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? fallback : process.argv[at + 1];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const directory = process.argv[2]?.startsWith('--') ? 'build' : (process.argv[2] ?? 'build');
	const { url } = await serve({
		directory,
		basePath: option('base', '/'),
		port: Number(option('port', 4173))
	});
	console.log(`Serving ${directory} at ${url}`);
}
