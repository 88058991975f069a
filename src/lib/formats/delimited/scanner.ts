import { countCodePoints, countUtf16Units, findInvalidUtf8, startsWithAt } from '$lib/domain/bytes';
import type { RejectCode } from '$lib/domain/versions/reject';
import { ChunkBuilder } from './scanner-chunk';
import { CR, LF, lineEnd, RecordReader } from './scanner-record';
import { respellRecord } from './scanner-respell';
import type { ScannedChunk, ScannerDialect, ScannerOptions, ScanTotals } from './scanner-types';

/** Raw text of a reject is kept up to this many bytes; the message tells the rest. */
const RAW_LIMIT_BYTES = 1 << 20;

/**
 * The reader of a delimited file's structure, and the independent count of its records (SPEC RCP-1).
 * It splits UTF-8 text into records, sorts out what is not sound, and hands on chunks of whole, sound records
 * in one canonical spelling that an engine's CSV reader can't misread (SPEC DLM-20).
 *
 * Feed it with `push` and end with `finish`; chunks arrive through `onChunk`, in order.
 */
export class RecordScanner {
	readonly totals: ScanTotals = { records: 0, rejected: 0, blankLines: 0, commentLines: 0, respelled: 0 };

	readonly #reader: RecordReader;
	readonly #builder: ChunkBuilder;
	readonly #comment: Uint8Array | null;
	readonly #quote: number;
	readonly #escape: number;

	#carry: Uint8Array<ArrayBuffer> = new Uint8Array(0);
	#skipLines: number;
	#headerPending: boolean;
	/** Offset in the text of the current buffer's first byte, and the same in units of the file. */
	#textOffset = 0;
	#fileOffset: number;
	/** Units of the file from the buffer's start up to `#unitsAt`. */
	#unitsAt = 0;
	#unitsCount = 0;
	/** Set while a record over the limit is being run through. */
	#oversize: { inQuote: boolean; bytes: number; head: Uint8Array; byteOffset: number | null } | null = null;

	constructor(
		private readonly dialect: ScannerDialect,
		private readonly options: ScannerOptions,
		private readonly onChunk: (chunk: ScannedChunk) => void
	) {
		this.#reader = new RecordReader(dialect);
		this.#builder = new ChunkBuilder(dialect.newline === 'crlf', options);
		this.#comment = dialect.comment ? new TextEncoder().encode(dialect.comment) : null;
		this.#quote = dialect.quote === null ? -1 : dialect.quote.charCodeAt(0);
		this.#escape = dialect.escape === null ? -1 : dialect.escape.charCodeAt(0);
		this.#skipLines = dialect.skipLines;
		this.#headerPending = dialect.header;
		this.#fileOffset = options.offsetBase;
	}

