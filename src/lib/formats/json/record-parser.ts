import { Column } from './column';
import { JsonFault } from './fault';
import type { Layout } from './layout';
import { ValueParser } from './parser';
import type { Oddities } from './token-reader';
import {
	BACKSLASH,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	COMMA,
	isSpace,
	NEWLINE,
	OPEN_BRACE,
	OPEN_BRACKET,
	QUOTE
} from './tokens';

/** A record that is none: its bytes, and what is wrong with it at which of them. */
export interface BrokenRecord {
	/** Index among the records of the chunk. */
	index: number;
	start: number;
	end: number;
	fault: JsonFault;
}

interface Mark {
	pos: number;
	records: number;
	afterComma: boolean;
	oddities: Oddities;
}

/** Bounds the memory of a batch: slots over all columns, each some 20 bytes. */
const MAX_SLOTS = 24e6;

/**
 * Reads the records of a chunk into columns. It walks through the bytes by itself and knows nothing of what the
 * splitter found in them: the number of records that both find must be the same (SPEC JSN-2).
 */
export class RecordParser {
	/** One slot a record; its fields are the columns of the table. */
	root = new Column('', 0, null);
	/** Records that are no object (or no array, where records are arrays). */
	rest = new Column('value', 1, null);
	/** Keys of the members, where each member of an object is a record. */
	keys = new Column('key', 1, null);
	broken: BrokenRecord[] = [];
	readonly values: ValueParser;
	rows = 0;
	/** The first record of the file held the names of the columns. */
	hasHeader = false;
	/** Records read so far of the chunk, broken ones included. */
	records = 0;
	/** Records of the chunk before the rows. */
	#recordsBefore = 0;
	#afterComma = false;

	constructor(private readonly layout: Pick<Layout, 'kind' | 'positional'>) {
		this.values = new ValueParser(layout.kind === 'lines');
	}

	get isPositional(): boolean {
		return this.layout.positional;
	}

	/** Takes over the columns of another parser with all that is known of them, and without its rows. */
	adopt(known: RecordParser): void {
		known.clear();
		[this.root, this.rest, this.keys] = known.columns;
		this.values.columnCount = known.values.columnCount;
	}

	/** Everything that is read: the records, what is no record, and keys. */
	get columns(): [Column, Column, Column] {
		return [this.root, this.rest, this.keys];
	}

	/** Where the next record of the chunk begins, at the latest. */
	get pos(): number {
		return this.values.pos;
	}

	/**
	 * Begins a chunk. `bytes[end]` must be there, and be no white space where the file ends.
	 * @param bytes see `ValueParser`
	 */
	open(bytes: Uint8Array, start: number): void {
		this.values.open(bytes, start);
		this.values.reset(start);
		this.records = 0;
		this.#recordsBefore = 0;
	}

	/** Forgets the rows, not what is known of the columns. */
	clear(): void {
		for (const column of this.columns) column.truncate(0);
		this.broken = [];
		this.rows = 0;
		this.#recordsBefore = this.records;
	}

	/** Index in the chunk of each row, plus `first`, as 64-bit integers. */
	recordNumbers(first: number): BigInt64Array<ArrayBuffer> {
		const numbers = new BigInt64Array(this.rows);
		const halves = new Int32Array(numbers.buffer);
		let number = first + this.#recordsBefore;
		let next = 0;
		for (let row = 0; row < numbers.length; row++, number++) {
			for (; this.broken[next]?.index === number - first; next++) number++;
			halves[2 * row] = number;
			halves[2 * row + 1] = Math.floor(number / 2 ** 32);
		}
		return numbers;
	}

	/** Where reading of the chunk stands, to come back to it. */
	mark(): Mark {
		const { pos, oddities } = this.values;
		return { pos, records: this.records, afterComma: this.#afterComma, oddities: { ...oddities } };
	}

	back({ pos, records, afterComma, oddities }: Mark): void {
		this.values.reset(pos);
		// what is read again is not to be told twice
		Object.assign(this.values.oddities, oddities);
		this.records = records;
		this.#afterComma = afterComma;
		this.clear();
	}

	/**
	 * Reads records until `end`, or until there are so many rows that they should be written first.
	 * @param isLast the records end here: what is missing at the end is a broken record
	 * @returns whether `end` was reached
	 * @throws ReadAgain
	 */
	read(end: number, isLast: boolean, maxRows = Number.POSITIVE_INFINITY): boolean {
		while (this.#next(end, isLast)) {
			if (this.rows >= maxRows || this.rows * this.values.columnCount > MAX_SLOTS) return false;
		}
		return true;
	}

	/** Reads the next record. @returns whether there may be another one */
	#next(end: number, isLast: boolean): boolean {
		const { kind } = this.layout;
		if (kind === 'lines') return this.#line(end);
		return kind === 'values' ? this.#single(end) : this.#element(end, isLast);
	}

