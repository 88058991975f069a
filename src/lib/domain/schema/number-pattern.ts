import type { ColumnType, NumberNotation } from './column-type';

/** Numeric types whose text form is described by a pattern. */
export type ExactNumberType = Extract<ColumnType, { kind: 'BIGINT' | 'HUGEINT' | 'DECIMAL' }>;

/** Words for values that are no number, as programs write them (SPEC TYP-6). */
export const FLOAT_WORDS: readonly string[] = [
	...['NaN', 'nan', 'NAN'],
	...['inf', 'Inf', 'INF', 'infinity', 'Infinity', 'INFINITY'].flatMap((word) => [word, `-${word}`])
];

/**
 * The one spelling of an exact number type as a regular expression source (to be matched in full), in the
 * common subset of JavaScript and RE2. It does not exclude negative zero nor numbers out of range.
 */
export function canonicalNumberPattern(type: ExactNumberType, notation: NumberNotation): string {
	const whole = type.grouped
		? `[1-9][0-9]{0,2}(?:${literal(notation.thousandsSeparator ?? '')}[0-9]{3})*`
		: '[1-9][0-9]*';
	if (type.kind !== 'DECIMAL') return `-?${whole}|0`;
	const point = literal(notation.decimalSeparator);
	const zero = type.leadingZero ? '0' : '';
	const { scale } = type;
	const shortest = `${point}[0-9]{0,${scale - 1}}[1-9]`;
	if (type.style === 'fixed') return `-?(?:${whole}|${zero})${point}[0-9]{${scale}}`;
	if (type.style === 'float') return `-?(?:${whole}|${zero})(?:${shortest}|${point}0)`;
	return `-?(?:${whole}(?:${shortest})?|${zero}${shortest})|0`;
}

/** Every spelling of an exact number that is accepted where the user fixed the type (SPEC TYP-9). */
export function fixedNumberPattern(type: ExactNumberType, notation: NumberNotation): string {
	const point = literal(notation.decimalSeparator);
	const scale = type.kind === 'DECIMAL' ? type.scale : 0;
	const fraction = `${point}[0-9]{0,${scale}}0*`;
	const bare = `${point}[0-9]{1,${Math.max(scale, 1)}}0*`;
	return `-?(?:${wholePattern(notation)}(?:${fraction})?${scale > 0 ? `|${bare}` : ''})`;
}

/** Plain or exponent numbers without leading zeros; with `fixed` also with grouping. */
export function doublePattern(notation: NumberNotation, fixed: boolean): string {
	const point = literal(notation.decimalSeparator);
	const whole = fixed ? wholePattern(notation) : UNGROUPED;
	return `-?(?:${whole}(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][+-]?[0-9]+)?`;
}

const UNGROUPED = '(?:0|[1-9][0-9]*)';

/** Leading zeros and `+` say more than the number does: they never fit (SPEC TYP-9). */
function wholePattern(notation: NumberNotation): string {
	if (notation.thousandsSeparator === null) return UNGROUPED;
	const separator = literal(notation.thousandsSeparator);
	// groups of two are how Indian numbers are written: 12,34,567
	return `(?:${UNGROUPED}|[1-9][0-9]{0,2}(?:${separator}[0-9]{2,3})*${separator}[0-9]{3})`;
}

/** `text` as a pattern that matches just it, in JavaScript and RE2. */
export function literal(text: string): string {
	return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** `text` with grouping removed and a point as decimal separator. */
export function plainNumber(text: string, notation: NumberNotation): string {
	const ungrouped =
		notation.thousandsSeparator === null ? text : text.replaceAll(notation.thousandsSeparator, '');
	return notation.decimalSeparator === '.' ? ungrouped : ungrouped.replace(',', '.');
}
