import { findInvalidUtf8 } from '$lib/domain/bytes';
import { Column, MAX_FIELDS, MAX_TYPED_DEPTH } from './column';
import { JsonFault, ReadAgain } from './fault';
import { TAG } from './tags';
import {
	BACKSLASH,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	COLON,
	COMMA,
	isDigit,
	MINUS,
	NEWLINE,
	OPEN_BRACE,
	OPEN_BRACKET,
	POINT,
	QUOTE
} from './tokens';

/** Levels of nesting beyond which a record is a reject. */
export const MAX_DEPTH = 1000;
const EXACT_DIGITS = 15;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

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
 * Reads JSON values from bytes into columns, without making objects of them. Strict (RFC 8259) but for `NaN`,
 * `Infinity` and `-Infinity`. What was written of a value that turns out to be broken is for the caller to forget.
 *
 * The bytes must be followed by one byte that ends every token and is no white space here: a newline where lines are
 * read one by one, else NUL.
 */
export class ValueParser {
	bytes: Uint8Array = new Uint8Array(0);
	pos = 0;
	readonly oddities: Oddities = { duplicateKeys: 0, duplicateKey: '', loneSurrogates: 0, notNumbers: 0 };
	/** Columns made so far, nested ones included: bounds the memory of a batch. */
	columnCount = 1;
	readonly #space = new Uint8Array(33);
	#depth = 0;

	/** @param linewise a newline is no white space: it ends the record, whatever is open */
	constructor(linewise: boolean) {
		for (const space of linewise ? [0x20, 0x09, 0x0d] : [0x20, 0x09, 0x0d, NEWLINE]) this.#space[space] = 1;
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

	/** Reads the value at `pos` into a slot. @throws JsonFault, ReadAgain */
	value(column: Column, slot: number): void {
		const byte = this.bytes[this.pos] as number;
		if (byte === QUOTE) this.#string(column, slot);
		else if (isDigit(byte) || byte === MINUS) this.#number(column, slot);
		else if (byte === OPEN_BRACE) {
			if (column.asText) this.#json(column, slot);
			else this.object(column, slot);
		} else if (byte === OPEN_BRACKET) {
			if (column.asText) this.#json(column, slot);
			else this.#array(column, slot);
		} else this.#word(column, slot, byte);
	}

	/** Reads the object at `pos` into the fields of a column. */
	object(column: Column, slot: number): void {
		const { bytes } = this;
		this.#enter();
		column.put(slot, TAG.object);
		this.pos++;
		this.skipSpace();
		if (bytes[this.pos] === CLOSE_BRACE) return this.#leave();
		let expected = 0;
		for (;;) {
			if (bytes[this.pos] !== QUOTE) throw this.fault('a key in quotes is missing');
			const at = this.#field(column, expected);
			expected = at + 1;
			this.#colon();
			const child = (column.fields[at] as { column: Column }).column;
			if (child.length > slot) this.#duplicate(child, slot);
			this.value(child, slot);
			this.skipSpace();
			const byte = bytes[this.pos] as number;
			if (byte === CLOSE_BRACE) return this.#leave();
			if (byte !== COMMA) throw this.fault('a comma or } is missing');
			this.pos++;
			this.skipSpace();
		}
	}

	/** Reads the array at `pos` into fields by position: records that are arrays. */
	positions(column: Column, slot: number): void {
		const { bytes } = this;
		this.#enter();
		column.put(slot, TAG.array);
		this.pos++;
		this.skipSpace();
		if (bytes[this.pos] === CLOSE_BRACKET) return this.#leave();
		for (let i = 0; ; i++) {
			if (i === column.fields.length) this.#addField(column, String(i));
			this.value((column.fields[i] as { column: Column }).column, slot);
			this.skipSpace();
			const byte = bytes[this.pos] as number;
			if (byte === CLOSE_BRACKET) return this.#leave();
			if (byte !== COMMA) throw this.fault('a comma or ] is missing');
			this.pos++;
			this.skipSpace();
		}
	}

	/** Reads `"key":` into a text column. */
	key(column: Column, slot: number): void {
		if (this.bytes[this.pos] !== QUOTE) throw this.fault('a key in quotes is missing');
		this.#string(column, slot);
		this.#colon();
	}

	/** A fault at the byte that is read. */
	fault(message: string): JsonFault {
		const byte = this.bytes[this.pos];
		const ended = this.pos >= this.bytes.length - 1 || byte === NEWLINE;
		return new JsonFault('bad-json', ended ? `it ends where ${message}` : message, this.pos);
	}

	/** Begins anew after a fault. */
	reset(pos: number): void {
		this.pos = pos;
		this.#depth = 0;
	}

	#enter(): void {
		if (++this.#depth > MAX_DEPTH) throw this.fault(`it is nested deeper than ${MAX_DEPTH} levels`);
	}

	#leave(): void {
		this.#depth--;
		this.pos++;
	}

