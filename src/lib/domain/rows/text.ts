import type { SqlType } from '../sql/sql-type';
import { isNull, type ColumnData } from './arrow/ipc';
import { decimalText, doubleText, floatText32 } from './number-text';
import { booleanAt, bytesAt, elementRange, floatAt, integerAt, textAt, ticksAt, unscaledAt } from './scalar';
import { dateText, timestampText, timeText } from './temporal';
import { elementType, fieldType, mapColumns } from './value';

/** Reads a row's text; null is NULL. */
export type TextReader = (row: number) => string | null;

/**
 * Values as the grid shows them: as DuckDB writes them, but that texts inside lists, structs and maps stand in quotes,
 * and a map looks like a struct.
 */
export function textReader(column: ColumnData, type: SqlType | null): TextReader {
	const read = presentReader(column, type);
	return (row) => (isNull(column, row) ? null : read(row));
}

function presentReader(column: ColumnData, type: SqlType | null): (row: number) => string {
	const layout = column.field.type;
	switch (layout.kind) {
		case 'null':
			return () => '';
		case 'bool':
			return (row) => String(booleanAt(column, row));
		case 'int':
			return (row) => integerAt(column, row).toString();
		case 'float':
			return layout.bits === 64
				? (row) => doubleText(floatAt(column, row))
				: (row) => floatText32(floatAt(column, row));
		case 'decimal':
			return (row) => decimalText(unscaledAt(column, row), layout.scale);
		case 'date':
			return (row) => dateText(column.values.getInt32(row * 4, true), 'plain');
		case 'time':
			return (row) => timeText(ticksAt(column, row), layout.ticks);
		case 'timestamp':
			return (row) => timestampText(ticksAt(column, row), layout.ticks, layout.zone !== null, 'plain');
		case 'utf8':
			return (row) => textAt(column, row);
		case 'binary':
		case 'fixed-binary':
			return (row) => blobText(bytesAt(column, row));
		case 'list':
		case 'fixed-list':
			return listReader(column, elementType(type));
		case 'struct':
			return structReader(column, type);
		case 'map':
			return mapReader(column, type);
	}
}

/** Bytes as DuckDB writes them: printable ASCII as it is, everything else as `\xHH`. */
export function blobText(bytes: Uint8Array): string {
	const isPlain = (byte: number) =>
		byte >= 32 && byte < 127 && byte !== 0x27 && byte !== 0x22 && byte !== 0x5c;
	return Array.from(bytes, (byte) =>
		isPlain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
	).join('');
}

function nestedReader(column: ColumnData, type: SqlType | null): (row: number) => string {
	const read = textReader(column, type);
	const isQuoted = ['utf8', 'binary', 'fixed-binary'].includes(column.field.type.kind);
	return (row) => {
		const text = read(row);
		if (text === null) return 'NULL';
		return isQuoted ? quoted(text) : text;
	};
}

function listReader(column: ColumnData, type: SqlType | null): (row: number) => string {
	const child = column.children[0];
	if (!child) throw new TypeError('a list column without elements');
	const read = nestedReader(child, type);
	return (row) => {
		const [start, end] = elementRange(column, row);
		return `[${Array.from({ length: end - start }, (_, index) => read(start + index)).join(', ')}]`;
	};
}

function structReader(column: ColumnData, type: SqlType | null): (row: number) => string {
	const fields = column.children.map(
		(child, index) => [quoted(child.field.name), nestedReader(child, fieldType(type, index))] as const
	);
	return (row) => `{${fields.map(([name, read]) => `${name}: ${read(row)}`).join(', ')}}`;
}

function mapReader(column: ColumnData, type: SqlType | null): (row: number) => string {
	const [key, value] = mapColumns(column);
	const readKey = nestedReader(key, type?.kind === 'map' ? type.key : null);
	const readValue = nestedReader(value, type?.kind === 'map' ? type.value : null);
	return (row) => {
		const [start, end] = elementRange(column, row);
		const entries = Array.from({ length: end - start }, (_, index) => start + index);
		return `{${entries.map((at) => `${readKey(at)}: ${readValue(at)}`).join(', ')}}`;
	};
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}
