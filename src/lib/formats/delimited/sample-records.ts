import { lineEnd, RecordReader, LF, CR } from './scanner-record';
import { splitRecord } from './scanner-respell';
import type { ScannerDialect } from './scanner-types';

/** A record of the sample, split by the same code that reads the whole file. */
export interface SampleRecord {
	/** `quoted` fields are never NULL. */
	fields: { text: string; quoted: boolean }[];
	/** Offset of the record in the text, in bytes of UTF-8. */
	start: number;
	fault: 'bad-quote' | 'unterminated-quote' | null;
}

export interface SampleText {
	records: SampleRecord[];
	/** Bytes of UTF-8 that the records, blank lines and comments take. */
	usedBytes: number;
}

/**
 * Splits UTF-8 text into records: lines to skip, blank lines and comments left out, the header not.
 * @param final the text is whole; otherwise a record at its end that may go on is left out
 */
export function splitSample(
	utf8: Uint8Array,
	dialect: ScannerDialect,
	final: boolean,
	maxRecords = Number.POSITIVE_INFINITY
): SampleText {
	const reader = new RecordReader(dialect);
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	const comment = dialect.comment ? new TextEncoder().encode(dialect.comment) : null;
	const end = utf8.length;
	const records: SampleRecord[] = [];
	let at = 0;
	for (let i = 0; i < dialect.skipLines && at < end; i++) at = nextLine(utf8, at, end);
	while (at < end && records.length < maxRecords) {
		const isComment = comment !== null && comment.every((byte, i) => utf8[at + i] === byte);
		if (utf8[at] === LF || utf8[at] === CR || isComment) {
			at = nextLine(utf8, at, end);
			continue;
		}
		if (!reader.read(utf8, at, end, final)) break;
		const fields = splitRecord(decoder.decode(utf8.subarray(at, reader.stop)), dialect);
		const fault = reader.open ? 'unterminated-quote' : reader.badQuote ? 'bad-quote' : null;
		records.push({ fields, start: at, fault });
		at = reader.next;
	}
	return { records, usedBytes: at };
}

function nextLine(utf8: Uint8Array, at: number, end: number): number {
	return lineEnd(utf8, at, end, true);
}

/** The number of fields that most sound records have; the larger one where two are as frequent. */
export function usualFieldCount(records: readonly SampleRecord[]): { count: number; share: number } {
	const frequency = new Map<number, number>();
	for (const { fields, fault } of records) {
		if (fault === null) frequency.set(fields.length, (frequency.get(fields.length) ?? 0) + 1);
	}
	let count = 0;
	for (const [fields, times] of frequency) {
		const best = frequency.get(count) ?? 0;
		if (times > best || (times === best && fields > count)) count = fields;
	}
	return { count, share: records.length === 0 ? 0 : (frequency.get(count) ?? 0) / records.length };
}
