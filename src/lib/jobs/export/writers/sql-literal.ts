import { AppError } from '$lib/domain/errors';
import type { SqlDialect } from '$lib/domain/export/export-options';
import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { bytesAt, elementRange, floatAt, textAt } from '$lib/domain/rows/scalar';
import { blobText, textReader } from '$lib/domain/rows/text';
import { utf8Text } from '$lib/domain/rows/utf8';
import { elementType, fieldType, mapColumns } from '$lib/domain/rows/value';
import { quoteText } from '$lib/domain/sql/quote';
import type { SqlType } from '$lib/domain/sql/sql-type';
import { ByteBuffer } from '../byte-buffer';
import { jsonCell } from '../cells/json-cell';
import { SQLITE_NUMBER_DIGITS } from './sql-types';

/** Writes a row's value as a literal of the dialect. */
type Literal = (row: number) => string;

const NUMBERS_AS_TEXT = ['UHUGEINT', 'BIGNUM'];
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** @throws AppError `export/value` (when a row is written) where the dialect has no such value */
export function literalOf(
	dialect: SqlDialect,
	column: ColumnData,
	type: SqlType | null,
	columnName: string
): Literal {
	const write = presentLiteral(dialect, column, type, columnName);
	return (row) => (isNull(column, row) ? 'NULL' : write(row));
}

function presentLiteral(
	dialect: SqlDialect,
	column: ColumnData,
	type: SqlType | null,
	name: string
): Literal {
	const read = textReader(column, type);
	const text = (row: number) => read(row) ?? '';
	switch (column.field.type.kind) {
		case 'null':
			return () => 'NULL';
		case 'bool':
			return dialect === 'sqlite' ? (row) => (text(row) === 'true' ? '1' : '0') : text;
		case 'int':
			return dialect === 'sqlite' ? (row) => sqliteInteger(text(row)) : text;
		case 'decimal':
			return dialect === 'sqlite' ? sqliteDecimal(type, text) : text;
		case 'float':
			return (row) => doubleLiteral(dialect, floatAt(column, row), text(row), name);
		case 'binary':
		case 'fixed-binary':
			return (row) => blobLiteral(dialect, bytesAt(column, row));
		case 'utf8': {
			const isNumber = type?.kind === 'scalar' && NUMBERS_AS_TEXT.includes(type.name);
			if (isNumber && dialect === 'sqlite') return (row) => sqliteInteger(text(row));
			if (isNumber) return text;
			return (row) => textLiteral(dialect, textAt(column, row), name);
		}
		case 'date':
		case 'time':
		case 'timestamp':
			return (row) => timeLiteral(dialect, text(row), name);
		default:
			return dialect === 'duckdb'
				? nestedLiteral(column, type, name)
				: jsonLiteral(dialect, column, type, name);
	}
}

/** Text as a string literal. */
export function textLiteral(dialect: SqlDialect, text: string, column: string): string {
	const quoted = `'${text.replaceAll("'", "''")}'`;
	if (dialect === 'mysql') return quoted.replaceAll('\\', '\\\\').replaceAll('\0', '\\0');
	if (!text.includes('\0')) return quoted;
	if (dialect === 'duckdb') return quoteText(text);
	if (dialect === 'sqlite') return `CAST(X'${hex(new TextEncoder().encode(text))}' AS TEXT)`;
	throw impossible(column, 'a text with the character NUL', 'PostgreSQL');
}

function doubleLiteral(dialect: SqlDialect, value: number, text: string, column: string): string {
	// with an exponent it is a floating-point number everywhere, not a decimal
	if (Number.isFinite(value)) return text.includes('e') ? text : `${text}e0`;
	switch (dialect) {
		case 'duckdb':
			return `'${text}'::DOUBLE`;
		case 'postgresql':
			return `'${Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'}'::float8`;
		case 'sqlite':
			return Number.isNaN(value) ? `'NaN'` : value > 0 ? '9e999' : '-9e999';
		case 'mysql':
			throw impossible(column, 'NaN or an infinity', 'MySQL');
	}
}

function blobLiteral(dialect: SqlDialect, bytes: Uint8Array): string {
	if (dialect === 'duckdb') return `'${blobText(bytes)}'::BLOB`;
	return dialect === 'postgresql' ? `'\\x${hex(bytes)}'::bytea` : `X'${hex(bytes)}'`;
}

function timeLiteral(dialect: SqlDialect, text: string, column: string): string {
	if (dialect === 'postgresql') return `'${text.replace(/^(\S+) \(BC\)(.*)$/, '$1$2 BC')}'`;
	if (dialect !== 'mysql') return `'${text}'`;
	if (!/^(\d\d:|\d{4}-\d\d-\d\d( \d|$))/.test(text)) throw impossible(column, text, 'MySQL');
	// DATETIME has no zone: the time is in UTC
	return `'${text.replace(/\+00$/, '')}'`;
}

/** Integers of more than 64 bits would become rounded floating-point numbers. */
function sqliteInteger(digits: string): string {
	const value = BigInt(digits);
	return value >= INT64_MIN && value <= INT64_MAX ? digits : `'${digits}'`;
}

function sqliteDecimal(type: SqlType | null, text: Literal): Literal {
	if (type?.kind !== 'decimal') return (row) => sqliteInteger(text(row));
	return type.precision > SQLITE_NUMBER_DIGITS ? (row) => `'${text(row)}'` : text;
}

function jsonLiteral(dialect: SqlDialect, column: ColumnData, type: SqlType | null, name: string): Literal {
	const write = jsonCell(column, type);
	const out = new ByteBuffer();
	return (row) => {
		out.clear();
		write(out, row);
		return textLiteral(dialect, utf8Text(out.view()), name);
	};
}

function nestedLiteral(column: ColumnData, type: SqlType | null, name: string): Literal {
	const child = (data: ColumnData, of: SqlType | null) => literalOf('duckdb', data, of, name);
	if (column.field.type.kind === 'struct') {
		const fields = column.children.map(
			(data, index) => [quoteText(data.field.name), child(data, fieldType(type, index))] as const
		);
		return (row) => `{${fields.map(([field, write]) => `${field}: ${write(row)}`).join(', ')}}`;
	}
	const items = (row: number, write: Literal) => {
		const [start, end] = elementRange(column, row);
		return Array.from({ length: end - start }, (_, index) => write(start + index)).join(', ');
	};
	if (column.field.type.kind === 'map') {
		const [key, value] = mapColumns(column);
		const writeKey = child(key, type?.kind === 'map' ? type.key : null);
		const writeValue = child(value, type?.kind === 'map' ? type.value : null);
		return (row) => `MAP {${items(row, (at) => `${writeKey(at)}: ${writeValue(at)}`)}}`;
	}
	const [element] = column.children;
	if (!element) throw new TypeError('a list column without elements');
	const write = child(element, elementType(type));
	return (row) => `[${items(row, write)}]`;
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function impossible(column: string, value: string, system: string): AppError {
	return new AppError('export/value', `“${column}” holds ${value}, which ${system} can't store.`, { column });
}