	/** @param bytes the next piece of the text (UTF-8, without a byte-order mark); not kept */
	push(bytes: Uint8Array): void {
		const buffer = new Uint8Array(this.#carry.length + bytes.length);
		buffer.set(this.#carry);
		buffer.set(bytes, this.#carry.length);
		this.#scan(buffer, false);
	}

	finish(): void {
		this.#scan(this.#carry, true);
		if (this.#oversize) this.#endOversize(false);
		const last = this.#builder.take(this.totals.records, this.#textOffset);
		if (last) this.onChunk(last);
	}

	#scan(buffer: Uint8Array<ArrayBuffer>, final: boolean): void {
		const end = buffer.length;
		this.#unitsAt = 0;
		this.#unitsCount = 0;
		let at = this.#oversize ? this.#skipOversize(buffer, end) : 0;
		while (this.#skipLines > 0 && at < end) {
			const next = lineEnd(buffer, at, end, final);
			if (next < 0) break;
			this.#skipLines--;
			at = next;
		}
		if (this.#skipLines === 0) at = this.#scanRecords(buffer, at, end, final);
		this.#fileOffset += this.#unitsUpTo(buffer, at);
		this.#textOffset += at;
		this.#carry = buffer.slice(at);
	}

	/** The hot loop. @returns the offset up to which `buffer` has been used */
	#scanRecords(buffer: Uint8Array<ArrayBuffer>, from: number, end: number, final: boolean): number {
		const reader = this.#reader;
		const builder = this.#builder;
		const { columnCount, chunkBytes, maxRecordBytes, trackRecords } = this.options;
		const lineEndLength = this.dialect.newline === 'crlf' ? 2 : 1;
		const invalid = new InvalidBytes(buffer, from, end, final, this.options.replacementIsInvalid);
		builder.startRun(from);
		let at = from;
		while (at < end) {
			const skipped = this.#skipNoRecord(buffer, at, end, final);
			if (skipped !== at) {
				if (skipped < 0) break;
				builder.flushRun(buffer, at);
				builder.startRun(skipped);
				at = skipped;
				continue;
			}
			if (!reader.read(buffer, at, end, final)) {
				if (end - at <= maxRecordBytes) break;
				builder.flushRun(buffer, at);
				this.#startOversize(buffer, at, end, reader.open);
				return end;
			}
			const { stop, next } = reader;
			this.totals.records++;
			const fault = reader.open
				? 'unterminated-quote'
				: reader.badQuote
					? 'bad-quote'
					: stop - at > maxRecordBytes
						? 'too-long'
						: invalid.within(at, stop)
							? 'invalid-bytes'
							: reader.fields < columnCount
								? 'too-few-fields'
								: reader.fields > columnCount
									? 'too-many-fields'
									: null;
			if (fault !== null) {
				builder.flushRun(buffer, at);
				this.#reject(fault, buffer, at, stop, reader.fields);
				builder.startRun(next);
			} else {
				if (trackRecords) builder.track(buffer.subarray(at, stop), this.#place(buffer, at));
				if (reader.respell) {
					this.totals.respelled++;
					builder.flushRun(buffer, at);
					builder.append(respellRecord(buffer.subarray(at, stop), this.dialect));
					builder.endLine();
					builder.startRun(next);
				} else if (next - stop !== lineEndLength || buffer[next - 1] !== LF) {
					builder.flushRun(buffer, stop);
					builder.endLine();
					builder.startRun(next);
				}
				builder.rowCount++;
			}
			at = next;
			if (builder.size(at) >= chunkBytes) {
				builder.flushRun(buffer, at);
				const chunk = builder.take(this.totals.records, this.#textOffset + at);
				if (chunk) this.onChunk(chunk);
			}
		}
		builder.flushRun(buffer, at);
		return at;
	}

	/**
	 * Blank lines, comments and the header are no records.
	 * @returns the offset after one of these, `at` where a record starts, or -1 while that can't be told yet
	 */
	#skipNoRecord(buffer: Uint8Array, at: number, end: number, final: boolean): number {
		const first = buffer[at];
		if (first === LF || first === CR) {
			const next = lineEnd(buffer, at, end, final);
			if (next >= 0) this.totals.blankLines++;
			return next;
		}
		if (this.#comment) {
			if (startsWithAt(buffer, this.#comment, at, end)) {
				const next = lineEnd(buffer, at, end, final);
				if (next >= 0) this.totals.commentLines++;
				return next;
			}
			if (!final && end - at < this.#comment.length) return -1;
		}
		if (!this.#headerPending) return at;
		if (!this.#reader.read(buffer, at, end, final)) return end - at > this.options.maxRecordBytes ? at : -1;
		this.#headerPending = false;
		return this.#reader.next;
	}

	#reject(code: RejectCode, buffer: Uint8Array, start: number, stop: number, fields: number): void {
		this.totals.rejected++;
		const shown = buffer.subarray(start, Math.min(stop, start + RAW_LIMIT_BYTES));
		this.#builder.reject({
			record: this.totals.records,
			byteOffset: this.#place(buffer, start),
			raw: decodeRaw(shown),
			code,
			message: this.#message(code, stop - start, shown.length, fields)
		});
	}

	#message(code: RejectCode, byteLength: number, shownBytes: number, fields: number): string {
		const cut =
			byteLength > shownBytes
				? ` The record has ${byteLength} bytes; its first ${shownBytes} are kept here.`
				: '';
		switch (code) {
			case 'too-few-fields':
			case 'too-many-fields':
				return `The record has ${fields} fields; the table has ${this.options.columnCount} columns.${cut}`;
			case 'bad-quote':
				return `Text follows a closing quote.${cut}`;
			case 'unterminated-quote':
				return `A quote is opened and never closed, so the rest of the file belongs to this record.${cut}`;
			case 'invalid-bytes':
				return `The record holds bytes that are no valid text in this encoding.${cut}`;
			case 'too-long':
				return `The record is longer than the limit of ${this.options.maxRecordBytes} bytes.${cut}`;
			case 'type':
				return `A value does not fit its column's type.${cut}`;
			case 'bad-json':
				return `The record is no JSON.${cut}`;
			case 'rule':
				return `The record breaks a rule.${cut}`;
		}
	}

	#startOversize(buffer: Uint8Array, start: number, end: number, inQuote: boolean): void {
		this.#oversize = {
			inQuote,
			bytes: end - start,
			head: buffer.slice(start, start + RAW_LIMIT_BYTES),
			byteOffset: this.#place(buffer, start)
		};
	}

	/** Runs on to the end of the record over the limit; a doubled quote only toggles twice. */
	#skipOversize(buffer: Uint8Array, end: number): number {
		const record = this.#oversize;
		if (!record) return 0;
		for (let i = 0; i < end; i++) {
			const byte = buffer[i] as number;
			if (record.inQuote && byte === this.#escape && byte !== this.#quote) i++;
			else if (byte === this.#quote) record.inQuote = !record.inQuote;
			else if (!record.inQuote && (byte === LF || byte === CR)) {
				record.bytes += i;
				this.#endOversize(true);
				return i + 1;
			}
		}
		record.bytes += end;
		return end;
	}

	#endOversize(closed: boolean): void {
		const record = this.#oversize;
		if (!record) return;
		this.#oversize = null;
		if (this.#headerPending) {
			this.#headerPending = false;
			return;
		}
		this.totals.records++;
		this.totals.rejected++;
		const code: RejectCode = closed || !record.inQuote ? 'too-long' : 'unterminated-quote';
		this.#builder.reject({
			record: this.totals.records,
			byteOffset: record.byteOffset,
			raw: decodeRaw(record.head),
			code,
			message: this.#message(code, record.bytes, record.head.length, 0)
		});
	}

