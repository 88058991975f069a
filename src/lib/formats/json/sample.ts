import type { Layout } from './layout';
import { RecordParser } from './record-parser';
import { ReadAgain } from './fault';
import { splitterFor, type Splitter } from './splitter';
import { addEvidence, markText } from './stored-type';
import { SPARE_BYTES } from './token-reader';
import { NEWLINE } from './tokens';

/** The records in the beginning of a file. */
export interface Sample {
	parser: RecordParser;
	/** Where the records read end in the text; less than its head where records are left. */
	end: number;
	splitter: Splitter;
}

type Sampled = Pick<Layout, 'kind' | 'path' | 'positional' | 'head' | 'isWhole'> &
	Partial<Pick<Layout, 'header'>>;

/**
 * Reads whole records of the head into columns.
 * @param prepare says what is known of the columns before the first record
 */
export function readSample(
	layout: Sampled,
	maxRows: number,
	prepare: (parser: RecordParser) => void = () => undefined
): Sample {
	const splitter = splitterFor(layout);
	splitter.scan(layout.head);
	if (layout.isWhole) splitter.finish();
	const end = splitter.closed ?? splitter.boundary;
	const parser = new RecordParser(layout);
	prepare(parser);
	parser.open(withEnd(layout.head, layout.kind), splitter.start ?? end);
	if (layout.header) passHeader(parser, end);
	readBatch(parser, end, layout.isWhole || splitter.closed !== null, maxRows);
	return { parser, end: parser.pos, splitter };
}

/** Passes over the first record of a chunk: it holds the names of the columns. */
export function passHeader(parser: RecordParser, end: number): void {
	parser.read(end, false, 1);
	parser.clear();
	parser.hasHeader = true;
}

/**
 * Reads the next batch of records, again where a column turns out to be text, and adds it to what is known.
 * @param isKnown these records have been added already
 * @returns whether the end was reached
 */
export function readBatch(
	parser: RecordParser,
	end: number,
	isLast: boolean,
	maxRows: number | undefined,
	isKnown = false
): boolean {
	const mark = parser.mark();
	for (;;) {
		try {
			const isAtEnd = parser.read(end, isLast, maxRows);
			for (const column of parser.columns) column.fill(parser.rows);
			if (!parser.columns.map(markText).includes(true)) {
				if (!isKnown) parser.columns.forEach(addEvidence);
				return isAtEnd;
			}
		} catch (error) {
			if (!(error instanceof ReadAgain)) throw error;
		}
		parser.back(mark);
	}
}

/** `bytes` with one byte more that ends every token. */
export function withEnd(bytes: Uint8Array, kind: Layout['kind']): Uint8Array<ArrayBuffer> {
	const ended = new Uint8Array(bytes.length + 1 + SPARE_BYTES);
	ended.set(bytes);
	ended[bytes.length] = endOf(kind);
	return ended.subarray(0, bytes.length + 1);
}

/** A byte that ends every token. */
export function endOf(kind: Layout['kind']): number {
	return kind === 'lines' ? NEWLINE : 0;
}
