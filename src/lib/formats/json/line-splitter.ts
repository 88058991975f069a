import type { Splitter } from './splitter';
import { isSpace, NEWLINE } from './tokens';

/** Every line that is not blank is a record. */
export class LineSplitter implements Splitter {
	records = 0;
	boundary = 0;
	readonly start = 0;
	readonly closed = null;
	readonly fault = null;
	#at = 0;
	#isBlank = true;

	scan(bytes: Uint8Array): void {
		let pos = 0;
		// four bytes at once; a view needs them aligned
		const words =
			bytes.byteOffset % 4 === 0 ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : null;
		for (;;) {
			const newline = words ? newlineFrom(bytes, words, pos) : bytes.indexOf(NEWLINE, pos);
			const end = newline < 0 ? bytes.length : newline;
			if (this.#isBlank) this.#isBlank = isBlank(bytes, pos, end);
			if (newline < 0) break;
			if (!this.#isBlank) this.records++;
			this.#isBlank = true;
			pos = newline + 1;
			this.boundary = this.#at + pos;
		}
		this.#at += bytes.length;
	}

	finish(): void {
		if (!this.#isBlank) this.records++;
		this.boundary = this.#at;
	}
}

const NEWLINES = 0x0a0a0a0a;

/** Place of the next newline, or -1: lines are short, and `indexOf` takes long to begin. */
function newlineFrom(bytes: Uint8Array, words: Int32Array, start: number): number {
	let pos = start;
	const { length } = bytes;
	for (; pos < length && pos % 4 !== 0; pos++) if (bytes[pos] === NEWLINE) return pos;
	let word = pos >> 2;
	const inFours = words.length - 3;
	while (word < inFours) {
		const found =
			zeroIn((words[word] as number) ^ NEWLINES) |
			zeroIn((words[word + 1] as number) ^ NEWLINES) |
			zeroIn((words[word + 2] as number) ^ NEWLINES) |
			zeroIn((words[word + 3] as number) ^ NEWLINES);
		if ((found & 0x80808080) !== 0) break;
		word += 4;
	}
	while (word < words.length && (zeroIn((words[word] as number) ^ NEWLINES) & 0x80808080) === 0) word++;
	for (pos = Math.max(pos, word << 2); pos < length; pos++) if (bytes[pos] === NEWLINE) return pos;
	return -1;
}

/** Has one of the bits 0x80808080 where some byte is zero: https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord */
function zeroIn(word: number): number {
	return (word - 0x01010101) & ~word;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
	let pos = start;
	while (pos < end && isSpace(bytes[pos] as number)) pos++;
	return pos === end;
}
