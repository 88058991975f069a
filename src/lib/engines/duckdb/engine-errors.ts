import { AppError } from '$lib/domain/errors';

/** Names of exceptions that only a broken wasm module throws: it can't be used any more. */
const FATAL_NAMES = ['RuntimeError', 'RangeError', 'CompileError', 'LinkError', 'TypeError'];
const FATAL_TEXTS = [
	'Aborted(',
	'memory access out of bounds',
	'unreachable',
	'table index is out of bounds'
];
const MEMORY_TEXTS = [
	'Out of Memory Error',
	'std::bad_alloc',
	'Aborted(OOM)',
	'Cannot enlarge memory',
	'Array buffer allocation failed',
	'Invalid typed array length'
];
const SYNTAX_PREFIXES = ['Parser Error', 'Syntax Error'];

export interface EngineFailure {
	error: AppError;
	/** The engine must be replaced. */
	isFatal: boolean;
}

/** What a failed call of DuckDB means. `cause` is what AsyncDuckDB rejected with. */
export function engineFailure(cause: unknown): EngineFailure {
	if (cause instanceof AppError) return { error: cause, isFatal: cause.code === 'engine/crashed' };
	const name = cause instanceof Error ? cause.name : '';
	const message = cause instanceof Error ? cause.message : String(cause);
	const isFatal = FATAL_NAMES.includes(name) || FATAL_TEXTS.some((text) => message.includes(text));
	if (MEMORY_TEXTS.some((text) => message.includes(text))) {
		return { error: outOfMemory(message, cause), isFatal };
	}
	if (isFatal) return { error: crashed(message, cause), isFatal };
	const isSyntax = SYNTAX_PREFIXES.some((prefix) => message.startsWith(prefix));
	return { error: new AppError(isSyntax ? 'query/syntax' : 'query/failed', message, {}, { cause }), isFatal };
}

function outOfMemory(detail: string, cause: unknown): AppError {
	return new AppError(
		'query/out-of-memory',
		'The statement needs more memory than a browser tab can give it. Select fewer columns or rows, or aggregate in steps.',
		{ detail },
		{ cause }
	);
}

function crashed(detail: string, cause: unknown): AppError {
	return new AppError('engine/crashed', `The query engine crashed: ${detail}.`, { detail }, { cause });
}
