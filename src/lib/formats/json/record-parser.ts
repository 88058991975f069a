import { Column } from './column';
import { JsonFault } from './fault';
import type { Layout } from './layout';
import { ValueParser } from './parser';
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
	/** Index in the chunk of each row. */
	readonly recordOfRow: number[] = [];
	broken: BrokenRecord[] = [];
	readonly values: ValueParser;
	rows = 0;
	/** The first record of the file held the names of the columns. */
	hasHeader = false;
	/** Records read so far of the chunk, broken ones included. */
	records = 0;
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
		this.values.bytes = bytes;
		this.values.reset(start);
		this.records = 0;
	}

	/** Forgets the rows, not what is known of the columns. */
	clear(): void {
		for (const column of this.columns) column.truncate(0);
		this.recordOfRow.length = 0;
		this.broken = [];
		this.rows = 0;
	}

	/** Where reading of the chunk stands, to come back to it. */
	mark(): { pos: number; records: number; afterComma: boolean } {
		return { pos: this.values.pos, records: this.records, afterComma: this.#afterComma };
	}

	back({ pos, records, afterComma }: ReturnType<RecordParser['mark']>): void {
		this.values.reset(pos);
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
		const { values } = this;
		const next =
			this.layout.kind === 'lines'
				? () => this.#line(end)
				: this.layout.kind === 'values'
					? () => this.#single(end)
					: () => this.#element(end, isLast);
		while (next()) {
			if (this.rows >= maxRows || this.rows * values.columnCount > MAX_SLOTS) return false;
		}
		return true;
	}

	/** @returns whether there was a record */
	#line(end: number): boolean {
		const { values } = this;
		for (;;) {
			values.skipSpace();
			if (values.pos >= end) return false;
			if (values.bytes[values.pos] !== NEWLINE) break;
			values.pos++;
		}
		const start = values.pos;
		this.#attempt(
			start,
			() => {
				values.skipSpace();
				const byte = values.bytes[values.pos];
				if (byte !== NEWLINE && values.pos < end)
					throw values.fault('another value follows the record in its line');
			},
			() => {
				const newline = values.bytes.indexOf(NEWLINE, start);
				return newline < 0 || newline > end ? end : newline;
			}
		);
		return true;
	}

	#single(end: number): boolean {
		const { values } = this;
		values.skipSpace();
		if (values.pos >= end) return false;
		const start = values.pos;
		this.#attempt(
			start,
			() => {
				if (values.pos < end && !endsValue(values.bytes, start, values.pos)) {
					throw values.fault('a value is missing');
				}
			},
			() => skipValue(values.bytes, start, end)
		);
		return true;
	}

	#element(end: number, isLast: boolean): boolean {
		const { values } = this;
		values.skipSpace();
		if (values.pos >= end && !(isLast && this.#afterComma)) return false;
		const start = Math.min(values.pos, end);
		this.#attempt(
			start,
			() => {
				values.skipSpace();
				const byte = values.bytes[values.pos];
				if (values.pos < end && byte !== COMMA) throw values.fault('a comma is missing');
			},
			() => skipElement(values.bytes, start, end)
		);
		this.#afterComma = values.pos < end && values.bytes[values.pos] === COMMA;
		if (this.#afterComma) values.pos++;
		return values.pos < end || this.#afterComma;
	}

	/** Reads one record; a broken one is noted and passed over. */
	#attempt(start: number, check: () => void, skip: () => number): void {
		const { values, rows } = this;
		try {
			this.#record(rows);
			check();
			this.recordOfRow.push(this.records);
			this.rows++;
		} catch (fault) {
			if (!(fault instanceof JsonFault)) throw fault;
			for (const column of this.columns) column.truncate(rows);
			const end = skip();
			this.broken.push({ index: this.records, start, end, fault });
			values.reset(end);
		}
		this.records++;
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