	#colon(): void {
		this.skipSpace();
		if (this.bytes[this.pos] !== COLON) throw this.fault('a colon is missing');
		this.pos++;
		this.skipSpace();
	}

	#array(column: Column, slot: number): void {
		const { bytes } = this;
		this.#enter();
		const item = column.item ?? this.#addItem(column);
		// items of a list that was given up or replaced
		item.truncate(column.listStart);
		this.pos++;
		this.skipSpace();
		if (bytes[this.pos] === CLOSE_BRACKET) {
			column.putList(slot);
			return this.#leave();
		}
		for (;;) {
			this.value(item, item.length);
			this.skipSpace();
			const byte = bytes[this.pos] as number;
			if (byte === CLOSE_BRACKET) break;
			if (byte !== COMMA) throw this.fault('a comma or ] is missing');
			this.pos++;
			this.skipSpace();
		}
		column.putList(slot);
		this.#leave();
	}

	#addItem(column: Column): Column {
		if (column.depth >= MAX_TYPED_DEPTH) this.#readAsText(column.top ?? column);
		this.columnCount++;
		return column.itemColumn();
	}

	#addField(column: Column, key: string): number {
		if (column.depth > 0 && column.fields.length >= MAX_FIELDS) this.#readAsText(column);
		if (column.depth >= MAX_TYPED_DEPTH) this.#readAsText(column.top ?? column);
		this.columnCount++;
		return column.addField(key);
	}

	#readAsText(column: Column): never {
		column.asText = true;
		throw new ReadAgain();
	}

	/** The last of equal keys holds, as nearly everywhere (SPEC JSN-8). */
	#duplicate(child: Column, slot: number): void {
		child.truncate(slot);
		this.oddities.duplicateKeys++;
		this.oddities.duplicateKey ||= child.path;
	}

	/** Index of the field whose key is at `pos`; `expected` is where it is if the keys come in the usual order. */
	#field(column: Column, expected: number): number {
		const { bytes } = this;
		const { fields } = column;
		const start = this.pos + 1;
		if (expected < fields.length) {
			const key = (fields[expected] as { bytes: Uint8Array | null }).bytes;
			if (key !== null && this.#isKey(key, start)) return expected;
		}
		let end = start;
		while (bytes[end] !== QUOTE && bytes[end] !== BACKSLASH && (bytes[end] as number) >= 0x20) end++;
		if (bytes[end] === QUOTE && fields.length <= 64) {
			for (let i = 0; i < fields.length; i++) {
				const key = (fields[i] as { bytes: Uint8Array | null }).bytes;
				if (key !== null && key.length === end - start && this.#isKey(key, start)) return i;
			}
		}
		const key = this.#keyText(start, end);
		return column.fieldAt.get(key) ?? this.#addField(column, key);
	}

	#isKey(key: Uint8Array, start: number): boolean {
		const { bytes } = this;
		const { length } = key;
		if (bytes[start + length] !== QUOTE) return false;
		for (let i = 0; i < length; i++) if (bytes[start + i] !== key[i]) return false;
		this.pos = start + length + 1;
		return true;
	}

	#keyText(start: number, end: number): string {
		if (this.bytes[end] === QUOTE) {
			this.#checkUtf8(this.bytes, start, end, start);
			this.pos = end + 1;
			return decoder.decode(this.bytes.subarray(start, end));
		}
		const scratch = new Column('', 0, null);
		this.#string(scratch, 0);
		return decoder.decode(scratch.text.subarray(0, scratch.textBytes));
	}

	/** Copies the string at `pos`, unescaped, into the column's text. */
	#string(column: Column, slot: number): void {
		const { bytes } = this;
		const start = this.pos;
		const from = column.textBytes;
		let { text } = column;
		let to = from;
		let pos = start + 1;
		let beyondAscii = 0;
		for (;;) {
			const stop = pos + text.length - to;
			let byte = 0;
			while (pos < stop) {
				byte = bytes[pos] as number;
				if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break;
				text[to++] = byte;
				beyondAscii |= byte;
				pos++;
			}
			if (pos >= stop || to + 4 > text.length) {
				column.textBytes = to;
				column.growText(to + 64);
				column.textBytes = from;
				text = column.text;
			} else if (byte === QUOTE) break;
			else if (byte === BACKSLASH) {
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
		// bytes that were copied twice while the text grew are the same bytes
		if (beyondAscii >= 0x80) this.#checkUtf8(text, from, to, start);
		this.pos = pos + 1;
		column.putText(slot, TAG.string, to);
	}

	#checkUtf8(bytes: Uint8Array, start: number, end: number, at: number): void {
		if (findInvalidUtf8(bytes, start, end, false).length === 0) return;
		throw new JsonFault('invalid-bytes', 'it has bytes that are no text in the file’s encoding', at);
	}

	/** Writes what the escape at `pos` stands for. */
	#escape(text: Uint8Array, to: number): number {
		const byte = this.bytes[this.pos + 1] as number;
		if (byte === 0x75) return this.#unicodeEscape(text, to);
		const plain = ESCAPES.get(byte);
		if (plain === undefined) throw this.fault('an unknown escape stands in a string');
		text[to] = plain;
		this.pos += 2;
		return to + 1;
	}

	#unicodeEscape(text: Uint8Array, to: number): number {
		let code = this.#hex(this.pos + 2);
		this.pos += 6;
		if (
			code >= 0xd800 &&
			code < 0xdc00 &&
			this.bytes[this.pos] === BACKSLASH &&
			this.bytes[this.pos + 1] === 0x75
		) {
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
		let code = 0;
		for (let i = start; i < start + 4; i++) {
			const digit = HEX[this.bytes[i] as number] ?? -1;
			if (digit < 0) throw this.fault('an unknown escape stands in a string');
			code = code * 16 + digit;
		}
		return code;
	}

	#number(column: Column, slot: number): void {
		const { bytes } = this;
		const start = this.pos;
		let pos = start;
		let byte = bytes[pos] as number;
		const isNegative = byte === MINUS;
		if (isNegative) byte = bytes[++pos] as number;
		if (byte === 0x49) return this.#word(column, slot, byte);
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
		this.pos = pos;
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
		this.#copy(column, start, end);
		column.putText(slot, TAG.literal, column.textBytes + end - start);
		this.pos = end;
	}

	#copy(column: Column, start: number, end: number): void {
		const to = column.textBytes;
		if (to + end - start > column.text.length) column.growText(to + end - start);
		column.text.set(this.bytes.subarray(start, end), to);
	}

	#word(column: Column, slot: number, byte: number): void {
		if (byte === 0x6e) this.#expect(NULL, () => column.put(slot, TAG.null));
		else if (byte === 0x74) this.#expect(TRUE, () => column.put(slot, TAG.true));
		else if (byte === 0x66) this.#expect(FALSE, () => column.put(slot, TAG.false));
		else if (byte === 0x4e || byte === 0x49) {
			const start = this.pos;
			this.#expect(byte === 0x4e ? NAN : INFINITY, () => this.oddities.notNumbers++);
			this.#literal(column, slot, start, this.pos);
		} else throw this.fault('a value is missing');
	}

	#expect(word: Uint8Array, found: () => void): void {
		const { bytes } = this;
		if (bytes[this.pos] === MINUS) this.pos++;
		for (let i = 0; i < word.length; i++) {
			if (bytes[this.pos + i] !== word[i]) throw this.fault('a value is missing');
		}
		this.pos += word.length;
		found();
	}

	/** Copies the object or array at `pos` as JSON text without the white space between its tokens. */
	#json(column: Column, slot: number): void {
		const from = column.textBytes;
		try {
			this.#copyNested(column);
		} catch (error) {
			column.textBytes = from;
			throw error;
		}
		const end = column.textBytes;
		column.textBytes = from;
		column.putText(slot, TAG.json, end);
	}

	#copyNested(column: Column): void {
		const { bytes } = this;
		this.#enter();
		const open = bytes[this.pos] as number;
		const close = open === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
		this.#copyByte(column, open);
		this.pos++;
		this.skipSpace();
		while (bytes[this.pos] !== close) {
			if (open === OPEN_BRACE) {
				if (bytes[this.pos] !== QUOTE) throw this.fault('a key in quotes is missing');
				this.#copyToken(column);
				this.#colon();
				this.#copyByte(column, COLON);
			}
			const byte = bytes[this.pos] as number;
			if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#copyNested(column);
			else this.#copyToken(column);
			this.skipSpace();
			if (bytes[this.pos] === close) break;
			if (bytes[this.pos] !== COMMA) {
				throw this.fault(`a comma or ${open === OPEN_BRACE ? '}' : ']'} is missing`);
			}
			this.#copyByte(column, COMMA);
			this.pos++;
			this.skipSpace();
			if (bytes[this.pos] === close) throw this.fault('a value is missing');
		}
		this.#copyByte(column, close);
		this.#leave();
	}

	/** A string, number or word, checked and copied as it is written. */
	#copyToken(column: Column): void {
		const start = this.pos;
		this.value(scratch, 0);
		scratch.truncate(0);
		this.#copy(column, start, this.pos);
		column.textBytes += this.pos - start;
	}

	#copyByte(column: Column, byte: number): void {
		if (column.textBytes >= column.text.length) column.growText(column.textBytes + 1);
		column.text[column.textBytes++] = byte;
	}
}

