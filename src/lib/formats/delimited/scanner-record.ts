import { startsWithAt } from '$lib/domain/bytes';
import type { ScannerDialect } from './scanner-types';

export const LF = 10;
export const CR = 13;
const SPACE = 32;
/** Classes of bytes outside quotes; 0 is a plain byte. */
const DELIMITER = 1;
const LINE_END = 2;

/**
 * Finds the end of one record: a small state machine over UTF-8 bytes (the grammar is SPEC DLM-21 to DLM-26).
 * `read` leaves its findings in the fields, so that nothing is allocated for a record.
 */
export class RecordReader {
	/** End of the record's text, and start of the next record. */
	stop = 0;
	next = 0;
	fields = 0;
	/** A quote was still open where the text ended. */
	open = false;
	/** Text follows a closing quote. */
	badQuote = false;
	/** The record is sound, but must be spelled anew for the engine. */
	respell = false;

	readonly #delimiter: Uint8Array;
	readonly #quote: number;
	readonly #escape: number;
	readonly #spaceAroundQuotes: boolean;
	readonly #classes = new Uint8Array(256);
	readonly #quotedStops = new Uint8Array(256);

	constructor(dialect: ScannerDialect) {
		this.#delimiter = new TextEncoder().encode(dialect.delimiter);
		this.#quote = dialect.quote === null ? -1 : dialect.quote.charCodeAt(0);
		this.#escape = dialect.escape === null || this.#quote < 0 ? -1 : dialect.escape.charCodeAt(0);
		this.#spaceAroundQuotes = dialect.spaceAroundQuotes;
		this.#classes[this.#delimiter[0] as number] = DELIMITER;
		this.#classes[LF] = LINE_END;
		this.#classes[CR] = LINE_END;
		if (this.#quote >= 0) this.#quotedStops[this.#quote] = 1;
		if (this.#escape >= 0) this.#quotedStops[this.#escape] = 1;
	}

	/**
	 * Reads the record that starts at `start`.
	 * @param final nothing follows `end`
	 * @returns false when the record may go on after `end` (then only `open` tells something)
	 */
	read(buffer: Uint8Array, start: number, end: number, final: boolean): boolean {
		const classes = this.#classes;
		const quote = this.#quote;
		const single = this.#delimiter.length === 1;
		let fields = 1;
		this.open = false;
		this.badQuote = false;
		this.respell = false;
		let i = start;
		for (;;) {
			// at the start of a field
			if (i < end) {
				if (buffer[i] === quote) i = this.#quoted(buffer, i + 1, end);
				else if (buffer[i] === SPACE && quote >= 0) i = this.#afterSpaces(buffer, i, end);
			}
			while (i < end && classes[buffer[i] as number] === 0) i++;
			if (!single && i < end && !this.#isBoundary(buffer, i, end)) i = this.#unquoted(buffer, i, end);
			if (i >= end) {
				if (!final) return false;
				this.fields = fields;
				this.stop = this.next = end;
				return true;
			}
			if (classes[buffer[i] as number] === DELIMITER) {
				i += this.#delimiter.length;
				fields++;
				continue;
			}
			this.fields = fields;
			this.stop = i;
			if (buffer[i] !== CR) this.next = i + 1;
			else if (i + 1 < end) this.next = buffer[i + 1] === LF ? i + 2 : i + 1;
			else if (final) this.next = end;
			else return false;
			return true;
		}
	}

	/** @returns the offset of the next whole delimiter, line end or `end` */
	#unquoted(buffer: Uint8Array, from: number, end: number): number {
		const classes = this.#classes;
		let i = from;
		for (;;) {
			while (i < end && classes[buffer[i] as number] === 0) i++;
			if (i >= end || this.#isBoundary(buffer, i, end)) return i;
			i++;
		}
	}

	/** Spaces before a quote belong to the value, or mean nothing: either way the engine must not see them so. */
	#afterSpaces(buffer: Uint8Array, from: number, end: number): number {
		let i = from;
		while (i < end && buffer[i] === SPACE) i++;
		if (i >= end || buffer[i] !== this.#quote) return i;
		this.respell = true;
		return this.#spaceAroundQuotes ? this.#quoted(buffer, i + 1, end) : i;
	}

	/** @returns the offset after the closing quote (and what wrongly follows it is left to `#unquoted`) */
	#quoted(buffer: Uint8Array, from: number, end: number): number {
		const quotedStops = this.#quotedStops;
		const quote = this.#quote;
		const doubled = this.#escape === quote;
		let i = from;
		for (;;) {
			while (i < end && quotedStops[buffer[i] as number] === 0) i++;
			if (i >= end) {
				this.open = true;
				return end;
			}
			if (buffer[i] !== quote) {
				this.respell = true;
				i += 2;
			} else if (doubled && i + 1 < end && buffer[i + 1] === quote) i += 2;
			else break;
		}
		i++;
		if (i >= end || this.#isBoundary(buffer, i, end)) return i;
		let j = i;
		while (j < end && buffer[j] === SPACE) j++;
		if (this.#spaceAroundQuotes && (j >= end || this.#isBoundary(buffer, j, end))) {
			this.respell = true;
			return j;
		}
		this.badQuote = true;
		return i;
	}

	#isBoundary(buffer: Uint8Array, at: number, end: number): boolean {
		const kind = this.#classes[buffer[at] as number];
		if (kind === LINE_END) return true;
		if (kind !== DELIMITER) return false;
		return this.#delimiter.length === 1 || startsWithAt(buffer, this.#delimiter, at, end);
	}
}

/** @returns the offset after the line that starts at `at`, or -1 while its end may still follow */
export function lineEnd(buffer: Uint8Array, at: number, end: number, final: boolean): number {
	for (let i = at; i < end; i++) {
		if (buffer[i] === LF) return i + 1;
		if (buffer[i] === CR) {
			if (i + 1 < end) return buffer[i + 1] === LF ? i + 2 : i + 1;
			return final ? end : -1;
		}
	}
	return final ? end : -1;
}
