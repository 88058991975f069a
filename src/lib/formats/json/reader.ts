import { countUtf16Units } from '$lib/domain/bytes';
import { AppError } from '$lib/domain/errors';
import type { Reject } from '$lib/domain/versions/reject';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import { TextInput } from '../delimited/text-source';
import type { TableReader, TableSink, TableWriter, TablesRead } from '../table-reader';
import { arrowBatch, RECORD_NUMBERS } from './arrow-batch';
import type { JsonFault } from './fault';
import { readLayout, type Layout } from './layout';
import { formatPath } from './path';
import { previewJson } from './preview';
import { RecordParser, type BrokenRecord } from './record-parser';
import { endOf, passHeader, readBatch } from './sample';
import { splitterFor, type Splitter } from './splitter';
import { markFixed, planTable, type TablePlan } from './table-plan';
import { SPARE_BYTES } from './token-reader';
import { toldOf } from './told';

/** Text that is read at once; a batch of rows is made of it. */
const CHUNK_BYTES = 16 << 20;
/** The first batch is smaller, so that the engine need not wait for long. */
const FIRST_CHUNK_BYTES = 6 << 20;
/** A record may be as long. */
export const MAX_RECORD_BYTES = 128 << 20;
/** Of a rejected record this much is kept. */
const MAX_RAW_BYTES = 1 << 20;

/** Reads JSON and NDJSON (SPEC JSN-1 to JSN-10). */
export const jsonReader: TableReader = {
	isSequential: true,
	preview: previewJson,
	async read(input, options, sink) {
		const layout = await readLayout(input, options);
		const first = new Pass(input, options, layout, sink);
		if (await first.run(null)) return first.result();
		// a late record has other types: now they are known over all records
		await sink.restart();
		const second = new Pass(input, options, layout, sink);
		await second.run(first.finalPlan());
		return first.result();
	}
};

/** One reading of the file. */
class Pass {
	readonly #parser: RecordParser;
	readonly #splitter: Splitter;
	#plan: TablePlan | null = null;
	#writer: TableWriter | null = null;
	/** The types were disproved: the rest is only looked at. */
	#isDisproved = false;
	/** Types are those of all records. */
	#isSettled = false;
	/** Records in the chunks before, and of these the header. */
	#recordsBefore = 0;
	#isHeaderNext: boolean;
	/** Of the text before the chunk: its UTF-8 bytes, and bytes in the file. */
	#textBefore = 0;
	#fileBefore: number;
	readonly #text: TextInput;
	/** UTF-8 behind the last chunk, with room for more: made once, as fresh memory costs more than the copy into it. */
	#buffer = new Uint8Array(0);
	#length = 0;

	constructor(
		private readonly input: PackedInput,
		private readonly options: ImportOptions,
		private readonly layout: Layout,
		private readonly sink: TableSink
	) {
		this.#parser = new RecordParser(layout);
		this.#splitter = splitterFor(layout);
		this.#isHeaderNext = layout.header !== null;
		this.#text = new TextInput(layout);
		this.#fileBefore = this.#text.offsetBase;
	}

