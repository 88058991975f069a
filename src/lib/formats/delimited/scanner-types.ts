import type { RejectCode } from '$lib/domain/versions/reject';

/** How the scanner splits UTF-8 text into records and fields. */
export interface ScannerDialect {
	/** One to four bytes of UTF-8. */
	delimiter: string;
	/** One ASCII character or null. */
	quote: string | null;
	/** The quote itself, a backslash or another ASCII character, or null. */
	escape: string | null;
	/** Line end of the text that is handed on; any line end is understood. */
	newline: 'lf' | 'crlf' | 'cr';
	comment: string | null;
	/** Physical lines left out at the start. */
	skipLines: number;
	/** The first record is the header: read over, not counted. */
	header: boolean;
	spaceAroundQuotes: boolean;
}

export interface ScannerOptions {
	/** Fields of a sound record. */
	columnCount: number;
	/** A chunk is handed on when it is at least this large. */
	chunkBytes: number;
	/** Longer records are rejects (SPEC DLM-30). */
	maxRecordBytes: number;
	/**
	 * What `byteOffset` counts: bytes of the UTF-8 itself, code points (single-byte encodings), UTF-16 units of
	 * two bytes, or nothing (multi-byte encodings, where no exact offset can be told).
	 */
	offsetUnit: 'utf8' | 'code-point' | 'utf16' | 'none';
	/** Bytes of the file before the text (a byte-order mark). */
	offsetBase: number;
	/** U+FFFD marks bytes that could not be decoded (the text was transcoded). */
	replacementIsInvalid: boolean;
	/** Keep the place of every record, so that `rawRecord` can be asked for later. */
	trackRecords: boolean;
}

/** Sound records in the scanner's own canonical spelling, ready for an engine's plain CSV reader. */
export interface ScannedChunk {
	index: number;
	/** 1-based record number of the chunk's first record, rejected ones counted. */
	firstRecord: number;
	/** Records seen in this chunk, and how many of them are in `bytes`. */
	recordsRead: number;
	rowCount: number;
	/** Owns its whole ArrayBuffer. */
	bytes: Uint8Array<ArrayBuffer>;
	/** From row `row` (1-based, within the chunk) on, `shift` records of the chunk were rejected before it; ascending. */
	gaps: { row: number; shift: number }[];
	rejects: ScannedReject[];
	/** Only with `trackRecords`. */
	places: RecordPlaces | null;
	/** Offset in the text up to which the input has been used, for progress. */
	textEnd: number;
}

export interface ScannedReject {
	record: number;
	byteOffset: number | null;
	raw: string;
	code: RejectCode;
	message: string;
}

/** Where each row of a chunk came from. */
export interface RecordPlaces {
	/** Raw text of row `row` (0-based within the chunk), without its line end. */
	raw(row: number): string;
	byteOffset(row: number): number | null;
}

export interface ScanTotals {
	/** Data records: sound and rejected. */
	records: number;
	rejected: number;
	blankLines: number;
	commentLines: number;
	/** Records that had to be spelled anew for the engine, without a change of value. */
	respelled: number;
}
