import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { elementRange } from '$lib/domain/rows/scalar';
import { elementType, fieldType, mapColumns, valueReader } from '$lib/domain/rows/value';
import type { SqlType } from '$lib/domain/sql/sql-type';
import type { ByteBuffer } from '../byte-buffer';
import { bytesReader, type Cell } from './cell';
import { plainCell } from './plain-cell';

const QUOTE = 34;
const BACKSLASH = 92;
/** Scalar types that travel as text but are numbers. */
const NUMBERS_AS_TEXT = ['UHUGEINT', 'BIGNUM', 'VARINT'];

/**
 * Writes values as JSON; NULL, too. Integers and decimals with all their digits; what JSON has no form for as text:
 * NaN and infinities, dates and times (ISO 8601), bytes (base64).
 */
export function jsonCell(column: ColumnData, type: SqlType | null): Cell {
	const write = presentCell(column, type);
	return (out, row) => (isNull(column, row) ? out.ascii('null') : write(out, row));
}

function presentCell(column: ColumnData, type: SqlType | null): Cell {
	const layout = column.field.type;
	switch (layout.kind) {
		case 'null':
			return (out) => out.ascii('null');
		case 'bool':
		case 'int':
		case 'decimal':
			return plainCell(column, 'iso');
		case 'float':
			return floatCell(column);
		case 'utf8': {
			const read = bytesReader(column);
			if (type?.kind === 'scalar' && NUMBERS_AS_TEXT.includes(type.name)) {
				return (out, row) => out.copy(read(row));
			}
			return (out, row) => writeJsonText(out, read(row));
		}
		case 'binary':
		case 'fixed-binary': {
			const read = bytesReader(column);
			return (out, row) => out.ascii(`"${base64(read(row))}"`);
		}
		case 'list':
		case 'fixed-list':
			return listCell(column, type);
		case 'struct':
			return structCell(column, type);
		case 'map':
			return mapCell(column, type);
		default:
			return quotedCell(plainCell(column, 'iso'));
	}
}

function quotedCell(write: Cell): Cell {
	return (out, row) => {
		out.byte(QUOTE);
		write(out, row);
		out.byte(QUOTE);
	};
}

function floatCell(column: ColumnData): Cell {
	const is64 = column.field.type.kind === 'float' && column.field.type.bits === 64;
	const { values } = column;
	const write = plainCell(column, 'iso');
	return (out, row) => {
		const value = is64 ? values.getFloat64(row * 8, true) : values.getFloat32(row * 4, true);
		if (Number.isFinite(value)) write(out, row);
		else out.ascii(`"${value}"`);
	};
}

function listCell(column: ColumnData, type: SqlType | null): Cell {
	const [child] = column.children;
	if (!child) throw new TypeError('a list column without elements');
	const write = jsonCell(child, elementType(type));
	return (out, row) => {
		const [start, end] = elementRange(column, row);
		out.ascii('[');
		for (let at = start; at < end; at++) {
			if (at > start) out.ascii(',');
			write(out, at);
		}
		out.ascii(']');
	};
}

function structCell(column: ColumnData, type: SqlType | null): Cell {
	const fields = column.children.map(
		(child, index) =>
			[`${JSON.stringify(child.field.name)}:`, jsonCell(child, fieldType(type, index))] as const
	);
	return (out, row) => {
		out.ascii('{');
		fields.forEach(([name, write], index) => {
			if (index > 0) out.ascii(',');
			out.text(name);
			write(out, row);
		});
		out.ascii('}');
	};
}

/** An object: keys are texts (SPEC VAL-2). */
function mapCell(column: ColumnData, type: SqlType | null): Cell {
	const [key, value] = mapColumns(column);
	const readKey = valueReader(key, type?.kind === 'map' ? type.key : null);
	const write = jsonCell(value, type?.kind === 'map' ? type.value : null);
	return (out, row) => {
		const [start, end] = elementRange(column, row);
		out.ascii('{');
		for (let at = start; at < end; at++) {
			if (at > start) out.ascii(',');
			out.text(`${JSON.stringify(keyText(readKey(at)))}:`);
			write(out, at);
		}
		out.ascii('}');
	};
}

function keyText(key: unknown): string {
	if (typeof key !== 'object' || key === null) return String(key);
	return JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** A JSON string from UTF-8; what need not be escaped is copied as it is. */
export function writeJsonText(out: ByteBuffer, bytes: Uint8Array): void {
	out.reserve(bytes.length * 6 + 2);
	const target = out.bytes;
	let at = out.length;
	target[at++] = QUOTE;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index] as number;
		if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) {
			target[at++] = byte;
			continue;
		}
		const escape = byte >= 0x20 ? `\\${String.fromCharCode(byte)}` : controlEscape(byte);
		for (let k = 0; k < escape.length; k++) target[at++] = escape.charCodeAt(k);
	}
	target[at++] = QUOTE;
	out.length = at;
}

function controlEscape(byte: number): string {
	return JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
}

export function base64(bytes: Uint8Array): string {
	const pieces: string[] = [];
	// a multiple of three, so that the pieces can be put together; few enough to be arguments
	for (let at = 0; at < bytes.length; at += 0x6000) {
		pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000))));
	}
	return pieces.join('');
}
