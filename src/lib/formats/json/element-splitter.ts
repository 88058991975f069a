import { decodeKey, isKeyPrefix, type JsonPath } from './path';
import type { Splitter } from './splitter';
import {
	BACKSLASH,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	COLON,
	COMMA,
	isSpace,
	OPEN_BRACE,
	OPEN_BRACKET,
	QUOTE
} from './tokens';

const enum Phase {
	/** On the way to the container of the records. */
	searching,
	records,
	/** Behind it, in what stands around it. */
	after
}

/** The elements of an array, or the members of an object, somewhere inside one value. */
export class ElementSplitter implements Splitter {
	records = 0;
	boundary = 0;
	start: number | null = null;
	closed: number | null = null;
	fault: { at: number; message: string } | null = null;
	#at = 0;
	#phase: Phase = Phase.searching;
	/** Open brackets, of all or (within the records) of the record. */
	#depth = 0;
	/** Open brackets around the container. */
	#outside = 0;
	#inString = false;
	#isEscaped = false;
	/** Something of the element has been seen. */
	#hasContent = false;
	#isAfterComma = false;
	/** Keys of the path that led here. */
	#matched = 0;
	/** Bytes of the key that is being read in the object that the path leads into. */
	#key: number[] | null = null;
	#foundKey: string | null = null;
	#isKeyNext = false;
	#isValueNext = true;

	/** @param container the bracket that holds the records: `[`, or `{` where members are records */
	constructor(
		private readonly path: JsonPath,
		private readonly container: number
	) {}

	scan(bytes: Uint8Array): void {
		const { length } = bytes;
		for (let pos = 0; pos < length; pos++) {
			if (this.#phase === Phase.records) {
				pos = this.#scanRecords(bytes, pos);
				if (pos === length) break;
				continue;
			}
			const byte = bytes[pos] as number;
			if (this.#inString) this.#stringByte(byte);
			else if (!isSpace(byte)) this.#outsideByte(byte, this.#at + pos);
		}
		this.#at += length;
		if (this.#phase !== Phase.records) this.boundary = this.#at;
	}

	finish(): void {
		if (this.#phase === Phase.records) {
			if (this.#hasContent || this.#isAfterComma) this.records++;
			this.fault ??= { at: this.#at, message: 'the text ends before its last bracket is closed' };
		} else if (this.#phase === Phase.after && (this.#outside > 0 || this.#inString)) {
			this.fault ??= { at: this.#at, message: 'the text ends before its last bracket is closed' };
		}
		this.boundary = this.#at;
	}

	/** The loop that most bytes go through. @returns the last position that was used, or the length */
	#scanRecords(bytes: Uint8Array, from: number): number {
		const { length } = bytes;
		let depth = this.#depth;
		let hasContent = this.#hasContent;
		let inString = this.#inString;
		let isEscaped = this.#isEscaped;
		let pos = from;
		for (; pos < length; pos++) {
			const byte = bytes[pos] as number;
			if (inString) {
				if (isEscaped) isEscaped = false;
				else if (byte === QUOTE) inString = false;
				else if (byte === BACKSLASH) isEscaped = true;
			} else if (byte === QUOTE) {
				inString = true;
				hasContent = true;
			} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
				depth++;
				hasContent = true;
			} else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
				if (depth === 0) break;
				depth--;
			} else if (byte === COMMA) {
				if (depth > 0) continue;
				this.records++;
				this.boundary = this.#at + pos + 1;
				this.#isAfterComma = true;
				hasContent = false;
			} else if (byte > 0x20 || !isSpace(byte)) hasContent = true;
		}
		this.#depth = depth;
		this.#hasContent = hasContent;
		this.#inString = inString;
		this.#isEscaped = isEscaped;
		if (pos < length) this.#close(bytes[pos] as number, this.#at + pos);
		return pos;
	}

	#close(byte: number, at: number): void {
		if (this.#hasContent || this.#isAfterComma) this.records++;
		this.closed = at;
		this.boundary = at;
		this.#phase = Phase.after;
		const expected = this.container === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
		if (byte !== expected) this.fault ??= { at, message: 'a bracket is closed that was not opened' };
	}

	#stringByte(byte: number): void {
		if (this.#isEscaped) this.#isEscaped = false;
		else if (byte === BACKSLASH) this.#isEscaped = true;
		else if (byte === QUOTE) {
			this.#inString = false;
			if (this.#key) {
				this.#foundKey = decodeKey(new Uint8Array(this.#key));
				this.#key = null;
			}
			return;
		}
		this.#key?.push(byte);
	}

	/** A byte outside strings and outside the records. */
	#outsideByte(byte: number, at: number): void {
		if (this.#phase === Phase.after && this.#outside === 0) {
			this.fault ??= { at, message: 'text follows the end' };
			return;
		}
		if (byte === QUOTE) {
			this.#inString = true;
			if (this.#isKeyNext && this.#isOnPath()) this.#key = [];
			this.#isKeyNext = false;
		} else if (byte === COLON) this.#isValueNext = true;
		else if (byte === COMMA) {
			this.#isKeyNext = true;
			this.#isValueNext = false;
			this.#foundKey = null;
		} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#open(byte, at);
		else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
			this.#outside--;
			this.#foundKey = null;
		}
	}

	/** Whether we are right inside the object whose keys the path goes on with. */
	#isOnPath(): boolean {
		return this.#phase === Phase.searching && this.#outside === this.#matched + 1;
	}

	#open(byte: number, at: number): void {
		const isNext =
			this.#phase === Phase.searching &&
			this.#isValueNext &&
			(this.#outside === 0 || (this.#isOnPath() && isKeyPrefix(this.path, this.#matched, this.#foundKey)));
		if (isNext && this.#outside > 0) this.#matched++;
		if (isNext && this.#matched === this.path.length && byte === this.container) {
			this.#phase = Phase.records;
			this.start = at + 1;
			this.boundary = at + 1;
			return;
		}
		// a value that the path does not lead into: what is inside has other levels
		if (isNext && this.#outside > 0 && byte !== OPEN_BRACE) this.#matched--;
		this.#outside++;
		this.#isValueNext = false;
		this.#isKeyNext = byte === OPEN_BRACE;
		this.#foundKey = null;
	}
}