	/** Offset in the file of `at` in `buffer`, or null where it can't be told. */
	#place(buffer: Uint8Array, at: number): number | null {
		return this.options.offsetUnit === 'none' ? null : this.#fileOffset + this.#unitsUpTo(buffer, at);
	}

	/** Units of the file in `buffer[0, at)`; `at` only grows within one buffer. */
	#unitsUpTo(buffer: Uint8Array, at: number): number {
		if (this.options.offsetUnit === 'utf8') return at;
		if (this.options.offsetUnit === 'code-point')
			this.#unitsCount += countCodePoints(buffer, this.#unitsAt, at);
		if (this.options.offsetUnit === 'utf16')
			this.#unitsCount += 2 * countUtf16Units(buffer, this.#unitsAt, at);
		this.#unitsAt = at;
		return this.#unitsCount;
	}
}

/** Answers, for ascending ranges, whether text is ill-formed there. */
class InvalidBytes {
	readonly #offsets: number[];
	#index = 0;

	constructor(
		private readonly buffer: Uint8Array,
		from: number,
		end: number,
		final: boolean,
		private readonly replacementIsInvalid: boolean
	) {
		this.#offsets = findInvalidUtf8(buffer, from, end, !final);
	}

	within(start: number, stop: number): boolean {
		const offsets = this.#offsets;
		while (this.#index < offsets.length && (offsets[this.#index] as number) < start) this.#index++;
		if (this.#index < offsets.length && (offsets[this.#index] as number) < stop) return true;
		return this.replacementIsInvalid && hasReplacement(this.buffer, start, stop);
	}
}

function hasReplacement(buffer: Uint8Array, start: number, stop: number): boolean {
	for (let i = start; i + 2 < stop; i++) {
		if (buffer[i] === 0xef && buffer[i + 1] === 0xbf && buffer[i + 2] === 0xbd) return true;
	}
	return false;
}

function decodeRaw(bytes: Uint8Array): string {
	return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
