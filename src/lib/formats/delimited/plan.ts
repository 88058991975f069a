import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { PackedInput } from '../archive/input';
import { knownBinary, looksBinary } from './binary';
import { checkOptions } from './check-options';
import { columnHeads, fieldValue, planColumns } from './columns';
import { detectDialect } from './dialect';
import { bomOf, detectEncoding, type ByteWindow, type EncodingFinding } from './encoding';
import type { ColumnPlan, DelimitedDialect, DelimitedOptions } from './options';
import { largerHead, readSample, type Sample } from './sample';
import { splitSample, type SampleRecord } from './sample-records';

/** How a file will be read: what the preview shows is what the import does (SPEC DLM-0). */
export interface DelimitedPlan {
	dialect: DelimitedDialect;
	columns: ColumnPlan[];
	warnings: ReceiptWarning[];
}

/** The plan and what it was made from. */
export interface SampledPlan extends DelimitedPlan {
	detected: { option: string; why: string }[];
	/** Data records of the head, in order. */
	records: SampleRecord[];
	/** Bytes of the file a record takes in the sample, or null without records. */
	bytesPerRecord: number | null;
	sample: Sample;
}

/**
 * Plans the import of an input from samples of it.
 * @throws AppError `file/empty`, `file/binary`, `file/unreadable`, `import/option`, `import/too-many-columns`,
 * `archive/damaged`
 */
export async function readPlan(input: PackedInput, options: DelimitedOptions): Promise<SampledPlan> {
	checkOptions(options);
	let sample = await readSample(input);
	let plan = planDelimited(sample, options);
	for (;;) {
		const larger = plan.records.length === 0 ? largerHead(sample) : null;
		if (larger === null) return plan;
		sample = await readSample(input, larger);
		plan = planDelimited(sample, options);
	}
}

/** Plans from a sample; pure. @throws as `readPlan` */
export function planDelimited(sample: Sample, options: DelimitedOptions): SampledPlan {
	checkOptions(options);
	const encoding = sampleEncoding(sample, options);
	const text = decodeWindow(sample.windows[0], encoding.encoding, encoding.bomBytes);
	if (sample.whole && text.replaceAll('\0', '').replaceAll('\x1a', '').trim() === '') {
		throw new AppError('file/empty', `${sample.fileName} holds no records.`, { file: sample.fileName });
	}
	const utf8 = new TextEncoder().encode(text);
	const { dialect, detected } = detectDialect(text, utf8, sample.whole, encoding, options);
	const { records: all, usedBytes } = splitSample(utf8, dialect, sample.whole);
	const header = dialect.header ? (all[0] ?? null) : null;
	const records = dialect.header ? all.slice(1) : all;
	const { heads, warnings } = columnHeads(header, records);
	if (heads.length === 0) {
		throw new AppError('file/empty', `${sample.fileName} holds no records.`, { file: sample.fileName });
	}
	const sound = [...records, ...windowRecords(sample, dialect, heads.length)].filter(
		(record) => record.fault === null && record.fields.length === heads.length
	);
	const values = (position: number): (string | null)[] =>
		sound.map((record) => fieldValue(record.fields[position], dialect));
	const columns = planColumns(heads, values, dialect, options.columns ?? [], sample.whole);
	return {
		dialect,
		columns,
		warnings: [...sampleWarnings(encoding, dialect, options), ...warnings],
		detected,
		records,
		bytesPerRecord: records.length === 0 ? null : bytesPerRecord(sample, utf8, usedBytes, all, records),
		sample
	};
}

function sampleEncoding(sample: Sample, options: DelimitedOptions): EncodingFinding {
	const head = sample.windows[0].bytes;
	const { fileName } = sample;
	if (head.length === 0) throw new AppError('file/empty', `${fileName} is empty.`, { file: fileName });
	const kind = knownBinary(head);
	if (kind) {
		const message = `${fileName} is ${kind}, which can't be read as delimited text.`;
		throw new AppError('file/binary', message, { file: fileName, kind });
	}
	const encoding =
		options.encoding === undefined ? detectEncoding(sample.windows) : givenEncoding(head, options.encoding);
	if (!encoding.encoding.startsWith('utf-16') && looksBinary(head, encoding.encoding === 'utf-8')) {
		const message = `${fileName} is no text: it is full of control characters. Was another program's file renamed?`;
		throw new AppError('file/binary', message, { file: fileName, kind: null });
	}
	return encoding;
}

function givenEncoding(head: Uint8Array, label: string): EncodingFinding {
	const encoding = new TextDecoder(label).encoding;
	const marked = bomOf(head);
	const bomBytes = marked?.encoding === encoding ? marked.bomBytes : 0;
	return { encoding, bomBytes, why: 'you chose it', isGuess: false };
}

function decodeWindow(window: ByteWindow, encoding: string, bomBytes: number): string {
	const decoder = new TextDecoder(encoding, { ignoreBOM: true });
	return decoder.decode(window.bytes.subarray(bomBytes), { stream: window.cutEnd });
}

/** Records of the middle and the end: from the first line end on, and only where they have the right shape. */
function windowRecords(sample: Sample, dialect: DelimitedDialect, columnCount: number): SampleRecord[] {
	return sample.windows.slice(1).flatMap((window) => {
		const text = decodeWindow(window, dialect.encoding, 0);
		const lineEnd = text.indexOf(dialect.newline === 'cr' ? '\r' : '\n');
		if (lineEnd < 0) return [];
		const utf8 = new TextEncoder().encode(text.slice(lineEnd + 1));
		const { records } = splitSample(utf8, { ...dialect, skipLines: 0 }, !window.cutEnd);
		const sound = records.filter((record) => record.fault === null && record.fields.length === columnCount);
		// a window that begins within quotes is read inside out: nothing is to be learnt from it
		return sound.length >= records.length * 0.9 ? sound : [];
	});
}

function bytesPerRecord(
	sample: Sample,
	utf8: Uint8Array,
	usedBytes: number,
	all: readonly SampleRecord[],
	records: readonly SampleRecord[]
): number {
	const start = (all.length > records.length ? all[1]?.start : all[0]?.start) ?? 0;
	const fileBytesPerUtf8 = sample.windows[0].bytes.length / utf8.length;
	return Math.max(1, ((usedBytes - start) / records.length) * fileBytesPerUtf8);
}

function sampleWarnings(
	encoding: EncodingFinding,
	dialect: DelimitedDialect,
	options: DelimitedOptions
): ReceiptWarning[] {
	const warnings: ReceiptWarning[] = [];
	if (encoding.isGuess) {
		const message = `The encoding was taken to be ${encoding.encoding}, ${encoding.why}.`;
		warnings.push({ code: 'encoding-guessed', message });
	}
	if (options.skipLines === undefined && dialect.skipLines > 0) {
		const message = `${dialect.skipLines} ${dialect.skipLines === 1 ? 'line' : 'lines'} above the table were left out.`;
		warnings.push({ code: 'lines-above', message });
	}
	return warnings;
}
