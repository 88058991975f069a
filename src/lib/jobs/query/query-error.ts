import { AppError, asAppError } from '$lib/domain/errors';
import { utf16Offsets } from '$lib/domain/sql/text-offset';

/** The text the engine was given, and where the user's own text lies in it. */
export interface SentStatement {
	sent: string;
	/** UTF-16 offset of the user's text in `sent`, and its offset in what the user gave. */
	start: number;
	length: number;
	origin: number;
}

/** `cause` with fact `position` (UTF-16, into what the user gave) in place of the engine's `bytePosition`. */
export function placedError(cause: unknown, { sent, start, length, origin }: SentStatement): AppError {
	const error = asAppError(cause, 'query/failed');
	const { bytePosition, ...facts } = error.facts;
	if (typeof bytePosition !== 'number') return error;
	const [at = 0] = utf16Offsets(sent, [bytePosition]);
	const position = at - start;
	const placed = position >= 0 && position <= length ? { ...facts, position: position + origin } : facts;
	return new AppError(error.code, error.message, placed, { cause: error.cause });
}
