import { FLOAT_TYPES, INTEGER_TYPES } from '../sql/number-types';
import type { DiffField, DiffOptions } from './diff';

type Comparing = Pick<DiffOptions, 'ignoreCase' | 'ignoreSpace' | 'tolerance'>;

/** How the two sides of a field are spelled in SQL. */
export interface SideNames {
	from: string;
	to: string;
}

/** The names of a field's values where the sides are `f` and `t`, with their columns `c0 …`; NULL where a side lacks it. */
export function sideNames(field: DiffField, from = 'f', to = 't'): SideNames {
	return {
		from: field.from === null ? 'NULL' : `${from}.c${field.from}`,
		to: field.to === null ? 'NULL' : `${to}.c${field.to}`
	};
}

/**
 * The values of a field in a form in which equal means the same (SPEC DIF-4, DIF-7): as they are where both sides have
 * one type, as canonical text where the type has changed.
 */
export function normalForms(field: DiffField, names: SideNames, options: Comparing): SideNames {
	const { fromType, toType } = field;
	if (fromType === null || toType === null) return names;
	if (fromType === toType || (INTEGER_TYPES.includes(fromType) && INTEGER_TYPES.includes(toType))) {
		if (fromType !== 'VARCHAR') return names;
		return { from: textForm(names.from, options), to: textForm(names.to, options) };
	}
	if (isDay(fromType) && isDay(toType))
		return { from: `CAST(${names.from} AS TIMESTAMP)`, to: `CAST(${names.to} AS TIMESTAMP)` };
	return {
		from: textForm(canonicalText(names.from, fromType, toType), options),
		to: textForm(canonicalText(names.to, toType, fromType), options)
	};
}

/** An SQL condition that is true where a field has changed; never NULL. */
export function changedSql(field: DiffField, names: SideNames, options: Comparing): string {
	const { from, to } = normalForms(field, names, options);
	const changed = `${from} IS DISTINCT FROM ${to}`;
	if (options.tolerance === null || !isNumber(field.fromType) || !isNumber(field.toType)) return changed;
	const gap = `abs(CAST(${names.from} AS DOUBLE) - CAST(${names.to} AS DOUBLE))`;
	return `(${changed} AND coalesce(${gap} > ${toleranceSql(options.tolerance)}, true))`;
}

/** A little more than was given: 1.1 − 1.0 is not exactly 0.1 in binary. */
function toleranceSql(tolerance: number): string {
	return `CAST('${tolerance * (1 + 1e-9)}' AS DOUBLE)`;
}

function isNumber(type: string | null): boolean {
	return (
		type !== null &&
		(INTEGER_TYPES.includes(type) || FLOAT_TYPES.includes(type) || type.startsWith('DECIMAL'))
	);
}

function isDay(type: string): boolean {
	return type === 'DATE' || type === 'TIMESTAMP';
}

function textForm(text: string, { ignoreCase, ignoreSpace }: Comparing): string {
	// trim() alone takes away spaces only
	const trimmed = ignoreSpace ? `regexp_replace(${text}, '^\\s+|\\s+$', '', 'g')` : text;
	return ignoreCase ? `lower(${trimmed})` : trimmed;
}

/** A value as text that is the same whatever type it was stored with. */
function canonicalText(name: string, type: string, other: string): string {
	if (type === 'VARCHAR') return canonicalOfText(name, other);
	if (FLOAT_TYPES.includes(type)) return canonicalOfFloat(name);
	const text = `CAST(${name} AS VARCHAR)`;
	return type.startsWith('DECIMAL') ? withoutTrailingZeros(text) : text;
}

/** Text that spells a plain number without leading zeros is that number; other text is itself. */
function canonicalOfText(name: string, other: string): string {
	if (isNumber(other)) {
		const plain = `regexp_full_match(${name}, '-?(0|[1-9][0-9]*)(\\.[0-9]+)?')`;
		const tiny = `regexp_full_match(${name}, '-?[0-9.]+[eE][-+]?[0-9]+')`;
		return `CASE WHEN ${plain} THEN ${withoutTrailingZeros(name)} WHEN ${tiny} THEN ${canonicalOfFloat(`TRY_CAST(${name} AS DOUBLE)`)} ELSE ${name} END`;
	}
	if (other === 'BOOLEAN')
		return `CASE WHEN lower(${name}) IN ('true', 'false') THEN lower(${name}) ELSE ${name} END`;
	return name;
}

function withoutTrailingZeros(text: string): string {
	const short = `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
	return `CASE WHEN ${short} = '-0' THEN '0' ELSE ${short} END`;
}

/** All digits of whole numbers, and plain decimals where they are few: not `1e+20`, `1e-05`. */
function canonicalOfFloat(name: string): string {
	const whole = `CAST(CAST(${name} AS HUGEINT) AS VARCHAR)`;
	const small = withoutTrailingZeros(`CAST(CAST(${name} AS DECIMAL(38,20)) AS VARCHAR)`);
	const text = withoutTrailingZeros(`CAST(${name} AS VARCHAR)`);
	return (
		`CASE WHEN abs(${name}) < 1e37 AND ${name} = trunc(${name}) THEN ${whole} ` +
		`WHEN abs(${name}) < 1e-4 AND abs(${name}) > 1e-15 THEN ${small} ELSE ${text} END`
	);
}
