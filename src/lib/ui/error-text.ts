import { asAppError } from '$lib/domain/errors';
import { texts } from './texts';
import type { ErrorText } from './texts/en-errors';

/** The sentences for a failure: what happened, to what, and what to do. */
export function describeError(thrown: unknown): ErrorText {
	const error = asAppError(thrown);
	return texts.errors[error.code](error.facts, error.message);
}

/** Everything known about a failure as text, for a report. */
export function errorDetails(thrown: unknown): string {
	const error = asAppError(thrown);
	const facts = Object.entries(error.facts).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
	return [`${error.code}: ${error.message}`, ...facts, error.stack ?? ''].filter(Boolean).join('\n');
}
