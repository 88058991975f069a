import { AppError, type ErrorFacts } from '$lib/domain/errors';

/** Names of exceptions that only a broken wasm module throws: it can't be used any more. */
const FATAL_NAMES = [
	'RuntimeError',
	'RangeError',
	'CompileError',
	'LinkError',
	'TypeError',
	'ReferenceError'
];
const FATAL_TEXTS = ['Aborted(', 'memory access out of bounds', 'table index is out of bounds'];
const MEMORY_TEXTS = [
	'Out of Memory Error',
	'"exception_type":"Out of Memory"',
	'std::bad_alloc',
	'Aborted(OOM)',
	'Cannot enlarge memory',
	'Array buffer allocation failed',
	'Invalid typed array length'
];

const JSON_START = '{"exception_type"';

/** After these DuckDB refuses all further work. */
const FATAL_KINDS = ['FATAL', 'INTERNAL'];

export interface EngineFailure {
	error: AppError;
	/** The engine must be replaced. */
	isFatal: boolean;
}

/** DuckDB's errors under `errors_as_json`. */
interface JsonError {
	exception_type?: string;
	exception_message?: string;
	/** Bytes into the statement, as text. */
	position?: string;
	name?: string;
	candidates?: string;
}

/**
 * What a failed call of DuckDB means. Fact `bytePosition`, where there is one, is an offset into the statement's
 * UTF-8 form; `kind` is DuckDB's kind of error (`Binder`, `Conversion`), `name` what it is about.
 * @param cause what AsyncDuckDB rejected with
 * @param expectsJson the connection has `errors_as_json`: then anything else does not come from DuckDB but from a module
 * that has lost its way (calls through wild pointers end up anywhere)
 */
export function engineFailure(cause: unknown, expectsJson = false): EngineFailure {
	if (cause instanceof AppError) return { error: cause, isFatal: cause.code === 'engine/crashed' };
	const name = cause instanceof Error ? cause.name : '';
	const message = cause instanceof Error ? cause.message : String(cause);
	const isFatal =
		FATAL_NAMES.includes(name) ||
		FATAL_TEXTS.some((text) => message.includes(text)) ||
		(expectsJson && !message.includes(JSON_START));
	if (MEMORY_TEXTS.some((text) => message.includes(text)))
		return { error: outOfMemory(message, cause), isFatal };
	if (isFatal) return { error: crashed(message, cause), isFatal };
	const error = statementError(message, cause);
	if (!FATAL_KINDS.includes(String(error.facts['kind']))) return { error, isFatal };
	return { error: crashed(error.message, cause), isFatal: true };
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

function statementError(message: string, cause: unknown): AppError {
	const json = jsonError(message);
	const kind = json?.exception_type ?? message.slice(0, Math.max(0, message.indexOf(' Error:')));
	const facts: ErrorFacts = {
		kind,
		...(json?.position === undefined ? {} : { bytePosition: Number(json.position) }),
		...(json?.name === undefined ? {} : { name: json.name })
	};
	const text = withoutStack(json?.exception_message ?? message);
	const isSyntax = kind === 'Parser' || kind === 'Syntax';
	return new AppError(isSyntax ? 'query/syntax' : 'query/failed', text, facts, { cause });
}

/** Messages of the parser have their kind before the JSON, others do not. */
function jsonError(message: string): JsonError | null {
	const start = message.indexOf(JSON_START);
	if (start < 0) return null;
	try {
		const error = JSON.parse(message.slice(start)) as JsonError;
		// some of the parser's are wrapped twice
		return { ...error, ...jsonError(error.exception_message ?? '') };
	} catch {
		return null;
	}
}

function withoutStack(message: string): string {
	const stack = message.indexOf('\n\nStack Trace:');
	return (stack < 0 ? message : message.slice(0, stack)).trim();
}
