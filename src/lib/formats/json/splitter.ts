import { ElementSplitter } from './element-splitter';
import { LineSplitter } from './line-splitter';
import type { RecordsPath } from './path';
import { OPEN_BRACE, OPEN_BRACKET } from './tokens';
import { ValueSplitter } from './value-splitter';

/**
 * Finds where records end and counts them, apart from the parser: it knows of JSON only strings, escapes and
 * brackets (SPEC JSN-2). Offsets are bytes of the whole text.
 */
export interface Splitter {
	/** Takes the next bytes. */
	scan(bytes: Uint8Array): void;
	/** No bytes follow: what is unfinished is a record, too. */
	finish(): void;
	/** Records up to `boundary`. */
	readonly records: number;
	/** Where the last whole record ends; before it nothing has to be kept. */
	readonly boundary: number;
	/** Where the first record may begin; null while it has not been found. */
	readonly start: number | null;
	/** Where the container of the records is closed; null while it is open, and where there is none. */
	readonly closed: number | null;
	/** What is wrong with what stands around the records, and where; null: nothing. */
	readonly fault: { at: number; message: string } | null;
}

/** A record a line; values one after the other; elements of an array; members of an object. */
export type LayoutKind = 'lines' | 'values' | 'elements' | 'members';

/** A fresh splitter for the whole text. */
export function splitterFor({ kind, path }: { kind: LayoutKind; path: RecordsPath | null }): Splitter {
	if (kind === 'lines') return new LineSplitter();
	if (kind === 'values') return new ValueSplitter();
	return new ElementSplitter(path?.keys ?? [], kind === 'members' ? OPEN_BRACE : OPEN_BRACKET);
}
