/** Byte-level text facts; everything here works on UTF-8 in place and allocates nothing in the usual case. */

/**
 * Offsets in `[start, end)` at which `bytes` stops being valid UTF-8 (the first byte of each ill-formed sequence;
 * Unicode 15, table 3-7). With `more`, a sequence cut off by `end` is not an error: the rest may follow.
 */
export function findInvalidUtf8(bytes: Uint8Array, start: number, end: number, more: boolean): number[] {
	const invalid: number[] = [];
	// plain ASCII is passed over four bytes at a time
	const shift = -bytes.byteOffset & 3;
	const wordCount = Math.max(0, (end - shift) >> 2);
	const words =
		wordCount > 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset + shift, wordCount) : new Uint32Array(0);
	let i = start;
	while (i < end) {
		const lead = bytes[i] as number;
		if (lead < 0x80) {
			i++;
			if (((i - shift) & 3) === 0) {
				let w = (i - shift) >> 2;
				while (w < wordCount && ((words[w] as number) & 0x80808080) === 0) w++;
				i = Math.max(i, (w << 2) + shift);
			}
			continue;
		}
		if (lead >= 0xc2 && lead <= 0xdf && i + 1 < end && ((bytes[i + 1] as number) & 0xc0) === 0x80) {
			i += 2;
			continue;
		}
		const length = sequenceLength(lead);
		if (length === 0) {
			invalid.push(i++);
			continue;
		}
		let k = 1;
		while (k < length && i + k < end && isContinuation(lead, k, bytes[i + k] as number)) k++;
		if (k === length) i += length;
		else if (i + k >= end && more) break;
		else {
			invalid.push(i);
			i += k;
		}
	}
	return invalid;
}

/** Bytes of the character at `at` in UTF-8; 0 where there is none. */
export function utf8LengthAt(bytes: Uint8Array, at: number): number {
	const lead = bytes[at] as number;
	if (lead < 0x80) return 1;
	const length = sequenceLength(lead);
	for (let k = 1; k < length; k++) if (!isContinuation(lead, k, bytes[at + k] as number)) return 0;
	return length;
}

function sequenceLength(lead: number): number {
	if (lead >= 0xc2 && lead <= 0xdf) return 2;
	if (lead >= 0xe0 && lead <= 0xef) return 3;
	if (lead >= 0xf0 && lead <= 0xf4) return 4;
	return 0;
}

function isContinuation(lead: number, index: number, byte: number): boolean {
	if (index === 1) {
		if (lead === 0xe0) return byte >= 0xa0 && byte <= 0xbf;
		if (lead === 0xed) return byte >= 0x80 && byte <= 0x9f;
		if (lead === 0xf0) return byte >= 0x90 && byte <= 0xbf;
		if (lead === 0xf4) return byte >= 0x80 && byte <= 0x8f;
	}
	return byte >= 0x80 && byte <= 0xbf;
}

/** Unicode code points in the UTF-8 of `bytes[start, end)`. */
export function countCodePoints(bytes: Uint8Array, start: number, end: number): number {
	let count = 0;
	for (let i = start; i < end; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count++;
	return count;
}

/** UTF-16 code units that the UTF-8 of `bytes[start, end)` takes. */
export function countUtf16Units(bytes: Uint8Array, start: number, end: number): number {
	let count = 0;
	for (let i = start; i < end; i++) {
		const byte = bytes[i] as number;
		if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
	}
	return count;
}

/** True where `needle` stands in `bytes` at `at`. */
export function startsWithAt(bytes: Uint8Array, needle: Uint8Array, at: number, end: number): boolean {
	if (at + needle.length > end) return false;
	for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
	return true;
}
