/**
 * `byteOffsets` (ascending, into the UTF-8 form of `text`) as UTF-16 offsets; an offset inside a character
 * is taken to the character's end, one beyond the text to the text's end.
 */
export function utf16Offsets(text: string, byteOffsets: readonly number[]): number[] {
	const offsets: number[] = [];
	let at = 0;
	let bytes = 0;
	for (const target of byteOffsets) {
		while (bytes < target && at < text.length) {
			const codePoint = text.codePointAt(at) ?? 0;
			// a lone surrogate is written as U+FFFD, three bytes like its own range
			bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
			at += codePoint < 0x10000 ? 1 : 2;
		}
		offsets.push(at);
	}
	return offsets;
}
