import { utf8LengthAt } from '$lib/domain/bytes';
import type { Column } from './column';
import { ESCAPES, hexAt, writeUtf8 } from './escapes';
import { JsonFault } from './fault';
import { TAG } from './tags';
import { BACKSLASH, isDigit, MINUS, NEWLINE, POINT, QUOTE } from './tokens';

const EXACT_DIGITS = 15;
/** Bytes that must be readable behind the last one, as some are read four at once. */
export const SPARE_BYTES = 8;

/** What was met beside sound values: told on the receipt. */
export interface Oddities {
	duplicateKeys: number;
	/** Path of the first one. */
	duplicateKey: string;
	loneSurrogates: number;
	/** NaN and the infinities. */
	notNumbers: number;
}

/**
 * Reads single tokens from bytes into columns: strings, numbers and words. Strict (RFC 8259) but for `NaN`, `Infinity`
 * and `-Infinity`.
 */
export class TokenReader {
	/** Given by `open`. */
	bytes: Uint8Array = new Uint8Array(0);
	pos = 0;
	readonly oddities: Oddities = { duplicateKeys: 0, duplicateKey: '', loneSurrogates: 0, notNumbers: 0 };
	protected view = new DataView(this.bytes.buffer);
	readonly #space = new Uint8Array(33);

	/** @param linewise a newline is no white space: it ends the record, whatever is open */
	constructor(linewise: boolean) {
		for (const space of linewise ? [0x20, 0x09, 0x0d] : [0x20, 0x09, 0x0d, NEWLINE]) this.#space[space] = 1;
	}

