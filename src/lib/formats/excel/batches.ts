import {
	Bool,
	DateDay,
	Field,
	Float64,
	makeData,
	RecordBatch,
	Schema,
	Struct,
	Table,
	tableToIPC,
	Utf8,
	type Data,
	type DataType
} from 'apache-arrow';
import { cellMs, cellText, kindOf, serialOf, withoutExponent, type DateSystem } from './cells';
import { RECORD_NUMBERS } from './record-numbers';
import { DAY_MS } from './serials';
import type { SheetColumn } from './sheet-plan';
import type { SheetCell, SheetRow } from './workbook';

/**
 * An Arrow stream of rows: numbers and times as Float64, dates as days, text as UTF-8. A cell that has no value, or
 * an error, is NULL.
 * @param numbers record number of each row, where they do not follow each other
 */
export function rowsToIpc(
	rows: readonly SheetRow[],
	columns: readonly SheetColumn[],
	system: DateSystem,
	numbers: readonly number[] | null
): Uint8Array<ArrayBuffer> {
	const fields: Field[] = [];
	const children: Data[] = [];
	for (const column of columns) {
		const data = columnData(rows, column, system);
		fields.push(new Field(column.incoming, data.type as DataType, true));
		children.push(data);
	}
	if (numbers) {
		const data = makeData({ type: new Float64(), length: numbers.length, data: Float64Array.from(numbers) });
		fields.push(new Field(RECORD_NUMBERS, data.type, false));
		children.push(data);
	}
	const schema = new Schema(fields);
	const struct = makeData({ type: new Struct(fields), length: rows.length, children });
	const table = new Table(new RecordBatch(schema, struct as Data<Struct>));
	return tableToIPC(table, 'stream') as Uint8Array<ArrayBuffer>;
}

function columnData(rows: readonly SheetRow[], column: SheetColumn, system: DateSystem): Data {
	// what the user fixed is cast from text, so that the engine sees what does not fit
	if (column.fixed) return textData(rows, column.sheetColumn, system, column.type !== 'VARCHAR');
	switch (column.type) {
		case 'BIGINT':
		case 'DOUBLE':
			return numberData(rows, column.sheetColumn, system);
		case 'BOOLEAN':
			return booleanData(rows, column.sheetColumn);
		case 'DATE':
			return dateData(rows, column.sheetColumn, system);
		case 'TIMESTAMP':
		case 'TIME':
		case 'INTERVAL':
			return millisecondData(rows, column.sheetColumn, system);
		default:
			return textData(rows, column.sheetColumn, system);
	}
}

/** Which values are there: one bit each. */
class Validity {
	readonly bits: Uint8Array;
	nulls: number;

	constructor(rowCount: number) {
		this.bits = new Uint8Array(((rowCount + 63) >> 6) << 3);
		this.nulls = rowCount;
	}

	set(row: number): void {
		this.bits[row >> 3] = (this.bits[row >> 3] ?? 0) | (1 << (row & 7));
		this.nulls -= 1;
	}
}

/** Fills `data` with a column's values; NULL where `read` gives null, and where there is no cell. */
function filled<Values extends Float64Array | Int32Array>(
	data: Values,
	rows: readonly SheetRow[],
	column: number,
	read: (cell: SheetCell) => number | null
): { length: number; nullCount: number; nullBitmap: Uint8Array; data: Values } {
	const valid = new Validity(rows.length);
	for (let row = 0; row < rows.length; row++) {
		const cell = rows[row]?.[column];
		const value = cell === undefined ? null : read(cell);
		if (value === null) continue;
		data[row] = value;
		valid.set(row);
	}
	return { length: rows.length, nullCount: valid.nulls, nullBitmap: valid.bits, data };
}

function numberData(rows: readonly SheetRow[], column: number, system: DateSystem): Data {
	const values = filled(new Float64Array(rows.length), rows, column, (cell) =>
		kindOf(cell, system) === 'number' ? serialOf(cell, system) : null
	);
	return makeData({ type: new Float64(), ...values });
}

function booleanData(rows: readonly SheetRow[], column: number): Data {
	const data = new Uint8Array(((rows.length + 63) >> 6) << 3);
	const valid = new Validity(rows.length);
	for (let row = 0; row < rows.length; row++) {
		const cell = rows[row]?.[column];
		if (cell?.t !== 'b') continue;
		if (cell.v) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
		valid.set(row);
	}
	return makeData({
		type: new Bool(),
		length: rows.length,
		nullCount: valid.nulls,
		nullBitmap: valid.bits,
		data
	});
}

function dateData(rows: readonly SheetRow[], column: number, system: DateSystem): Data {
	const values = filled(new Int32Array(rows.length), rows, column, (cell) =>
		kindOf(cell, system) === 'date' ? cellMs(cell, 'date', system) / DAY_MS : null
	);
	return makeData({ type: new DateDay(), ...values });
}

function millisecondData(rows: readonly SheetRow[], column: number, system: DateSystem): Data {
	const values = filled(new Float64Array(rows.length), rows, column, (cell) => {
		const kind = kindOf(cell, system);
		return kind === 'empty' || kind === 'error' ? null : cellMs(cell, kind, system);
	});
	return makeData({ type: new Float64(), ...values });
}

const encoder = new TextEncoder();

/** @param isPlain numbers are written without exponents: these are no exact numbers as text */
function textData(rows: readonly SheetRow[], column: number, system: DateSystem, isPlain = false): Data {
	const valueOffsets = new Int32Array(rows.length + 1);
	const valid = new Validity(rows.length);
	let bytes = new Uint8Array(Math.max(1024, rows.length * 16));
	let at = 0;
	for (let row = 0; row < rows.length; row++) {
		const exact = storedText(rows[row], column, system);
		if (exact !== null) {
			const text = isPlain && rows[row]?.[column]?.t === 'n' ? withoutExponent(exact) : exact;
			const room = at + text.length * 3;
			if (room > bytes.length) bytes = grown(bytes, at, room);
			at += writeText(text, bytes, at);
			valid.set(row);
		}
		valueOffsets[row + 1] = at;
	}
	const data = bytes.subarray(0, at);
	return makeData({
		type: new Utf8(),
		length: rows.length,
		nullCount: valid.nulls,
		nullBitmap: valid.bits,
		valueOffsets,
		data
	});
}

/** Writes UTF-8; a view for each short text would take longer than the text itself. @returns bytes written */
function writeText(text: string, bytes: Uint8Array, start: number): number {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0x7f) return i + encoder.encodeInto(text.slice(i), bytes.subarray(start + i)).written;
		bytes[start + i] = code;
	}
	return text.length;
}

/** The empty text of a formula is kept in columns of text; lone surrogates become U+FFFD, as UTF-8 has none. */
function storedText(cells: SheetRow, column: number, system: DateSystem): string | null {
	const cell = cells?.[column];
	return cell?.t === 's' && cell.v === '' ? '' : cellText(cell, system);
}

function grown(bytes: Uint8Array<ArrayBuffer>, used: number, least: number): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(Math.max(bytes.length * 2, least));
	larger.set(bytes.subarray(0, used));
	return larger;
}
