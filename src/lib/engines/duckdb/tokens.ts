import type { SqlToken, SqlTokenKind } from '$lib/engines/engine';

/** In the order of DuckDB's own numbering. */
const KINDS: readonly SqlTokenKind[] = ['identifier', 'number', 'string', 'operator', 'keyword', 'comment'];

/**
 * DuckDB's tokens with ends and UTF-16 offsets: DuckDB gives only starts, in UTF-8 bytes. A token is taken to reach
 * to the next one, less white space; comments between tokens are no tokens and stay in that range.
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

/** `byteOffsets` (ascending, into the UTF-8 form of `text`) as UTF-16 offsets. */
function utf16Offsets(text: string, byteOffsets: readonly number[]): number[] {
	const offsets: number[] = [];
	let at = 0;
	let bytes = 0;
	for (const target of byteOffsets) {
		while (bytes < target && at < text.length) {
			const codePoint = text.codePointAt(at) ?? 0;
			bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
			at += codePoint < 0x10000 ? 1 : 2;
		}
		offsets.push(at);
	}
	return offsets;
}
