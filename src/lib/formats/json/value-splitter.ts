import type { Splitter } from './splitter';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, isSpace, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './tokens';

/** Values one after the other, each over as many lines as it likes. */
export class ValueSplitter implements Splitter {
	records = 0;
	boundary = 0;
	readonly start = 0;
	readonly closed = null;
	readonly fault = null;
	#at = 0;
	#depth = 0;
	#inString = false;
	#isEscaped = false;
	/** Inside a number, a word or what else begins without bracket and quote. */
	#inWord = false;

	scan(bytes: Uint8Array): void {
		const { length } = bytes;
		for (let pos = 0; pos < length; pos++) {
			const byte = bytes[pos] as number;
			if (this.#inString) {
				if (this.#isEscaped) this.#isEscaped = false;
				else if (byte === BACKSLASH) this.#isEscaped = true;
				else if (byte === QUOTE) {
					this.#inString = false;
					if (this.#depth === 0) this.#end(pos + 1);
				}
			} else if (byte === QUOTE) {
				this.#endWord(pos);
				this.#inString = true;
			} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
				this.#endWord(pos);
				this.#depth++;
			} else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.#depth > 0) {
				if (--this.#depth === 0) this.#end(pos + 1);
			} else if (this.#depth === 0) {
				if (isSpace(byte)) this.#endWord(pos);
				else this.#inWord = true;
			}
		}
		this.#at += length;
	}

	finish(): void {
		if (this.#inString || this.#depth > 0 || this.#inWord) this.records++;
		this.boundary = this.#at;
	}

	#endWord(pos: number): void {
		if (!this.#inWord) return;
		this.#inWord = false;
		this.#end(pos);
	}

	#end(pos: number): void {
		this.records++;
		this.boundary = this.#at + pos;
	}
}