const scratch = new Column('', 0, null);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const [NULL, TRUE, FALSE, NAN, INFINITY] = ['null', 'true', 'false', 'NaN', 'Infinity'].map(ascii) as [
	...[Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
];

/** What single letters after a backslash stand for. */
const ESCAPES = new Map(
	([...'"\\/bfnrt'] as string[]).map((letter, i) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(i)])
);

const HEX = new Int8Array(256).fill(-1);
[...'0123456789abcdef'].forEach((digit, value) => {
	HEX[digit.charCodeAt(0)] = value;
	HEX[digit.toUpperCase().charCodeAt(0)] = value;
});

function writeUtf8(text: Uint8Array, to: number, code: number): number {
	if (code < 0x80) {
		text[to] = code;
		return to + 1;
	}
	if (code < 0x800) {
		text[to] = 0xc0 | (code >> 6);
		text[to + 1] = 0x80 | (code & 0x3f);
		return to + 2;
	}
	if (code < 0x10000) {
		text[to] = 0xe0 | (code >> 12);
		text[to + 1] = 0x80 | ((code >> 6) & 0x3f);
		text[to + 2] = 0x80 | (code & 0x3f);
		return to + 3;
	}
	text[to] = 0xf0 | (code >> 18);
	text[to + 1] = 0x80 | ((code >> 12) & 0x3f);
	text[to + 2] = 0x80 | ((code >> 6) & 0x3f);
	text[to + 3] = 0x80 | (code & 0x3f);
	return to + 4;
}
