import { exactTerms } from '../layers/exact-value';
import { fixedTypeFromSql } from './fixed-type';
import { parseSql, survivesSql } from './type-sql';

const PLAIN_NUMBERS = { decimalSeparator: '.', thousandsSeparator: null } as const;

/**
 * SQL of a typed value under the type that a user fixed: NULL where that type does not hold exactly this value, so
 * that nothing is rounded, cut or moved (SPEC FMT-6).
 * @param value an SQL expression
 * @param from its type, as DuckDB writes it
 * @param to SQL name of the fixed type
 */
export function fixedValueSql(value: string, from: string, to: string): string {
	if (from === to || (to === 'VARCHAR' && isText(from))) return castSql(value, from, to);
	if (to !== 'VARCHAR' && isNested(from)) return `CAST(NULL AS ${to})`;
	if (isText(from)) return fixedTextSql(`CAST(${value} AS VARCHAR)`, to);
	const fixed = castSql(value, from, to);
	const again = castSql(fixed, to, from);
	return `CASE WHEN ${fixed} IS NOT NULL AND ${isSameSql(value, again, from)} THEN ${fixed} END`;
}

function fixedTextSql(text: string, to: string): string {
	const type = fixedTypeFromSql(to, { notation: PLAIN_NUMBERS });
	const value = parseSql(type, text, PLAIN_NUMBERS);
	return `CASE WHEN ${survivesSql(type, text, value, PLAIN_NUMBERS, true)} THEN ${value} END`;
}

/** The engine's cast, except where it loses what need not be lost; NULL where there is none. */
function castSql(value: string, from: string, to: string): string {
	// by way of the shortest decimal that stands for a double: 0.1 is 0.1, without the noise of a multiplication
	if ((isFloat(from) && isDecimal(to)) || (isDecimal(from) && isFloat(to)))
		return `TRY_CAST(CAST(${value} AS VARCHAR) AS ${to})`;
	if (from === 'BLOB' && to === 'VARCHAR') return `TRY(decode(${value}))`;
	if (from === 'VARCHAR' && to === 'BLOB') return `encode(${value})`;
	return `TRY_CAST(${value} AS ${to})`;
}

function isSameSql(value: string, again: string, type: string): string {
	if (isFloat(type))
		return `(${again} = ${value} AND (${value} <> 0 OR signbit(${again}) = signbit(${value})))`;
	const after = exactTerms(again, type);
	return exactTerms(value, type)
		.map((term, i) => `${term} IS NOT DISTINCT FROM ${after[i]}`)
		.join(' AND ');
}

function isText(type: string): boolean {
	return type === 'VARCHAR' || type.startsWith('ENUM(');
}

/** No single value stands for these; to ask the engine for one is an error for unions and for long bit strings. */
function isNested(type: string): boolean {
	return type === 'BIT' || type.endsWith(']') || /^(STRUCT|MAP|UNION)\(/.test(type);
}

function isFloat(type: string): boolean {
	return type === 'DOUBLE' || type === 'FLOAT';
}

function isDecimal(type: string): boolean {
	return type.startsWith('DECIMAL(');
}