	#line(end: number): boolean {
		const { values } = this;
		for (;;) {
			values.skipSpace();
			if (values.pos >= end) return false;
			if (values.bytes[values.pos] !== NEWLINE) break;
			values.pos++;
		}
		this.#attempt(values.pos, end);
		return true;
	}

	#single(end: number): boolean {
		const { values } = this;
		values.skipSpace();
		if (values.pos >= end) return false;
		this.#attempt(values.pos, end);
		return true;
	}

	#element(end: number, isLast: boolean): boolean {
		const { values } = this;
		values.skipSpace();
		if (values.pos >= end && !(isLast && this.#afterComma)) return false;
		this.#attempt(Math.min(values.pos, end), end);
		this.#afterComma = values.pos < end && values.bytes[values.pos] === COMMA;
		if (this.#afterComma) values.pos++;
		return values.pos < end || this.#afterComma;
	}

	/** Reads one record; a broken one is noted and passed over. */
	#attempt(start: number, end: number): void {
		const { values, rows } = this;
		try {
			this.#record(rows);
			this.#checkEnd(start, end);
			this.rows++;
		} catch (fault) {
			if (!(fault instanceof JsonFault)) throw fault;
			for (const column of this.columns) column.truncate(rows);
			const after = this.#skip(start, end);
			this.broken.push({ index: this.records, start, end: after, fault });
			values.reset(after);
		}
		this.records++;
	}

	/** Looks at what follows a record. @throws JsonFault */
	#checkEnd(start: number, end: number): void {
		const { values } = this;
		const { kind } = this.layout;
		if (kind !== 'values') values.skipSpace();
		const { pos } = values;
		if (pos >= end) return;
		const byte = values.bytes[pos];
		if (kind === 'lines') {
			if (byte !== NEWLINE) throw values.fault('another value follows the record in its line');
		} else if (kind === 'values') {
			if (!endsValue(values.bytes, start, pos)) throw values.fault('a value is missing');
		} else if (byte !== COMMA) throw values.fault('a comma is missing');
	}

	/** Where a broken record ends. */
	#skip(start: number, end: number): number {
		const { bytes } = this.values;
		const { kind } = this.layout;
		if (kind === 'values') return skipValue(bytes, start, end);
		if (kind !== 'lines') return skipElement(bytes, start, end);
		const newline = bytes.indexOf(NEWLINE, start);
		return newline < 0 || newline > end ? end : newline;
	}

	#record(row: number): void {
		const { values, root, layout } = this;
		if (layout.kind === 'members') values.key(this.keys, row);
		const byte = values.bytes[values.pos];
		if (byte === OPEN_BRACE && !layout.positional) values.object(root, row);
		else if (byte === OPEN_BRACKET && layout.positional) values.positions(root, row);
		else {
			this.rest.asText = true;
			values.value(this.rest, row);
		}
	}
}

/** Whether a value can end here: brackets and quotes end by themselves, all else at white space or the next of these. */
function endsValue(bytes: Uint8Array, start: number, end: number): boolean {
	const opens = (byte: number): boolean => byte === OPEN_BRACE || byte === OPEN_BRACKET || byte === QUOTE;
	const next = bytes[end] as number;
	return opens(bytes[start] as number) || opens(next) || isSpace(next);
}

/** The end of a broken record that is a value among others: where its brackets are closed again. */
function skipValue(bytes: Uint8Array, start: number, end: number): number {
	const first = bytes[start] as number;
	let depth = 0;
	let pos = start;
	while (pos < end) {
		const byte = bytes[pos] as number;
		if (byte === QUOTE) {
			if (depth === 0 && pos > start) return pos;
			pos = skipString(bytes, pos, end);
			if (depth === 0) return pos;
			continue;
		}
		if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
			if (depth === 0 && pos > start) return pos;
			depth++;
		} else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && depth > 0) {
			if (--depth === 0) return pos + 1;
		} else if (isSpace(byte) && depth === 0 && first !== QUOTE) return pos;
		pos++;
	}
	return end;
}

/** The end of a broken element: the comma behind it. */
function skipElement(bytes: Uint8Array, start: number, end: number): number {
	let depth = 0;
	let pos = start;
	while (pos < end) {
		const byte = bytes[pos] as number;
		if (byte === QUOTE) {
			pos = skipString(bytes, pos, end);
			continue;
		}
		if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
		else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
		else if (byte === COMMA && depth <= 0) return pos;
		pos++;
	}
	return end;
}

function skipString(bytes: Uint8Array, start: number, end: number): number {
	let pos = start + 1;
	while (pos < end && bytes[pos] !== QUOTE) pos += bytes[pos] === BACKSLASH ? 2 : 1;
	return Math.min(pos + 1, end);
}
