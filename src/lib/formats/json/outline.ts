import { Column } from './column';
import { ValueParser } from './parser';
import { decodeKey, type RecordsPath } from './path';
import {
	BACKSLASH,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	COLON,
	COMMA,
	isSpace,
	NEWLINE,
	OPEN_BRACE,
	OPEN_BRACKET,
	QUOTE
} from './tokens';

/** A place where the records may be. */
export interface Place {
	path: RecordsPath;
	/** First byte of the first record. */
	firstElement: number;
	why: string;
}

/** What the beginning of a text looks like; made without being strict about it. */
export interface Outline {
	isEmpty: boolean;
	/** First byte that is no white space. */
	first: number;
	/** Values one after the other: 0 none whole, 1 one, 2 several. */
	values: number;
	/** Each line is a value. */
	isLines: boolean;
	/** The first value is spread over lines. */
	isSpread: boolean;
	/** A whole record was seen. */
	sawRecord: boolean;
	/** First byte of the first element, where the text is an array. */
	firstElement: number;
	/** Where records may be inside an object, the likeliest first. */
	places: Place[];
	/** Keys of the object. */
	keys: string[];
}

const LOOKED_AT_LINES = 100;
/** Levels of objects in which arrays of records are looked for. */
const MAX_LEVELS = 4;

/** @param isWhole nothing follows `bytes` */
export function outline(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Outline {
	const start = skipSpaces(bytes, 0);
	const walker = new Walker(bytes);
	const root = walker.walk(start);
	const next = skipSpaces(bytes, walker.pos);
	const follows = bytes[next] as number;
	const first = bytes[start] ?? 0;
	const nested = first === OPEN_BRACE || first === OPEN_BRACKET;
	const another = next < bytes.length && (!nested || follows === OPEN_BRACE || follows === OPEN_BRACKET);
	const newline = bytes.indexOf(NEWLINE, start);
	const values = root?.isWhole ? (another ? 2 : 1) : 0;
	const isLines = start < bytes.length && looksLikeLines(bytes, isWhole);
	const places = root && first === OPEN_BRACE ? placesIn(root) : [];
	return {
		isEmpty: start === bytes.length,
		first,
		values,
		isLines,
		isSpread: newline >= 0 && newline < walker.pos && skipSpaces(bytes, newline) < walker.pos,
		sawRecord: isLines || values > 1 || (root?.elements ?? 0) > 1 || places.length > 0,
		firstElement: root?.firstElement ?? 0,
		places,
		keys: [...(root?.members.keys() ?? [])]
	};
}

interface Seen {
	first: number;
	isWhole: boolean;
	/** Elements of an array, and how many of them are objects or arrays. */
	elements: number;
	nested: number;
	firstElement: number;
	/** Members of an object; null where they are too deep to be of interest. */
	members: Map<string, Seen>;
}

/** Passes over values; stops at the end and at what is no JSON. */
class Walker {
	constructor(
		private readonly bytes: Uint8Array,
		public pos = 0
	) {}

	walk(start: number, level = 0): Seen | null {
		this.pos = start;
		const first = this.bytes[start];
		if (first === undefined) return null;
		const seen: Seen = { first, isWhole: false, elements: 0, nested: 0, firstElement: 0, members: new Map() };
		if (first === OPEN_BRACE && level <= MAX_LEVELS) this.#members(seen, level);
		else if (first === OPEN_BRACKET && level <= MAX_LEVELS + 1) this.#elements(seen, level);
		else seen.isWhole = this.#skip();
		return seen;
	}

	#members(seen: Seen, level: number): void {
		this.#next(1);
		while (this.bytes[this.pos] === QUOTE) {
			const start = this.pos;
			if (!this.#skip()) return;
			const key = decodeKey(this.bytes.slice(start + 1, this.pos - 1));
			this.#next(0);
			if (this.bytes[this.pos] !== COLON) return;
			this.#next(1);
			const member = this.walk(this.pos, level + 1);
			if (!member) return;
			if (seen.members.size < 1000) seen.members.set(key, member);
			if (!member.isWhole) return;
			this.#next(0);
			if (this.bytes[this.pos] !== COMMA) break;
			this.#next(1);
		}
		seen.isWhole = this.#close(CLOSE_BRACE);
	}

	#elements(seen: Seen, level: number): void {
		this.#next(1);
		seen.firstElement = this.bytes[this.pos] ?? 0;
		while (this.pos < this.bytes.length && this.bytes[this.pos] !== CLOSE_BRACKET) {
			const first = this.bytes[this.pos] as number;
			seen.elements++;
			if (first === OPEN_BRACE || first === OPEN_BRACKET) seen.nested++;
			if (level === MAX_LEVELS + 1 || !this.#skip()) return;
			this.#next(0);
			if (this.bytes[this.pos] !== COMMA) break;
			this.#next(1);
		}
		seen.isWhole = this.#close(CLOSE_BRACKET);
	}

	#close(bracket: number): boolean {
		if (this.bytes[this.pos] !== bracket) return false;
		this.pos++;
		return true;
	}

	#next(bytes: number): void {
		this.pos = skipSpaces(this.bytes, this.pos + bytes);
	}

	/** Passes over a value by its quotes and brackets. @returns whether it is whole */
	#skip(): boolean {
		const { bytes } = this;
		let depth = 0;
		let pos = this.pos;
		for (; pos < bytes.length; pos++) {
			const byte = bytes[pos] as number;
			if (byte === QUOTE) {
				pos++;
				while (pos < bytes.length && bytes[pos] !== QUOTE) pos += bytes[pos] === BACKSLASH ? 2 : 1;
				if (depth === 0) return this.#end(pos + 1);
			} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
			else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
				if (depth === 0) return this.#end(pos);
				if (--depth === 0) return this.#end(pos + 1);
			} else if (depth === 0 && (byte === COMMA || byte === COLON || isSpace(byte))) return this.#end(pos);
		}
		this.pos = bytes.length;
		// a number or a word at the very end
		return depth === 0;
	}

	#end(pos: number): boolean {
		const isWhole = pos <= this.bytes.length;
		this.pos = Math.min(pos, this.bytes.length);
		return isWhole;
	}
}

