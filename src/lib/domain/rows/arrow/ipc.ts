import { FlatTable } from './flatbuffer';
import { arrowField, type ArrowField } from './schema';

const CONTINUATION = 0xffff_ffff;
const SCHEMA = 1;
const RECORD_BATCH = 3;

/** The end of an IPC stream. */
export const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** Values of a column in one record batch; all bytes are views into the message. */
export interface ColumnData {
	field: ArrowField;
	length: number;
	/** A bit a row, 1 for a value; null where no row is NULL. */
	validity: Uint8Array | null;
	/** Fixed-width values, or the bytes of texts and blobs. */
	values: DataView;
	/** `length + 1` offsets for texts, blobs, lists and maps. */
	offsets: DataView | null;
	children: ColumnData[];
}

export interface RecordBatch {
	rowCount: number;
	columns: ColumnData[];
}

/** The parts of an Arrow IPC stream; a stream may also be given in pieces, the schema message first. */
export interface IpcContents {
	fields: ArrowField[];
	batches: RecordBatch[];
}

interface Message {
	kind: number;
	header: FlatTable;
	body: DataView;
	/** Where the message begins in the stream, prefix included. */
	start: number;
	/** Bytes of prefix and header. */
	headerLength: number;
}

/** Where a record batch lies in an IPC stream. */
export interface BatchRange {
	/** Offset of the message, prefix included. */
	start: number;
	/** Bytes of prefix and header; the body follows. */
	headerLength: number;
	bodyLength: number;
}

/** The record batches of an IPC stream, unread. */
export function batchRanges(bytes: Uint8Array): BatchRange[] {
	return [...messages(bytes)]
		.filter(({ kind }) => kind === RECORD_BATCH)
		.map(({ start, headerLength, body }) => ({ start, headerLength, bodyLength: body.byteLength }));
}

/** Reads an Arrow IPC stream. @throws TypeError where it is none, or has types that no result of ours has. */
export function readIpcStream(bytes: Uint8Array): IpcContents {
	let fields: ArrowField[] = [];
	const batches: RecordBatch[] = [];
	for (const message of messages(bytes)) {
		if (message.kind === SCHEMA) fields = message.header.tables(1).map(arrowField);
		else if (message.kind === RECORD_BATCH) batches.push(recordBatch(fields, message));
	}
	return { fields, batches };
}

/** Rows of the record batches in `bytes`, without reading them. */
export function countIpcRows(bytes: Uint8Array): number {
	let rows = 0;
	for (const message of messages(bytes)) if (message.kind === RECORD_BATCH) rows += message.header.int64(0);
	return rows;
}

function* messages(bytes: Uint8Array): Generator<Message> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	while (at + 8 <= bytes.length) {
		if (view.getUint32(at, true) !== CONTINUATION) throw new TypeError('not an Arrow IPC stream');
		const headerBytes = view.getUint32(at + 4, true);
		if (headerBytes === 0) return;
		const message = FlatTable.root(view, at + 8);
		const bodyStart = at + 8 + headerBytes;
		const bodyBytes = message.int64(3);
		const header = message.table(2);
		if (!header || bodyStart + bodyBytes > bytes.length)
			throw new TypeError('the Arrow IPC stream is cut off');
		yield {
			kind: message.uint8(1),
			header,
			body: new DataView(bytes.buffer, bytes.byteOffset + bodyStart, bodyBytes),
			start: at,
			headerLength: 8 + headerBytes
		};
		at = bodyStart + bodyBytes;
	}
}

function recordBatch(fields: readonly ArrowField[], { header, body }: Message): RecordBatch {
	const nodes = header.pairs(1).values();
	const buffers = header.pairs(2).values();
	const nextBuffer = (): DataView => {
		const [offset, length] = buffers.next().value ?? [0, 0];
		return new DataView(body.buffer, body.byteOffset + offset, length);
	};
	const column = (field: ArrowField): ColumnData => {
		const [length, nullCount] = nodes.next().value ?? [0, 0];
		const kind = field.type.kind;
		const validity = kind === 'null' ? EMPTY : nextBuffer();
		const hasOffsets = kind === 'utf8' || kind === 'binary' || kind === 'list' || kind === 'map';
		const hasValues = !['null', 'list', 'map', 'struct', 'fixed-list'].includes(kind);
		return {
			field,
			length,
			validity:
				nullCount > 0 && validity.byteLength > 0
					? new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength)
					: null,
			offsets: hasOffsets ? nextBuffer() : null,
			values: hasValues ? nextBuffer() : EMPTY,
			children: field.children.map(column)
		};
	};
	return { rowCount: header.int64(0), columns: fields.map(column) };
}

const EMPTY = new DataView(new ArrayBuffer(0));

/** True where row `row` of `column` is NULL. */
export function isNull(column: ColumnData, row: number): boolean {
	if (column.field.type.kind === 'null') return true;
	return column.validity !== null && ((column.validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0;
}
