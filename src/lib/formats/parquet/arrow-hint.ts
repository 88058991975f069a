import {
	List,
	Map_,
	Schema,
	Struct,
	TimestampMicrosecond,
	tableFromIPC,
	type DataType,
	type Field
} from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import type { ParquetColumn } from './schema';

/**
 * A hint for the reader (`ARROW:schema`): times of 96 bits become microseconds. By itself it makes them nanoseconds in
 * 64 bits, which end in the year 2262 and turn over behind it without a word.
 * @param schema of the file as the reader sees it without a hint, as an Arrow IPC stream
 */
export function microsecondHint(schema: Uint8Array, columns: readonly ParquetColumn[]): string {
	const { fields, metadata } = tableFromIPC(schema).schema;
	const hinted = fields.map((field, position) => {
		const leaves = columns[position]?.int96Leaves ?? [];
		return leaves.includes(true) ? withMicroseconds(field, leaves.values()) : field;
	});
	return base64(encapsulated(Message.encode(Message.from(new Schema(hinted, metadata)))));
}

function withMicroseconds(field: Field, leaves: Iterator<boolean>): Field {
	const { type } = field;
	if (!type.children || type.children.length === 0) {
		return leaves.next().value ? field.clone({ type: new TimestampMicrosecond() }) : field;
	}
	const children = (type.children as Field[]).map((child) => withMicroseconds(child, leaves));
	return field.clone({ type: rebuilt(type, children) });
}

function rebuilt(type: DataType, children: Field[]): DataType {
	if (type instanceof List) return new List(children[0] as Field);
	if (type instanceof Map_) return new Map_(children[0] as never, type.keysSorted);
	return new Struct(children);
}

/** A message with its length in front, as in a stream. */
function encapsulated(message: Uint8Array): Uint8Array {
	const padded = (message.length + 7) & ~7;
	const bytes = new Uint8Array(8 + padded);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, 0xffff_ffff, true);
	view.setUint32(4, padded, true);
	bytes.set(message, 8);
	return bytes;
}

function base64(bytes: Uint8Array): string {
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
