// The one table of directions: which room may import which, and which packages belong to which rooms.
// eslint.config.js enforces it; docs/ARCHITECTURE.md explains it; tests/unit/house/directions.test.ts proves it.
import { dirname, join, relative, sep } from 'node:path';

/** Modules of `formats` that are pure descriptions; the page may import them, the readers it may not. */
const FORMAT_DESCRIPTIONS = '(format|descriptors|[^/]+/(options|descriptor))(\\.ts)?$';

/**
 * Rooms under src/lib (`routes` is src/routes) and what each may import besides itself.
 * `types`: rooms of which only types may be imported. `formatDescriptions`: pure modules of formats are open, too.
 * @type {Record<string, { imports: string[], types?: string[], formatDescriptions?: boolean }>}
 */
export const ROOMS = {
	domain: { imports: [] },
	protocol: { imports: ['domain'], types: ['formats'] },
	formats: { imports: ['protocol', 'domain'] },
	connectors: { imports: ['protocol', 'domain'] },
	rules: { imports: ['protocol', 'domain'] },
	// an engine that reads files of a format in place stands on the format's reader
	engines: { imports: ['formats', 'storage/sources', 'protocol', 'domain'] },
	'storage/sources': { imports: ['protocol', 'domain'] },
	'storage/config': { imports: ['protocol', 'domain'] },
	'storage/library': { imports: ['storage/sources', 'storage/config', 'protocol', 'domain'] },
	jobs: {
		imports: ['formats', 'connectors', 'rules', 'engines', 'storage/sources', 'protocol', 'domain']
	},
	workers: {
		imports: [
			'jobs',
			'formats',
			'connectors',
			'rules',
			'engines',
			'storage/library',
			'storage/sources',
			'protocol',
			'domain'
		]
	},
	client: { imports: ['storage/config', 'protocol', 'domain'], formatDescriptions: true },
	state: { imports: ['client', 'rules', 'storage/config', 'protocol', 'domain'], formatDescriptions: true },
	// a rule is a pure description with its SQL: the dialog is made from it
	ui: { imports: ['state', 'rules', 'protocol', 'domain'], types: ['client'], formatDescriptions: true },
	routes: { imports: ['ui', 'state', 'client', 'protocol', 'domain'], formatDescriptions: true }
};

/**
 * Packages with a home, and the rooms (or folders of rooms) that may import them. A package that is not
 * listed may be imported anywhere but in domain, which imports nothing.
 * @type {{ name: string, pattern: string, rooms: string[] }[]}
 */
export const PACKAGES = [
	{ name: 'comlink', pattern: '^comlink($|/)', rooms: ['protocol', 'workers', 'client'] },
	{ name: 'idb', pattern: '^idb($|/)', rooms: ['storage/config'] },
	{ name: '@duckdb/duckdb-wasm', pattern: '^@duckdb/', rooms: ['engines'] },
	{ name: 'sql.js', pattern: '^sql\\.js($|/)', rooms: ['engines', 'formats', 'storage/sources'] },
	{ name: 'papaparse', pattern: '^papaparse($|/)', rooms: ['formats'] },
	{ name: 'chardet', pattern: '^chardet($|/)', rooms: ['formats'] },
	{ name: 'fflate', pattern: '^fflate($|/)', rooms: ['formats'] },
	{ name: '@zip.js/zip.js', pattern: '^@zip\\.js/', rooms: ['formats'] },
	{ name: 'xlsx', pattern: '^xlsx($|/)', rooms: ['formats'] },
	{ name: 'parquet-wasm', pattern: '^parquet-wasm($|/)', rooms: ['formats'] },
	{ name: 'fzstd', pattern: '^fzstd($|/)', rooms: ['formats'] },
	{ name: '@sqlite.org/sqlite-wasm', pattern: '^@sqlite\\.org/', rooms: ['engines', 'formats'] },
	{ name: 'hash-wasm', pattern: '^hash-wasm($|/)', rooms: ['formats', 'jobs', 'storage/sources'] },
	{
		name: 'apache-arrow',
		pattern: '^apache-arrow($|/)',
		rooms: ['engines', 'domain/rows', 'formats', 'jobs']
	},
	{ name: '@codemirror/state', pattern: '^(@codemirror|@lezer)/', rooms: ['ui/editor'] },
	{ name: 'bits-ui', pattern: '^bits-ui($|/)', rooms: ['ui', 'routes'] },
	{ name: '@lucide/svelte', pattern: '^@lucide/', rooms: ['ui', 'routes'] }
];