	/**
	 * Begins with other bytes. The last one must end every token and be no white space here: a newline where lines are
	 * read one by one, else NUL. Without `SPARE_BYTES` behind it in their buffer they are copied.
	 */
	open(bytes: Uint8Array, start: number): void {
		const { byteOffset, length } = bytes;
		if (bytes.buffer.byteLength < byteOffset + length + SPARE_BYTES) {
			const copy = new Uint8Array(length + SPARE_BYTES);
			copy.set(bytes);
			this.bytes = copy.subarray(0, length);
		} else this.bytes = bytes;
		this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, length + SPARE_BYTES);
		this.pos = start;
	}

	skipSpace(): void {
		const { bytes } = this;
		let pos = this.pos;
		for (;;) {
			const byte = bytes[pos] as number;
			if (byte > 0x20 || this.#space[byte] !== 1) break;
			pos++;
		}
		this.pos = pos;
	}

	/** A fault at the byte that is read. */
	fault(message: string): JsonFault {
		const byte = this.bytes[this.pos];
		const ended = this.pos >= this.bytes.length - 1 || byte === NEWLINE;
		return new JsonFault('bad-json', ended ? `it ends where ${message}` : message, this.pos);
	}

	/** Copies the string at `pos`, unescaped, into the column's text. @throws JsonFault */
	protected string(column: Column, slot: number): void {
		const { bytes, view } = this;
		const start = this.pos;
		const from = column.textBytes;
		let { text, textView } = column;
		let to = from;
		let pos = start + 1;
		let isSound = true;
		for (;;) {
			// a word, or up to three bytes of one and then a character or an escape
			if (to + SPARE_BYTES > text.length) {
				column.textBytes = to;
				column.growText(to + SPARE_BYTES);
				column.textBytes = from;
				({ text, textView } = column);
			}
			const word = view.getInt32(pos, true);
			if (isPlain(word)) {
				textView.setInt32(to, word, true);
				to += 4;
				pos += 4;
				continue;
			}
			let byte = bytes[pos] as number;
			while (byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH) {
				text[to++] = byte;
				byte = bytes[++pos] as number;
			}
			if (byte === QUOTE) break;
			if (byte >= 0x80) {
				const length = utf8LengthAt(bytes, pos);
				isSound &&= length > 0;
				const end = pos + Math.max(length, 1);
				while (pos < end) text[to++] = bytes[pos++] as number;
			} else if (byte === BACKSLASH) {
				this.pos = pos;
				to = this.#escape(text, to);
				pos = this.pos;
			} else {
				this.pos = pos;
				throw this.fault(
					pos >= bytes.length - 1 || byte === NEWLINE
						? 'a string is open'
						: 'a control character stands in a string'
				);
			}
		}
		if (!isSound) throw notText(start);
		this.pos = pos + 1;
		column.putText(slot, TAG.string, to);
	}

	/** Writes what the escape at `pos` stands for. */
	#escape(text: Uint8Array, to: number): number {
		const byte = this.bytes[this.pos + 1] as number;
		if (byte === 0x75) return this.#unicodeEscape(text, to);
		const plain = ESCAPES[byte] as number;
		if (!(plain > 0)) throw this.fault('an unknown escape stands in a string');
		text[to] = plain;
		this.pos += 2;
		return to + 1;
	}

	#unicodeEscape(text: Uint8Array, to: number): number {
		const { bytes } = this;
		let code = this.#hex(this.pos + 2);
		this.pos += 6;
		const isHigh = code >= 0xd800 && code < 0xdc00;
		if (isHigh && bytes[this.pos] === BACKSLASH && bytes[this.pos + 1] === 0x75) {
			const low = this.#hex(this.pos + 2);
			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
				this.pos += 6;
			}
		}
		if (code >= 0xd800 && code < 0xe000) {
			this.oddities.loneSurrogates++;
			code = 0xfffd;
		}
		return writeUtf8(text, to, code);
	}

	#hex(start: number): number {
		const code = hexAt(this.bytes, start);
		if (code < 0) throw this.fault('an unknown escape stands in a string');
		return code;
	}

	/** Reads the number at `pos`. @throws JsonFault */
	protected number(column: Column, slot: number): void {
		const { bytes } = this;
		const start = this.pos;
		let pos = start;
		let byte = bytes[pos] as number;
		const isNegative = byte === MINUS;
		if (isNegative) byte = bytes[++pos] as number;
		if (byte === 0x49) return this.word(column, slot);
		const first = pos;
		let mantissa = 0;
		let point = 0;
		while (byte >= 0x30 && byte <= 0x39) {
			mantissa = mantissa * 10 + (byte - 0x30);
			byte = bytes[++pos] as number;
		}
		this.pos = pos;
		if (pos === first) throw this.fault('a digit is missing');
		if (bytes[first] === 0x30 && pos > first + 1) {
			this.pos = first;
			throw this.fault('a number begins with a needless zero');
		}
		if (byte === POINT) {
			point = pos;
			byte = bytes[++pos] as number;
			while (byte >= 0x30 && byte <= 0x39) {
				mantissa = mantissa * 10 + (byte - 0x30);
				byte = bytes[++pos] as number;
			}
			this.pos = pos;
			if (pos === point + 1) throw this.fault('a digit is missing');
		}
		const digits = pos - first - (point === 0 ? 0 : 1);
		if (byte === 0x65 || byte === 0x45) return this.#literal(column, slot, start, this.#exponent(pos));
		if (digits > EXACT_DIGITS || (isNegative && mantissa === 0))
			return this.#literal(column, slot, start, pos);
		column.putNumber(slot, isNegative ? -mantissa : mantissa, point === 0 ? 0 : pos - point - 1);
	}

	/** @returns the end of the exponent at `start` */
	#exponent(start: number): number {
		const { bytes } = this;
		let pos = start + 1;
		if (bytes[pos] === MINUS || bytes[pos] === 0x2b) pos++;
		const first = pos;
		while (isDigit(bytes[pos] as number)) pos++;
		this.pos = pos;
		if (pos === first) throw this.fault('a digit is missing');
		return pos;
	}

	#literal(column: Column, slot: number, start: number, end: number): void {
		this.copy(column, start, end);
		column.putText(slot, TAG.literal, column.textBytes + end - start);
		this.pos = end;
	}

	/** Copies bytes as they are behind the column's text. */
	protected copy(column: Column, start: number, end: number): void {
		const to = column.textBytes;
		if (to + end - start > column.text.length) column.growText(to + end - start);
		column.text.set(this.bytes.subarray(start, end), to);
	}

	/** Reads null, true, false, NaN or an infinity. @throws JsonFault */
	protected word(column: Column, slot: number): void {
		const { pos } = this;
		const word = this.view.getInt32(pos, true);
		if (word === NULL) {
			this.pos = pos + 4;
			column.put(slot, TAG.null);
		} else if (word === TRUE) {
			this.pos = pos + 4;
			column.put(slot, TAG.true);
		} else if (word === FALS && this.bytes[pos + 4] === 0x65) {
			this.pos = pos + 5;
			column.put(slot, TAG.false);
		} else this.#notNumber(column, slot);
	}

	#notNumber(column: Column, slot: number): void {
		const start = this.pos;
		if (this.bytes[start] === MINUS) this.pos++;
		const word = this.bytes[this.pos] === NAN[0] ? NAN : INFINITY;
		for (let i = 0; i < word.length; i++) {
			if (this.bytes[this.pos + i] !== word[i]) throw this.fault('a value is missing');
		}
		this.oddities.notNumbers++;
		this.#literal(column, slot, start, this.pos + word.length);
	}
}

/** A string whose bytes are no UTF-8. */
export function notText(at: number): JsonFault {
	return new JsonFault('invalid-bytes', 'it has bytes that are no text in the file’s encoding', at);
}

/**
 * Whether four bytes are ASCII and none of them ends a string, begins an escape or is a control character
 * (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
 */
function isPlain(word: number): boolean {
	const quotes = (word ^ 0x22222222) - 0x01010101;
	const backslashes = (word ^ 0x5c5c5c5c) - 0x01010101;
	return ((quotes | backslashes | (word - 0x20202020) | word) & 0x80808080) === 0;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const wordOf = (text: string): number => new DataView(bytesOf(text).buffer).getInt32(0, true);
const [NULL, TRUE, FALS] = [wordOf('null'), wordOf('true'), wordOf('fals')];
const [NAN, INFINITY] = [bytesOf('NaN'), bytesOf('Infinity')];
