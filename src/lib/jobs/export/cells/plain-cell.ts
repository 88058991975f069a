import type { ColumnData } from '$lib/domain/rows/arrow/ipc';
import { decimalText, doubleText, floatText32 } from '$lib/domain/rows/number-text';
import { booleanAt, floatAt, integerAt, unscaledAt } from '$lib/domain/rows/scalar';
import { dateText, timeText, type TemporalStyle } from '$lib/domain/rows/temporal';
import { ticksAt } from '$lib/domain/rows/scalar';
import type { ByteBuffer } from '../byte-buffer';
import type { Cell } from './cell';
import { writeInteger, writePadded, writeUnsigned } from './digits';
import { timestampCell } from './timestamp-cell';

const POINT = 46;
const MINUS = 45;
/** Digits after the point that a number of 53 bits surely holds. */
const MAX_FAST_SCALE = 15;

/**
 * Writes numbers, booleans, dates and times exactly as `textReader` reads them (`style` apart), without making texts
 * in the usual case.
 */
export function plainCell(column: ColumnData, style: TemporalStyle): Cell {
	const layout = column.field.type;
	switch (layout.kind) {
		case 'bool':
			return (out, row) => out.ascii(booleanAt(column, row) ? 'true' : 'false');
		case 'int':
			return layout.bits === 64 ? wideCell(column, layout.isSigned) : narrowCell(column);
		case 'float':
			return layout.bits === 64
				? (out, row) => writeDouble(out, column.values.getFloat64(row * 8, true))
				: (out, row) => out.ascii(floatText32(floatAt(column, row)));
		case 'decimal':
			return decimalCell(column, layout.scale);
		case 'date':
			return (out, row) => out.ascii(dateText(column.values.getInt32(row * 4, true), style));
		case 'time':
			return (out, row) => out.ascii(timeText(ticksAt(column, row), layout.ticks));
		case 'timestamp':
			return timestampCell(column, layout, style);
	}
	throw new TypeError(`${layout.kind} is not plain`);
}

function narrowCell(column: ColumnData): Cell {
	return (out, row) => writeInteger(out, integerAt(column, row) as number);
}

/** 64 bits: as a number where its upper half leaves 53, else as a bigint. */
function wideCell(column: ColumnData, isSigned: boolean): Cell {
	const { values } = column;
	return (out, row) => {
		const high = isSigned ? values.getInt32(row * 8 + 4, true) : values.getUint32(row * 8 + 4, true);
		if (high >= -0x20_0000 && high < 0x20_0000) {
			writeInteger(out, high * 2 ** 32 + values.getUint32(row * 8, true));
		} else out.ascii(integerAt(column, row).toString());
	};
}

function decimalCell(column: ColumnData, scale: number): Cell {
	const { values } = column;
	const power = 10 ** scale;
	return (out, row) => {
		const at = row * 16;
		const high = values.getInt32(at + 4, true);
		const sign = high >> 31;
		const isSmall =
			scale <= MAX_FAST_SCALE &&
			high >= -0x20_0000 &&
			high < 0x20_0000 &&
			values.getInt32(at + 8, true) === sign &&
			values.getInt32(at + 12, true) === sign;
		if (!isSmall) return out.ascii(decimalText(unscaledAt(column, row), scale));
		const value = high * 2 ** 32 + values.getUint32(at, true);
		if (scale === 0) return writeInteger(out, value);
		if (value < 0) out.byte(MINUS);
		writeDecimal(out, Math.abs(value), power, scale);
	};
}

function writeDecimal(out: ByteBuffer, unscaled: number, power: number, scale: number): void {
	let whole = Math.floor(unscaled / power);
	// the quotient is rounded: it can reach the next whole number
	if (whole * power > unscaled) whole--;
	writeUnsigned(out, whole);
	out.byte(POINT);
	writePadded(out, unscaled - whole * power, scale);
}

/** As `doubleText`; where both notations are plain, JavaScript's digits are the shortest, too. */
function writeDouble(out: ByteBuffer, value: number): void {
	const size = Math.abs(value);
	if (!(size >= 1e-4 && size < 1e15)) return out.ascii(doubleText(value));
	if (Number.isInteger(value)) {
		writeInteger(out, value);
		out.ascii('.0');
	} else out.ascii(String(value));
}
