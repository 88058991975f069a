import { utf16Offsets } from '$lib/domain/sql/text-offset';
import type { SqlToken, SqlTokenKind } from '$lib/domain/sql/token';

/** In the order of DuckDB's own numbering. */
const KINDS: readonly SqlTokenKind[] = ['identifier', 'number', 'string', 'operator', 'keyword', 'comment'];

/**
 * DuckDB's tokens with ends and UTF-16 offsets: DuckDB gives only starts, in UTF-8 bytes. A token is taken to reach
 * to the next one, less white space; so a comment behind a token is part of it.
 */
export function sqlTokens(
	script: string,
	byteOffsets: readonly number[],
	types: readonly number[]
): SqlToken[] {
	const starts = utf16Offsets(script, byteOffsets);
	return starts.map((start, index) => ({
		kind: KINDS[types[index] ?? 0] ?? 'identifier',
		start,
		end: start + script.slice(start, starts[index + 1] ?? script.length).trimEnd().length
	}));
}
