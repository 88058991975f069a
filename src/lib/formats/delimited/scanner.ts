import { countCodePoints, countUtf16Units, startsWithAt } from '$lib/domain/bytes';
import type { RejectCode } from '$lib/domain/versions/reject';
import { ChunkBuilder } from './scanner-chunk';
import { InvalidBytes } from './scanner-invalid';
import { rejectMessage } from './scanner-message';
import { OversizeRecord, RAW_LIMIT_BYTES } from './scanner-oversize';
import { CR, LF, lineEnd, RecordReader } from './scanner-record';
import { respellRecord } from './scanner-respell';
import type { ScannedChunk, ScannerDialect, ScannerOptions, ScanTotals } from './scanner-types';

/** So much of the next piece is joined with a record that the last piece cut off. */
const JOINED_BYTES = 1 << 16;
const NOTHING = new Uint8Array(0);

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

	#carry: Uint8Array<ArrayBuffer> = NOTHING;
	#skipLines: number;
	#headerPending: boolean;
	/** Offset in the text of the current buffer's first byte, and the same in units of the file. */
	#textOffset = 0;
	#fileOffset: number;
	/** Units of the file from the buffer's start up to `#unitsAt`. */
	#unitsAt = 0;
	#unitsCount = 0;
	/** Set while a record over the limit is being run through. */
	#oversize: OversizeRecord | null = null;

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
	push(bytes: Uint8Array<ArrayBuffer>): void {
		let from = 0;
		if (this.#carry.length > 0) {
			// the record that was cut off is joined with what is likely its end, not with the whole piece
			const joined = join(this.#carry, bytes.subarray(0, JOINED_BYTES));
			this.#scan(joined, false);
			const used = Math.min(JOINED_BYTES, bytes.length);
			if (this.#carry.length > used) {
				if (used < bytes.length) this.#scan(join(this.#carry, bytes.subarray(used)), false);
				return;
			}
			from = used - this.#carry.length;
			this.#carry = NOTHING;
		}
		this.#scan(from === 0 ? bytes : bytes.subarray(from), false);
	}

	finish(): void {
		this.#scan(this.#carry, true);
		const over = this.#oversize;
		if (over) this.#endOversize(over, over.isOpen ? 'unterminated-quote' : 'too-long');
		const last = this.#builder.take(this.totals.records, this.#textOffset);
		if (last) this.onChunk(last);
	}

	#scan(buffer: Uint8Array<ArrayBuffer>, final: boolean): void {
		const end = buffer.length;
		this.#unitsAt = 0;
		this.#unitsCount = 0;
		let at = this.#oversize ? this.#skipOversize(buffer, this.#oversize) : 0;
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
				this.#oversize = new OversizeRecord(buffer.subarray(at, end), this.#place(buffer, at), reader.open);
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
			message: rejectMessage(
				code,
				{ byteLength: stop - start, keptBytes: shown.length },
				fields,
				this.options
			)
		});
	}

	/** @returns the offset up to which `buffer` belongs to the record over the limit */
	#skipOversize(buffer: Uint8Array, record: OversizeRecord): number {
		const next = record.skip(buffer, { quote: this.#quote, escape: this.#escape });
		if (next < 0) return buffer.length;
		this.#endOversize(record, 'too-long');
		return next;
	}

	#endOversize({ byteOffset, head, byteLength }: OversizeRecord, code: RejectCode): void {
		this.#oversize = null;
		if (this.#headerPending) {
			this.#headerPending = false;
			return;
		}
		this.totals.records++;
		this.totals.rejected++;
		this.#builder.reject({
			record: this.totals.records,
			byteOffset,
			raw: decodeRaw(head),
			code,
			message: rejectMessage(code, { byteLength, keptBytes: head.length }, 0, this.options)
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

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}

function decodeRaw(bytes: Uint8Array): string {
	return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
