import type { ColumnData } from './arrow/ipc';
import { utf8Text } from './utf8';

/** Raw reading of fixed-width and text values; `row` must not be NULL. */

export function integerAt({ values, field: { type } }: ColumnData, row: number): number | bigint {
	const { bits, isSigned } = type.kind === 'int' ? type : { bits: 64, isSigned: true };
	switch (bits) {
		case 8:
			return isSigned ? values.getInt8(row) : values.getUint8(row);
		case 16:
			return isSigned ? values.getInt16(row * 2, true) : values.getUint16(row * 2, true);
		case 32:
			return isSigned ? values.getInt32(row * 4, true) : values.getUint32(row * 4, true);
		default:
			return isSigned ? values.getBigInt64(row * 8, true) : values.getBigUint64(row * 8, true);
	}
}

export function ticksAt({ values, field: { type } }: ColumnData, row: number): bigint {
	const is32 = type.kind === 'time' && type.bits === 32;
	return is32 ? BigInt(values.getInt32(row * 4, true)) : values.getBigInt64(row * 8, true);
}

/** The unscaled value of a decimal: 128 bits, little endian, two's complement. */
export function unscaledAt({ values }: ColumnData, row: number): bigint {
	return (values.getBigInt64(row * 16 + 8, true) << 64n) | values.getBigUint64(row * 16, true);
}

export function floatAt({ values, field: { type } }: ColumnData, row: number): number {
	const is64 = type.kind === 'float' && type.bits === 64;
	return is64 ? values.getFloat64(row * 8, true) : values.getFloat32(row * 4, true);
}

export function booleanAt({ values }: ColumnData, row: number): boolean {
	return (values.getUint8(row >> 3) & (1 << (row & 7))) !== 0;
}

/** A copy, so that it does not keep the page alive. */
export function bytesAt(column: ColumnData, row: number): Uint8Array<ArrayBuffer> {
	return viewAt(column, row).slice();
}

export function textAt(column: ColumnData, row: number): string {
	return utf8Text(viewAt(column, row));
}

/** Rows of the child that belong to a list or map. */
export function elementRange({ offsets, field: { type } }: ColumnData, row: number): [number, number] {
	if (type.kind === 'fixed-list') return [row * type.size, (row + 1) * type.size];
	return [offsets?.getInt32(row * 4, true) ?? 0, offsets?.getInt32(row * 4 + 4, true) ?? 0];
}

function viewAt({ values, offsets, field: { type } }: ColumnData, row: number): Uint8Array<ArrayBuffer> {
	const [start, end] =
		type.kind === 'fixed-binary'
			? [row * type.width, (row + 1) * type.width]
			: [offsets?.getInt32(row * 4, true) ?? 0, offsets?.getInt32(row * 4 + 4, true) ?? 0];
	return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset + start, end - start);
}
