/**
 * Failures of the world, told apart by code. Expected outcomes (rejects, findings, cancelled) are values, not errors;
 * bugs are asserts. The text for people is made from code and facts by `describeError` in `ui/error-text.ts`;
 * `message` is an English sentence good enough for the console and for `window.varve`.
 */
export const ERROR_CODES = [
	'cancelled',
	'internal',
	// the file
	'file/empty',
	'file/binary',
	'file/changed',
	'file/unreadable',
	'file/unknown-format',
	'file/unsupported',
	'file/no-table',
	'file/damaged',
	'file/encrypted',
	'file/too-large',
	'url/invalid',
	'url/blocked',
	'url/unreachable',
	'url/status',
	'archive/damaged',
	'archive/ratio',
	'archive/several-members',
	'archive/unsupported',
	'import/option',
	'import/count-mismatch',
	'import/too-many-columns',
	'import/unconfirmed',
	// storage
	'storage/full',
	'storage/locked',
	'storage/damaged',
	'storage/unavailable',
	'storage/unwritten',
	'source/unknown',
	'source/name-taken',
	'version/unknown',
	// quality
	'quality/blocked',
	'quality/bad-rules',
	'quality/bad-value',
	// query
	'query/syntax',
	'query/failed',
	'query/not-allowed',
	'query/out-of-memory',
	'query/too-large',
	'diff/column',
	// export
	'export/option',
	'export/limit',
	'export/value',
	'export/unwritable',
	'engine/crashed',
	'engine/start'
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is known about a failure; plain values only, so that it crosses threads. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export class AppError extends Error {
	override readonly name = 'AppError';

	constructor(
		readonly code: ErrorCode,
		message: string,
		readonly facts: ErrorFacts = {},
		options?: { cause?: unknown }
	) {
		super(message, options);
	}
}

/** `error` as an AppError; what is not one becomes `fallback` with the original as its cause. */
export function asAppError(error: unknown, fallback: ErrorCode = 'internal'): AppError {
	if (error instanceof AppError) return error;
	if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled', 'Cancelled.');
	const message = error instanceof Error ? error.message : String(error);
	return new AppError(fallback, message, {}, { cause: error });
}

export function isCancelled(error: unknown): boolean {
	return error instanceof AppError && error.code === 'cancelled';
}
