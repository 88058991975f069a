import type { NumberNotation } from './column-type';
import { literal } from './number-pattern';

/** How the plain decimals of a column are written. */
export interface DecimalShape {
	/** Most digits before the point (a lone zero counts as one) and after it. */
	maxWhole: number;
	minFraction: number;
	maxFraction: number;
	/** Some value below one is written `.5`; some is written `0.5`. */
	bareFraction: boolean;
	zeroFraction: boolean;
	/** Some fraction ends in a zero that could be left out, other than a lone `.0`. */
	trailingZero: boolean;
	/** Some fraction is a lone `0`. */
	loneZero: boolean;
	/** Some whole part has grouping. */
	grouped: boolean;
}

/** The shape of `texts`, or null where one of them is no plain decimal number without leading zeros. */
export function inferDecimalShape(texts: Iterable<string>, notation: NumberNotation): DecimalShape | null {
	const separator = notation.thousandsSeparator === null ? '' : literal(notation.thousandsSeparator);
	const whole = separator ? `[1-9][0-9]{0,2}(?:${separator}[0-9]{3})+|0|[1-9][0-9]*` : '0|[1-9][0-9]*';
	const expression = new RegExp(`^-?(${whole})?(?:${literal(notation.decimalSeparator)}([0-9]+))?$`);
	const shape: DecimalShape = {
		maxWhole: 0,
		minFraction: Number.POSITIVE_INFINITY,
		maxFraction: 0,
		bareFraction: false,
		zeroFraction: false,
		trailingZero: false,
		loneZero: false,
		grouped: false
	};
	for (const text of texts) {
		const match = expression.exec(text);
		if (!match || (match[1] === undefined && match[2] === undefined)) return null;
		addToShape(shape, match[1] ?? '', match[2] ?? '');
	}
	return shape;
}

function addToShape(shape: DecimalShape, whole: string, fraction: string): void {
	const digits = whole.replace(/[^0-9]/g, '');
	shape.grouped ||= digits.length !== whole.length;
	shape.maxWhole = Math.max(shape.maxWhole, digits.length, 1);
	shape.minFraction = Math.min(shape.minFraction, fraction.length);
	shape.maxFraction = Math.max(shape.maxFraction, fraction.length);
	if (fraction === '') return;
	if (whole === '') shape.bareFraction = true;
	if (whole === '0') shape.zeroFraction = true;
	if (fraction === '0') shape.loneZero = true;
	else if (fraction.endsWith('0')) shape.trailingZero = true;
}