/** Folders with rules of their own: their room's rules, and the packages whose home they are. */
const FOLDERS_WITH_PACKAGES = PACKAGES.flatMap(({ rooms }) => rooms).filter((room) => !(room in ROOMS));

/**
 * What `room` must not import, as patterns of `no-restricted-imports`.
 * @param {string} room a room of ROOMS, or a folder in one (`ui/editor`)
 */
export function forbiddenImports(room) {
	const home = Object.keys(ROOMS).find((name) => room === name || room.startsWith(`${name}/`));
	if (!home) throw new Error(`no such room: ${room}`);
	const { imports, types = [], formatDescriptions = false } = ROOMS[home];
	const patterns = [];
	for (const other of Object.keys(ROOMS)) {
		if (other === home || other === 'routes' || imports.includes(other)) continue;
		const open = other === 'formats' && formatDescriptions ? `(?!${FORMAT_DESCRIPTIONS})` : '';
		patterns.push({
			regex: `^\\$lib/${other}(?:$|/${open})`,
			allowTypeImports: types.includes(other),
			message: `${home} must not import ${other} (scripts/directions.mjs).`
		});
	}
	const guests = PACKAGES.filter(
		({ rooms }) => !rooms.some((at) => room === at || room.startsWith(`${at}/`))
	);
	for (const { name, pattern, rooms } of guests) {
		if (home === 'domain') continue;
		patterns.push({ regex: pattern, message: `${name} belongs to ${rooms.join(', ')}.` });
	}
	if (home === 'domain') {
		const own = PACKAGES.filter(({ rooms }) => rooms.includes(room)).map(({ pattern }) => `(?!${pattern})`);
		patterns.push({ regex: `^(?![.$])${own.join('')}`, message: 'domain imports nothing but domain.' });
	}
	return patterns;
}

/** ESLint configurations that hold every room to the table; static, type-only and dynamic imports. */
export function directionConfigs() {
	return [...Object.keys(ROOMS), ...FOLDERS_WITH_PACKAGES].map((room) => {
		const patterns = forbiddenImports(room);
		const folder = room === 'routes' ? 'src/routes' : `src/lib/${room}`;
		return {
			name: `varve/directions/${room}`,
			files: [`${folder}/**/*.{ts,js,svelte}`],
			plugins: { varve: plugin },
			rules: {
				'varve/relative-in-room': 'error',
				'no-restricted-imports': ['error', { patterns }],
				'no-restricted-syntax': [
					'error',
					...patterns.map(({ regex, message }) => ({
						selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
						message
					}))
				]
			}
		};
	});
}

/** @param {string} path relative to the repository, with `/` @returns {string | undefined} */
function roomOf(path) {
	if (path.startsWith('src/routes/')) return 'routes';
	return Object.keys(ROOMS).find((room) => path.startsWith(`src/lib/${room}/`));
}

/** Relative paths stay in their room; other rooms are reached by `$lib/…`, where the table can see it. */
const relativeInRoom = {
	meta: {
		type: 'problem',
		schema: [],
		messages: { leaves: '"{{path}}" leaves the room: import it by $lib/…' }
	},
	create(context) {
		const room = roomOf(relative(context.cwd, context.filename).split(sep).join('/'));
		const check = (node) => {
			const path = node.source?.value;
			if (typeof path !== 'string' || !/^\.\.?\//.test(path)) return;
			const target = relative(context.cwd, join(dirname(context.filename), path))
				.split(sep)
				.join('/');
			if (roomOf(target) !== room && !target.startsWith('src/routes/') && target !== 'src/app.css')
				context.report({ node: node.source, messageId: 'leaves', data: { path } });
		};
		return {
			ImportDeclaration: check,
			ImportExpression: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check
		};
	}
};

const plugin = { rules: { 'relative-in-room': relativeInRoom } };
