import type { SqlWord } from './token';

/** Statements that are refused, with what to do instead (SPEC QRY-4). */
const REFUSED: Readonly<Record<string, string>> = {
	attach:
		'Databases cannot be attached here. Import the file as a source; then its tables have names in SQL.',
	detach:
		'Sources are attached and detached as statements name them. To be rid of one, remove it from the list.',
	copy: 'COPY cannot write files here. Run the SELECT alone and export its result.',
	export: 'EXPORT DATABASE cannot write files here. Export results or sources with the commands of the app.',
	import: 'IMPORT DATABASE cannot read files here. Drop the file on the window to import it.',
	install: 'Extensions cannot be installed: Varve contacts no other host.',
	load: 'Extensions cannot be loaded: Varve contacts no other host.',
	update_extensions: 'Extensions cannot be updated: Varve contacts no other host.',
	checkpoint: 'There is nothing to write: versions never change, and tables of the session live in memory.',
	use: 'The session has one schema. Name tables as they stand in the list of sources.',
	vacuum: 'There is nothing to clean up: versions never change, and tables of the session live in memory.'
};

/** Prefixes of another statement, which is then judged. `FORCE` stands before CHECKPOINT and INSTALL. */
const PREFIXES = ['explain', 'analyze', 'force', 'verbose'];

/** Settings of a session that reach nothing outside it. */
const ALLOWED_SETTINGS = [
	'default_collation',
	'default_null_order',
	'default_order',
	'enable_optimizer',
	'explain_output',
	'ieee_floating_point_ops',
	'integer_division',
	'lambda_syntax',
	'max_expression_depth',
	'null_order',
	'old_implicit_casting',
	'order_by_non_integer_literal',
	'pivot_filter_threshold',
	'pivot_limit',
	'preserve_insertion_order',
	'scalar_subquery_error_on_multiple_rows',
	'timezone'
];

const ALLOWED_PRAGMAS = [
	'collations',
	'database_list',
	'database_size',
	'functions',
	'metadata_info',
	'platform',
	'show',
	'show_databases',
	'show_tables',
	'show_tables_expanded',
	'storage_info',
	'table_info',
	'user_agent',
	'version'
];

const REFUSED_CALLS = ['checkpoint', 'force_checkpoint', 'enable_logging', 'disable_logging'];

/** @returns why a statement may not run and what to do instead, or null where it may. Decided by its tokens. */
export function refusal(words: readonly SqlWord[]): string | null {
	const at = statementStart(words);
	const first = wordAt(words, at);
	const reason = REFUSED[first];
	if (reason !== undefined) return reason;
	if (first === 'prepare') return refusal(words.slice(indexAfterAs(words, at)));
	if (first === 'pragma') return allowedName(words, at + 1, ALLOWED_PRAGMAS, 'PRAGMA');
	if (first === 'call' && REFUSED_CALLS.includes(wordAt(words, at + 1))) return REFUSED['checkpoint'] ?? null;
	if (first === 'set' || first === 'reset') return setting(words, at + 1);
	return null;
}

/** Skips `EXPLAIN`, `ANALYZE`, `(FORMAT JSON)`; a bare `ANALYZE` is a statement of its own and harmless. */
function statementStart(words: readonly SqlWord[]): number {
	let at = 0;
	while (PREFIXES.includes(wordAt(words, at))) {
		at++;
		if (wordAt(words, at) === '(' && wordAt(words, at - 1) === 'explain') at = closingIndex(words, at) + 1;
	}
	return at;
}

function closingIndex(words: readonly SqlWord[], open: number): number {
	const close = words.findIndex((word, index) => index > open && word.text === ')');
	const isOptions = ['format', 'analyze', 'verbose'].includes(wordAt(words, open + 1));
	return isOptions && close > 0 ? close : open - 1;
}

function indexAfterAs(words: readonly SqlWord[], from: number): number {
	const at = words.findIndex((word, index) => index > from && word.text === 'as');
	return at < 0 ? words.length : at + 1;
}

function setting(words: readonly SqlWord[], at: number): string | null {
	const first = wordAt(words, at);
	if (first === 'variable') return null;
	if (first === 'time' && wordAt(words, at + 1) === 'zone') return null;
	const isScope = ['session', 'global', 'local', 'persist'].includes(first) && wordAt(words, at + 1) !== '=';
	return allowedName(words, isScope ? at + 1 : at, ALLOWED_SETTINGS, 'Setting');
}

function allowedName(
	words: readonly SqlWord[],
	at: number,
	allowed: readonly string[],
	what: string
): string | null {
	const name = wordAt(words, at);
	if (allowed.includes(name)) return null;
	return `${what} ${name || '?'} is not available here. The engine's settings belong to the app; these can be set: ${allowed.join(', ')}.`;
}

/** The word at `index` in lower case, unquoted. */
function wordAt(words: readonly SqlWord[], index: number): string {
	const text = words[index]?.text ?? '';
	return (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
}
