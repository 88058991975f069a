import { Column, MAX_FIELDS, MAX_TYPED_DEPTH, type Field } from './column';
import { ReadAgain } from './fault';
import { Lead } from './lead';
import { TAG } from './tags';
import { notText, TokenReader } from './token-reader';
import { findInvalidUtf8 } from '$lib/domain/bytes';
import {
	BACKSLASH,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	COLON,
	COMMA,
	isDigit,
	MINUS,
	OPEN_BRACE,
	OPEN_BRACKET,
	QUOTE
} from './tokens';

/** Levels of nesting beyond which a record is a reject. */
export const MAX_DEPTH = 1000;
/** Keys that are looked for further on where the expected one is missing. */
const KEYS_AHEAD = 3;
/** A member whose bytes keep changing is not remembered any more. */
const MAX_LEADS = 100;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads JSON values from bytes into columns, without making objects of them. What was written of a value that turns out
 * to be broken is for the caller to forget.
 *
 * Where records are alike, the bytes between two values are the same in each of them: they are remembered, and while
 * they come again only values are read (see `Lead`).
 */
export class ValueParser extends TokenReader {
	/** Columns made so far, nested ones included: bounds the memory of a batch. */
	columnCount = 1;
	#depth = 0;

	/** Reads the value at `pos` into a slot. @throws JsonFault, ReadAgain */
	value(column: Column, slot: number): void {
		const byte = this.bytes[this.pos] as number;
		if (byte === QUOTE) this.string(column, slot);
		else if (isDigit(byte) || byte === MINUS) this.number(column, slot);
		else if (byte === OPEN_BRACE) {
			if (column.asText) this.#json(column, slot);
			else this.object(column, slot);
		} else if (byte === OPEN_BRACKET) {
			if (column.asText) this.#json(column, slot);
			else this.#array(column, slot);
		} else this.word(column, slot);
	}

	/** Reads the object at `pos` into the fields of a column. */
	object(column: Column, slot: number): void {
		this.#enter();
		column.put(slot, TAG.object);
		const { fields } = column;
		for (let at = this.#member(column, -1); at >= 0; at = this.#member(column, at)) {
			const child = (fields[at] as Field).column;
			if (child.length > slot) this.#duplicate(child, slot);
			this.value(child, slot);
		}
		this.#leave();
	}

	/**
	 * Goes on to the value of the next member of an object.
	 * @param before field of the member before; -1: `pos` is at the opening brace
	 * @returns its field; -1: there is none, `pos` is at the closing brace
	 */
	#member(column: Column, before: number): number {
		const field = column.fields[before + 1];
		if (field !== undefined) {
			const lead = before < 0 ? field.opening : field.lead;
			if (lead !== null && this.#pass(lead)) return before + 1;
		}
		if (this.bytes[this.pos] === CLOSE_BRACE) return -1;
		return this.#memberAhead(column, before);
	}

	/** Passes over a lead, where it stands at `pos`. */
	#pass(lead: Lead): boolean {
		if (!lead.isAt(this.view, this.pos)) return false;
		this.pos += lead.length;
		// more white space than the last time
		if ((this.bytes[this.pos] as number) <= 0x20) this.skipSpace();
		return true;
	}

	/** As `#member`, where some keys are missing. */
	#memberAhead(column: Column, before: number): number {
		const { fields } = column;
		const last = Math.min(before + 1 + KEYS_AHEAD, fields.length - 1);
		for (let at = before + 2; at <= last; at++) {
			const { opening, lead } = fields[at] as Field;
			const known = before < 0 ? opening : lead;
			if (known !== null && this.#pass(known)) return at;
		}
		return this.#newMember(column, before);
	}

	/** As `#member`, token by token. */
	#newMember(column: Column, before: number): number {
		const { bytes } = this;
		const start = this.pos;
		if (before >= 0) this.skipSpace();
		const byte = bytes[this.pos] as number;
		if (before >= 0) {
			if (byte === CLOSE_BRACE) return -1;
			if (byte !== COMMA) throw this.fault('a comma or } is missing');
		}
		this.pos++;
		this.skipSpace();
		if (before < 0 && bytes[this.pos] === CLOSE_BRACE) return -1;
		if (bytes[this.pos] !== QUOTE) throw this.fault('a key in quotes is missing');
		const at = this.#field(column, before + 1);
		this.#colon();
		const field = column.fields[at] as Field;
		if (field.leads < MAX_LEADS) {
			field.leads++;
			field[before < 0 ? 'opening' : 'lead'] = Lead.of(bytes, start, this.pos);
		}
		return at;
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
		this.string(column, slot);
		this.#colon();
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
			if (findInvalidUtf8(this.bytes, start, end, false).length > 0) throw notText(start);
			this.pos = end + 1;
			return decoder.decode(this.bytes.subarray(start, end));
		}
		const scratch = new Column('', 0, null);
		this.string(scratch, 0);
		return decoder.decode(scratch.text.subarray(0, scratch.textBytes));
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
		this.copy(column, start, this.pos);
		column.textBytes += this.pos - start;
	}

	#copyByte(column: Column, byte: number): void {
		if (column.textBytes >= column.text.length) column.growText(column.textBytes + 1);
		column.text[column.textBytes++] = byte;
	}
}

const scratch = new Column('', 0, null);
