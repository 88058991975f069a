// What the built site weighs, and what it may: the shell before the engine, the first visit up to the first
// query, the largest file; and that no script names a host that it could load code or data from.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './setup.mjs';

const build = join(root, process.argv[2] ?? 'build');
const KB = 1000;
const MB = 1000 * KB;
const SHELL_MUST_BYTES = 200 * KB;
const SHELL_AIM_BYTES = 120 * KB;
const FIRST_QUERY_MUST_BYTES = 10 * MB;
const FILE_MUST_BYTES = 20 * MB;

const failures = [];

/** @param {string} what @param {number} bytes @param {number} limitBytes */
function hold(what, bytes, limitBytes, remark = '') {
	const ok = bytes <= limitBytes;
	console.log(`${ok ? 'ok  ' : 'OVER'} ${what}: ${show(bytes)}, at most ${show(limitBytes)}${remark}`);
	if (!ok) failures.push(what);
}

function show(bytes) {
	return bytes >= MB ? `${(bytes / MB).toFixed(2)} MB` : `${(bytes / KB).toFixed(1)} kB`;
}

function filesUnder(folder) {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) =>
			relative(build, join(entry.parentPath ?? entry.path, entry.name))
				.split(sep)
				.join('/')
		);
}

if (!existsSync(join(build, 'index.html'))) {
	console.error(`There is no site in ${build}: run npm run build first.`);
	process.exit(1);
}
const files = filesUnder(build);
const sizeOf = (path) => statSync(join(build, path)).size;
const textOf = (path) => readFileSync(join(build, path), 'utf8');

/** What a page loads by itself: its links and scripts, and everything those import statically. */
function staticLoad(page) {
	const found = new Set();
	const queue = [...textOf(page).matchAll(/(?:href|import\()\s*[=]?\s*"\.?\/?([^"]+\.(?:js|css))"/g)].map(
		([, path]) => posix.normalize(path)
	);
	while (queue.length > 0) {
		const path = queue.pop();
		if (found.has(path) || !existsSync(join(build, path))) continue;
		found.add(path);
		if (!path.endsWith('.js')) continue;
		for (const [, specifier] of textOf(path).matchAll(
			/(?:^|[;}\s*/])(?:import|export)\s*(?:[\w$*{},\s]*?\bfrom\s*)?["'](\.[^"']+)["']/g
		)) {
			queue.push(posix.join(dirname(path), specifier));
		}
	}
	return [...found];
}

/** Scripts and what they load: the rest of the site is told apart by its folder. */
function isCode(path) {
	return path.startsWith('_app/immutable/');
}

/** What `roots` load by themselves: they, and everything that they import statically. */
function staticImports(roots) {
	const found = new Set();
	const queue = [...roots];
	while (queue.length > 0) {
		const path = queue.pop();
		if (found.has(path)) continue;
		found.add(path);
		if (!path.endsWith('.js')) continue;
		for (const [, specifier] of textOf(path).matchAll(/(?:import|from)\s*["'](\.[^"']+)["']/g)) {
			const other = posix.join(dirname(path), specifier);
			if (existsSync(join(build, other))) queue.push(other);
		}
	}
	return found;
}

const shell = staticLoad('index.html');
const shellBytes = shell.reduce(
	(sum, path) => sum + gzipSync(readFileSync(join(build, path)), { level: 9 }).length,
	0
);
hold(
	`app shell before the engine, ${shell.length} files of JS and CSS, gzipped`,
	shellBytes,
	SHELL_MUST_BYTES,
	` (aim ${show(SHELL_AIM_BYTES)}: ${shellBytes <= SHELL_AIM_BYTES ? 'reached' : 'not reached'})`
);
if (shell.length === 0) failures.push('index.html loads nothing');

// A host that compresses nothing sends the files as they are: all that the app may need, and its offline copy.
const { paths } = JSON.parse(textOf('_app/precache.json'));
const stored = paths.map((path) => decodeURIComponent(path.slice(2)).replace(/(^|\/)$/, '$1index.html'));
/** The threads that a first visit starts, and what they fetch. */
const FIRST_THREADS = [
	/\/(library|query|preview|import)\.worker-[^/]*\.js$/,
	/\/engine-worker-[^/]*\.js$/,
	/\/sql-wasm-browser-[^/]*\.js$/,
	/\/(duckdb-eh\.stripped\.wasm|duckdb-browser-eh\.worker|sql-wasm)-[^/]*\.bin$/
];
/** SQLite's thread, which only opened files need, is called like DuckDB's. */
const isOtherEngine = (path) => /engine-worker-/.test(path) && !textOf(path).includes('instantiateStreaming');

/** Parts of the page that are loaded on the way from a dropped file to the rows of a statement. */
const FIRST_PARTS = [
	'src/lib/ui/import/import-dialog.svelte',
	'src/lib/ui/query/query-tab.svelte',
	'src/lib/ui/editor/sql-editor.svelte',
	'src/lib/ui/source/source-tab.svelte'
];
const manifest = JSON.parse(
	readFileSync(join(root, '.svelte-kit/output/client/.vite/manifest.json'), 'utf8')
);
const first = staticImports([
	...shell,
	...FIRST_PARTS.map((source) => manifest[source].file),
	...files.filter((path) => FIRST_THREADS.some((pattern) => pattern.test(path)) && !isOtherEngine(path)),
	...files.filter((path) => /^_app\/immutable\/assets\/.*\.css$/.test(path))
]);
const isExtra = (path) =>
	path.startsWith('samples/') || path.startsWith('self-test/') || (isCode(path) && !first.has(path));
const bytesOf = (list) => list.reduce((sum, path) => sum + sizeOf(path), 0);
hold(
	'everything for a first query, sent uncompressed',
	bytesOf(stored.filter((path) => !isExtra(path))),
	FIRST_QUERY_MUST_BYTES
);
console.log(
	`     with samples, self-test and the parts for other formats, as stored for offline use: ${show(bytesOf(stored))}`
);

const largest = files.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
hold(`largest file, ${largest}`, sizeOf(largest), FILE_MUST_BYTES);

for (const page of files.filter((path) => path.endsWith('.html'))) {
	const html = textOf(page);
	const policy = /http-equiv="content-security-policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
	const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "'unsafe-inline'";
	const strict = !/'unsafe-(eval|inline)'/.test(scripts) && !/https?:|\*/.test(policy);
	const inner = html.replaceAll(/<script>[\s\S]*?<\/script>/g, '');
	const absolute = /(?:src|href)="\/[^"]*"/.exec(inner)?.[0];
	const foreign = /(?:src|href)="https?:[^"]*"/.exec(inner)?.[0];
	const ok = strict && !absolute && !foreign;
	console.log(
		`${ok ? 'ok  ' : 'BAD '} ${page}: ${strict ? 'strict policy' : `weak policy: ${policy}`}` +
			`${absolute ? `, absolute path ${absolute}` : ''}${foreign ? `, foreign ${foreign}` : ''}`
	);
	if (!ok) failures.push(page);
}

if (failures.length > 0) {
	console.error(`Over budget: ${failures.join('; ')}`);
	process.exitCode = 1;
}
