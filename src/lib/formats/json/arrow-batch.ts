import {
	Bool,
	DateDay,
	Decimal,
	Field,
	Float64,
	Int64,
	List,
	makeData,
	RecordBatch,
	Schema,
	Struct,
	Table,
	tableToIPC,
	TimestampMicrosecond,
	Utf8,
	type Data,
	type DataType
} from 'apache-arrow';
import { AppError } from '$lib/domain/errors';
import type { Column } from './column';
import { numberText, POWERS, textAt } from './evidence';
import type { StoredType } from './stored-type';
import { TAG } from './tags';
import { NO_SHAPE } from './temporal';
import { readTemporals, type TemporalValues } from './temporal-values';

/** A column of a batch; it is sent as `c<index>`. */
export interface SentColumn {
	column: Column;
	type: StoredType;
}

/** The name of the column with the record numbers. */
export const RECORD_NUMBERS = 'record_number';

/** Rows of columns as an Arrow IPC stream. Values that Arrow has no type for are sent as text, for the engine to cast. */
export function arrowBatch(
	columns: readonly SentColumn[],
	rows: number,
	recordNumbers: BigInt64Array<ArrayBuffer>
): Uint8Array<ArrayBuffer> {
	const fields: Field[] = [];
	const children: Data[] = [];
	// in the order and under the names in which they are stored
	fields.push(new Field(RECORD_NUMBERS, new Int64(), false));
	children.push(makeData({ type: new Int64(), length: rows, nullCount: 0, data: recordNumbers }));
	columns.forEach(({ column, type }, i) => {
		const data = dataOf(column, type, rows);
		fields.push(new Field(`c${i}`, data.type, true));
		children.push(data);
	});
	const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
	const batch = new RecordBatch(new Schema(fields), struct);
	return tableToIPC(new Table([batch]), 'stream') as Uint8Array<ArrayBuffer>;
}

function dataOf(column: Column, type: StoredType, length: number): Data {
	const { nullBitmap, nullCount } = validity(column, length);
	const common = { length, nullCount, nullBitmap };
	switch (type.kind) {
		case 'BOOLEAN':
			return makeData({ type: new Bool(), ...common, data: bits(column, length, TAG.true) });
		case 'BIGINT':
			return makeData({ type: new Int64(), ...common, data: integers(column, length) });
		case 'DOUBLE':
			return makeData({ type: new Float64(), ...common, data: doubles(column, length) });
		case 'DECIMAL':
			if (type.precision > 18) return textData(column, common);
			return makeData({
				type: new Decimal(type.scale, type.precision, 128),
				...common,
				data: decimals(column, length, type.scale)
			});
		case 'DATE':
			return makeData({ type: new DateDay(), ...common, data: temporals(column, length) as Int32Array });
		case 'TIMESTAMP':
			return makeData({
				type: new TimestampMicrosecond(),
				...common,
				data: temporals(column, length) as BigInt64Array
			});
		case 'TIMESTAMPTZ':
			return makeData({
				type: new TimestampMicrosecond('UTC'),
				...common,
				data: temporals(column, length) as BigInt64Array
			});
		case 'LIST':
			return listData(column, type.column, type.item, common);
		case 'STRUCT': {
			const children = type.fields.map((field) => dataOf(field.column, field.type, length));
			const fields = type.fields.map(({ name }, i) => new Field(name, (children[i] as Data).type, true));
			return makeData({ type: new Struct(fields), ...common, children });
		}
		default:
			return textData(column, common);
	}
}

interface Common {
	length: number;
	nullCount: number;
	nullBitmap: Uint8Array<ArrayBuffer> | null;
}

function validity({ tags }: Column, length: number): Omit<Common, 'length'> {
	let nullCount = 0;
	for (let i = 0; i < length; i++) if ((tags[i] as number) <= TAG.null) nullCount++;
	if (nullCount === 0) return { nullCount, nullBitmap: null };
	const nullBitmap = bitmap(length);
	for (let i = 0; i < length; i++) {
		if ((tags[i] as number) > TAG.null) nullBitmap[i >> 3] = (nullBitmap[i >> 3] as number) | (1 << (i & 7));
	}
	return { nullCount, nullBitmap };
}

/** Arrow pads buffers to eight bytes. */
function bitmap(length: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(((length + 63) >> 6) << 3);
}

function bits({ tags }: Column, length: number, tag: number): Uint8Array {
	const data = bitmap(length);
	for (let i = 0; i < length; i++) {
		if (tags[i] === tag) data[i >> 3] = (data[i >> 3] as number) | (1 << (i & 7));
	}
	return data;
}

const TWO_32 = 2 ** 32;

function integers(column: Column, length: number): BigInt64Array {
	const { tags, mantissas } = column;
	const data = new BigInt64Array(length);
	const halves = new Int32Array(data.buffer);
	for (let i = 0; i < length; i++) {
		const tag = tags[i] as number;
		if (tag === TAG.number) {
			const value = (mantissas as Float64Array)[i] as number;
			halves[2 * i] = value;
			halves[2 * i + 1] = Math.floor(value / TWO_32);
		} else if (tag === TAG.literal) data[i] = BigInt(textAt(column, i));
		else if (tag > TAG.null) throw changed();
	}
	return data;
}