	/**
	 * @param plan the types of all records, from the pass before
	 * @returns false where types turned out to be wrong for a late record: nothing was finished then
	 */
	async run(plan: { parser: RecordParser } | null): Promise<boolean> {
		if (plan) this.#settle(plan.parser);
		const { input, sink } = this;
		for await (const block of input.blocks()) {
			await this.#take(this.#text.push(block), false);
			sink.progress(input.packedBytesRead());
		}
		await this.#take(this.#text.finish(), true);
		if (this.#isDisproved) return false;
		const writer = await this.#begin();
		await writer.end(this.#splitter.records - (this.layout.header ? 1 : 0));
		return true;
	}

	finalPlan(): { parser: RecordParser } {
		return { parser: this.#parser };
	}

	result(): TablesRead {
		const { layout, options } = this;
		const dialect = {
			layout: layout.kind,
			path: layout.path ? formatPath(layout.path) : null,
			encoding: layout.encoding,
			nested: options.nested ?? 'keep',
			onBroken: options.onBroken ?? 'fail',
			...(layout.positional ? { header: layout.header !== null } : {})
		};
		const names = planTable(this.#parser, layout, options, this.input.memberName).warnings;
		const cut = this.#splitter.fault;
		const told = cut ? [{ code: 'broken-text', message: `What was whole was kept: ${sentence(cut)}.` }] : [];
		return { dialect, warnings: [...told, ...names, ...toldOf(this.#parser, layout)] };
	}

	/** Takes over what is known of the columns. */
	#settle(known: RecordParser): void {
		this.#isSettled = true;
		this.#parser.adopt(known);
	}

	/** @param block the bytes of the file that the text is of */
	async #take(text: Uint8Array<ArrayBuffer>, isLast: boolean): Promise<void> {
		const splitter = this.#splitter;
		if (text.length > 0) splitter.scan(text);
		if (isLast) splitter.finish();
		const whole = this.#gather(text);
		const at = this.#textBefore;
		if (splitter.start === null) {
			if (isLast) throw this.#noRecords();
			return this.#drop(whole, whole.length);
		}
		const end = Math.max(0, (splitter.closed ?? splitter.boundary) - at);
		const from = Math.max(0, splitter.start - at);
		const wanted = at === 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
		const isWaiting = !isLast && splitter.closed === null && whole.length < wanted;
		if (isWaiting || (!isLast && end === 0 && splitter.closed === null)) {
			if (whole.length > MAX_RECORD_BYTES) throw this.#tooLong(at);
			return;
		}
		const isEnd = isLast || splitter.closed !== null;
		if (from <= end && whole.length > 0) await this.#chunk(from, end, isEnd);
		if (splitter.fault) this.#broken(splitter.fault.at, splitter.fault.message, null);
		this.#drop(whole, isEnd ? whole.length : end);
	}

	#drop(whole: Uint8Array<ArrayBuffer>, end: number): void {
		this.#textBefore += end;
		if (this.#text.offsetUnit === 'utf16') this.#fileBefore += 2 * countUtf16Units(whole, 0, end);
		else this.#fileBefore += end;
		this.#buffer.copyWithin(0, end, this.#length);
		this.#length -= end;
	}

	/** @returns what is not read yet, with `text` behind it */
	#gather(text: Uint8Array): Uint8Array<ArrayBuffer> {
		const length = this.#length + text.length;
		// more room, for the end that `#chunk` sets and what is read behind it
		const needed = length + 1 + SPARE_BYTES;
		if (needed > this.#buffer.length) {
			const larger = new Uint8Array(Math.max(needed, Math.min(2 * this.#buffer.length, MAX_RECORD_BYTES)));
			larger.set(this.#buffer.subarray(0, this.#length));
			this.#buffer = larger;
		}
		this.#buffer.set(text, this.#length);
		this.#length = length;
		return this.#buffer.subarray(0, length);
	}

	/** Reads the records in `[from, end)` of the buffer and hands them on, a batch at a time. */
	async #chunk(from: number, end: number, isLast: boolean): Promise<void> {
		const behind = this.#buffer[end] as number;
		this.#buffer[end] = endOf(this.layout.kind);
		await this.#batches(this.#buffer.subarray(0, end + 1), from, end, isLast);
		this.#buffer[end] = behind;
	}

	/** @param bytes with one byte more that ends every token */
	async #batches(bytes: Uint8Array<ArrayBuffer>, from: number, end: number, isLast: boolean): Promise<void> {
		const parser = this.#parser;
		parser.open(bytes, from);
		if (this.#isHeaderNext) passHeader(parser, end);
		this.#isHeaderNext = false;
		for (;;) {
			const mark = parser.mark();
			let isAtEnd = readBatch(parser, end, isLast, undefined, this.#isSettled);
			while (!this.#isDisproved && this.#isNewPlan()) {
				parser.back(mark);
				isAtEnd = readBatch(parser, end, isLast, undefined, true);
			}
			if (!this.#isDisproved) await this.#write(bytes);
			parser.clear();
			if (isAtEnd) break;
			this.sink.signal.throwIfAborted();
		}
		this.#recordsBefore += parser.records;
	}

	/** Plans the table anew after a batch. @returns whether the batch has to be read again */
	#isNewPlan(): boolean {
		if (this.#isSettled && this.#plan) return false;
		const plan = planTable(this.#parser, this.layout, this.options, this.input.memberName);
		if (!this.#plan || !this.#writer) this.#plan = plan;
		if (this.#plan.signature !== plan.signature) this.#isDisproved = true;
		return markFixed(plan);
	}

	async #begin(): Promise<TableWriter> {
		this.#plan ??= planTable(this.#parser, this.layout, this.options, this.input.memberName);
		this.#writer ??= await this.sink.beginTable({ name: null, columns: this.#plan.columns });
		return this.#writer;
	}

	async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
		const parser = this.#parser;
		const { broken, rows } = parser;
		for (const { start, fault } of broken) {
			if (fault.code === 'bad-json') this.#broken(this.#textBefore + start, fault.message, fault);
		}
		const writer = await this.#begin();
		if (rows > 0 && this.#plan) {
			// given numbers cost the engine less than counting
			const ipc = arrowBatch(this.#plan.sent, rows, parser.recordNumbers(this.#numberOf(0)));
			await writer.append({ ipc, rows, recordNumbers: RECORD_NUMBERS, isStored: this.#plan.isStored });
		}
		if (broken.length > 0) await writer.reject(broken.map((record) => this.#reject(record, bytes)));
	}

	/** Number of the record with this index in the chunk. */
	#numberOf(index: number): number {
		return this.#recordsBefore + index + (this.layout.header ? 0 : 1);
	}

	#reject({ index, start, end, fault }: BrokenRecord, bytes: Uint8Array<ArrayBuffer>): Omit<Reject, 'table'> {
		const kept = Math.min(end, start + MAX_RAW_BYTES);
		const cut =
			kept < end ? ` Of its ${(end - start).toLocaleString('en-US')} bytes the first 1 MiB is kept.` : '';
		return {
			record: this.#numberOf(index),
			byteOffset: this.#offsetOf(bytes, start),
			raw: new TextDecoder().decode(bytes.subarray(start, kept)).trimEnd(),
			column: null,
			code: fault.code,
			message: `The record is no JSON: ${fault.message}, at its byte ${fault.at - start + 1}.${cut}`
		};
	}

	/** Bytes in the file before a place in the chunk, where the encoding gives that. */
	#offsetOf(bytes: Uint8Array<ArrayBuffer>, at: number): number | null {
		if (this.#text.offsetUnit === 'utf8') return this.#fileBefore + at;
		if (this.#text.offsetUnit === 'utf16') return this.#fileBefore + 2 * countUtf16Units(bytes, 0, at);
		return null;
	}

	/** A broken text: an error, unless records are lines or what was whole is wanted (SPEC JSN-9). */
	#broken(at: number, message: string, fault: JsonFault | null): void {
		const { kind } = this.layout;
		if (this.options.onBroken === 'keep') return;
		const goesOn = kind === 'lines' || kind === 'values';
		// one value alone is no list of records of which one is broken
		if (goesOn && (fault === null || kind === 'lines' || this.#splitter.records > 1)) return;
		const place = fault ? this.#textBefore + fault.at : at;
		throw new AppError('file/damaged', `${sentence({ at: place, message })}.`, {
			file: this.input.file.name,
			byteOffset: place,
			remedy: 'onBroken'
		});
	}

	#noRecords(): AppError {
		const path = this.layout.path ? formatPath(this.layout.path) : '$';
		const message = `There is no ${this.layout.kind === 'members' ? 'object' : 'array'} at ${path}.`;
		return new AppError('import/option', message, { option: 'path', value: path });
	}

	#tooLong(at: number): AppError {
		const megabytes = MAX_RECORD_BYTES >> 20;
		const message = `The record at byte ${at.toLocaleString('en-US')} is longer than ${megabytes} MB, the most that can be read.`;
		return new AppError('file/too-large', message, { file: this.input.file.name });
	}
}

function sentence({ at, message }: { at: number; message: string }): string {
	return `it breaks at byte ${(at + 1).toLocaleString('en-US')}: ${message}`;
}