function skipSpaces(bytes: Uint8Array, start: number): number {
	let pos = start;
	while (pos < bytes.length && isSpace(bytes[pos] as number)) pos++;
	return Math.min(pos, bytes.length);
}

/** Whether most of the first lines are objects or arrays by themselves; those that are not are broken records. */
function looksLikeLines(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): boolean {
	let good = 0;
	let lines = 0;
	let pos = 0;
	while (pos < bytes.length && lines < LOOKED_AT_LINES) {
		const newline = bytes.indexOf(NEWLINE, pos);
		if (newline < 0 && !isWhole) break;
		const end = newline < 0 ? bytes.length : newline;
		const start = skipSpaces(bytes.subarray(0, end), pos);
		pos = end + 1;
		if (start === end) continue;
		if (lines === 0 && skipSpaces(bytes.subarray(0, end), start + 1) === end) return false;
		lines++;
		const first = bytes[start];
		if ((first === OPEN_BRACE || first === OPEN_BRACKET) && isValue(bytes.subarray(start, end))) good++;
	}
	return lines > 1 && good * 2 >= lines;
}

function isValue(line: Uint8Array): boolean {
	const bytes = new Uint8Array(line.length + 1);
	bytes.set(line);
	bytes[line.length] = NEWLINE;
	const parser = new ValueParser(true);
	parser.open(bytes, 0);
	const column = new Column('', 1, null);
	column.asText = true;
	try {
		parser.value(column, 0);
		parser.skipSpace();
		return parser.pos === line.length;
	} catch {
		return false;
	}
}

/** Arrays of objects or arrays inside the object, and objects whose members are alike; the likeliest first. */
function placesIn(root: Seen): Place[] {
	const found: (Place & { weight: number })[] = [];
	collect(root, [], found);
	return found
		.sort((a, b) => b.weight - a.weight)
		.map(({ path, firstElement, why }) => ({ path, firstElement, why }));
}

function collect(seen: Seen, keys: string[], found: (Place & { weight: number })[]): void {
	if (areAlike(seen)) {
		found.push({
			path: { keys, members: true },
			firstElement: OPEN_BRACE,
			why: 'the members of the object are alike',
			// what is inside of one of them is less than all of them
			weight: 1e9 - keys.length
		});
		return;
	}
	for (const [key, member] of seen.members) {
		const path = [...keys, key];
		if (member.first === OPEN_BRACKET && member.nested * 2 > member.elements) {
			found.push({
				path: { keys: path, members: false },
				firstElement: member.firstElement,
				why: `the file is an object with an array of ${member.firstElement === OPEN_BRACE ? 'objects' : 'arrays'} in it`,
				weight: member.elements
			});
		} else if (member.first === OPEN_BRACE) collect(member, path, found);
	}
}

/** An object of objects with the same keys. */
function areAlike(seen: Seen): boolean {
	const members = [...seen.members.values()].filter(({ isWhole }) => isWhole);
	if (members.length < 2) return false;
	const [first] = members;
	const keys = new Set(first?.members.keys());
	if (keys.size === 0) return false;
	return members.every(({ first: byte, members: own }) => {
		if (byte !== OPEN_BRACE || own.size === 0) return false;
		const shared = [...own.keys()].filter((key) => keys.has(key)).length;
		return shared * 2 > Math.max(own.size, keys.size);
	});
}