function doubles(column: Column, length: number): Float64Array {
	const { tags, mantissas, scales } = column;
	const data = new Float64Array(length);
	for (let i = 0; i < length; i++) {
		const tag = tags[i] as number;
		// both are exact, and so their quotient is the nearest double
		if (tag === TAG.number) {
			data[i] =
				((mantissas as Float64Array)[i] as number) / (POWERS[(scales as Uint8Array)[i] as number] as number);
		} else if (tag === TAG.literal) data[i] = Number(textAt(column, i));
		else if (tag > TAG.null) throw changed();
	}
	return data;
}

function decimals(column: Column, length: number, scale: number): Uint32Array {
	const { tags, mantissas, scales } = column;
	const data = new BigInt64Array(length * 2);
	const halves = new Int32Array(data.buffer);
	for (let i = 0; i < length; i++) {
		const tag = tags[i] as number;
		if (tag === TAG.number) {
			const mantissa = (mantissas as Float64Array)[i] as number;
			const shift = scale - ((scales as Uint8Array)[i] as number);
			const value = mantissa * (POWERS[shift] as number);
			if (value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) {
				const high = Math.floor(value / TWO_32);
				halves[4 * i] = value;
				halves[4 * i + 1] = high;
				halves[4 * i + 2] = halves[4 * i + 3] = high >> 31;
			} else putDecimal(data, i, BigInt(mantissa) * 10n ** BigInt(shift));
		} else if (tag === TAG.literal) putDecimal(data, i, unscaled(textAt(column, i), scale));
		else if (tag > TAG.null) throw changed();
	}
	return new Uint32Array(data.buffer);
}

function putDecimal(data: BigInt64Array, slot: number, value: bigint): void {
	data[2 * slot] = value;
	data[2 * slot + 1] = value < 0n ? -1n : 0n;
}

/** The digits of a number with `scale` of them after the point. */
function unscaled(text: string, scale: number): bigint {
	const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
	const shift = scale - fraction.length + Number(exponent);
	const digits = BigInt(whole + fraction);
	const value = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
	return mantissa.startsWith('-') ? -value : value;
}

/** Dates and timestamps, as they were read when their shape was found. */
function temporals(column: Column, length: number): TemporalValues {
	const { temporals: found, evidence } = column;
	if (found?.length === length) return found;
	const read = evidence.temporal === NO_SHAPE ? null : readTemporals(column, length, evidence.temporal);
	if (read === null) throw changed();
	return read.values;
}

function listData(column: Column, item: Column, type: StoredType, common: Common): Data {
	const { itemEnds } = column;
	const valueOffsets = new Int32Array(common.length + 1);
	if (itemEnds) valueOffsets.set(itemEnds.subarray(0, common.length), 1);
	const child = dataOf(item, type, valueOffsets[common.length] as number);
	const list: DataType = new List(new Field('item', child.type, true));
	return makeData({ type: list as List, ...common, valueOffsets, child });
}

function textData(column: Column, common: Common): Data {
	const { tags, offsets, text, textBytes } = column;
	const { length } = common;
	let needsWords = false;
	for (let i = 0; i < length && !needsWords; i++) {
		const tag = tags[i] as number;
		needsWords = tag > TAG.null && tag <= TAG.number;
		if (tag === TAG.object || tag === TAG.array) throw changed();
	}
	const type = new Utf8();
	if (!offsets) return needsWords ? wordData(column, common) : emptyText(common);
	if (needsWords) return wordData(column, common);
	return makeData({
		type,
		...common,
		// without a copy: the stream is one
		valueOffsets: offsets.subarray(0, length + 1),
		data: text.subarray(0, Math.max(textBytes, 1))
	});
}

function emptyText(common: Common): Data {
	return makeData({
		type: new Utf8(),
		...common,
		valueOffsets: new Int32Array(common.length + 1),
		data: new Uint8Array(1)
	});
}

/** Text of a column in which numbers or words stand, too: every value as it was written, strings unescaped. */
function wordData(column: Column, common: Common): Data {
	const { tags, offsets, text } = column;
	const { length } = common;
	const valueOffsets = new Int32Array(length + 1);
	let data = new Uint8Array(column.textBytes + length * 24 + 64);
	let end = 0;
	for (let i = 0; i < length; i++) {
		const tag = tags[i] as number;
		if (tag > TAG.number) {
			const from = (offsets as Int32Array)[i] as number;
			const to = (offsets as Int32Array)[i + 1] as number;
			data.set(text.subarray(from, to), end);
			end += to - from;
		} else if (tag > TAG.null) {
			const word = tag === TAG.number ? numberText(column, i) : tag === TAG.true ? 'true' : 'false';
			for (let k = 0; k < word.length; k++) data[end++] = word.charCodeAt(k);
		}
		valueOffsets[i + 1] = end;
	}
	data = data.subarray(0, Math.max(end, 1));
	return makeData({ type: new Utf8(), ...common, valueOffsets, data });
}

/** A value that the types, decided over all records, do not hold: the file is not what it was. */
function changed(): AppError {
	return new AppError('file/changed', 'The file was changed while it was being read. Choose it again.');
}
