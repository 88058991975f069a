import type { ColumnData } from '$lib/domain/rows/arrow/ipc';
import type { ByteBuffer } from '../byte-buffer';

/** Writes a row's value; the row must not be NULL. */
export type Cell = (out: ByteBuffer, row: number) => void;

/** Kinds whose values are texts or hold others: each format writes them its own way. */
const NOT_PLAIN = ['null', 'utf8', 'binary', 'fixed-binary', 'list', 'fixed-list', 'struct', 'map'];

/** True for numbers, booleans, dates and times: what `plainCell` writes. */
export function isPlain({ field }: ColumnData): boolean {
	return !NOT_PLAIN.includes(field.type.kind);
}

/** Bytes of texts and blobs, without a copy. */
export function bytesReader({ values, offsets, field: { type } }: ColumnData): (row: number) => Uint8Array {
	const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
	if (type.kind === 'fixed-binary') {
		return (row) => bytes.subarray(row * type.width, (row + 1) * type.width);
	}
	return (row) =>
		bytes.subarray(offsets?.getInt32(row * 4, true) ?? 0, offsets?.getInt32(row * 4 + 4, true) ?? 0);
}
