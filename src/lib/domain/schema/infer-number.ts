import type { ColumnType, NumberNotation } from './column-type';
import { fitsInteger } from './decimal-text';
import { exampleText } from './example-text';
import type { Finding } from './infer';
import { doublePattern, FLOAT_WORDS, plainNumber } from './number-pattern';
import { inferDecimalShape, type DecimalShape } from './number-shape';
import { survivalCheck } from './survival';

/** Whole numbers, decimals, floats: the narrowest type that holds every one of `texts` (distinct, not empty). */
export function inferNumber(texts: readonly string[], notation: NumberNotation): Finding {
	const shape = inferDecimalShape(texts, notation);
	const candidates = shape ? exactCandidates(shape, texts, notation) : [];
	for (const type of candidates) {
		if (texts.every(survivalCheck(type, notation))) return { type, what: describe(type) };
	}
	if (shape) return { type: null, obstacle: decimalObstacle(shape, texts) };
	return inferDouble(texts, notation);
}

function exactCandidates(
	shape: DecimalShape,
	texts: readonly string[],
	notation: NumberNotation
): ColumnType[] {
	const grouped = shape.grouped ? { grouped: true } : {};
	if (shape.maxFraction === 0) {
		const fits = texts.every((text) => fitsInteger('BIGINT', plainNumber(text, notation)));
		return [{ kind: fits ? 'BIGINT' : 'HUGEINT', ...grouped }];
	}
	const digits = shape.maxWhole + shape.maxFraction;
	if (digits > 38 || (shape.bareFraction && shape.zeroFraction)) return [];
	const uniform = shape.minFraction === shape.maxFraction;
	const styles = uniform ? (['fixed', 'trimmed'] as const) : (['trimmed', 'float'] as const);
	return styles.map((style) => ({
		kind: 'DECIMAL',
		// up to 18 digits are stored in 64 bits: headroom for later values costs nothing
		precision: digits > 18 ? 38 : 18,
		scale: shape.maxFraction,
		style,
		leadingZero: !shape.bareFraction,
		...grouped
	}));
}

function describe(type: ColumnType): string {
	if (type.kind !== 'DECIMAL') {
		return type.kind === 'BIGINT' ? 'whole numbers' : 'whole numbers, some beyond 64 bits';
	}
	if (type.style === 'fixed')
		return `decimals with ${type.scale} ${type.scale === 1 ? 'digit' : 'digits'} after the point`;
	return `decimals with up to ${type.scale} ${type.scale === 1 ? 'digit' : 'digits'} after the point`;
}

function decimalObstacle(shape: DecimalShape, texts: readonly string[]): string {
	const negativeZero = texts.find((text) => /^-[^1-9]*$/.test(text));
	if (negativeZero !== undefined) return `the sign of ${negativeZero} would be lost`;
	if (shape.maxFraction === 0) return 'whole numbers are too long for any exact type';
	if (shape.maxWhole + shape.maxFraction > 38) return 'decimals have more than 38 digits';
	if (shape.trailingZero || shape.loneZero) {
		const example = texts.find((text) => text.endsWith('0')) ?? '';
		return `decimals are not written alike, trailing zeros would be lost (e.g. ${exampleText(example)})`;
	}
	return 'decimals are written both with and without a zero before the point';
}

function inferDouble(texts: readonly string[], notation: NumberNotation): Finding {
	const numeric = new RegExp(`^(?:${doublePattern(notation, false)})$`);
	const numbers = texts.filter((text) => numeric.test(text));
	const others = texts.filter((text) => !numeric.test(text));
	if (numbers.length > 0 && others.every((text) => FLOAT_WORDS.includes(text))) {
		return doubleFinding(numbers, others.length > 0, notation);
	}
	return { type: null, obstacle: numberObstacle(texts, numbers.length) };
}

function doubleFinding(numbers: readonly string[], hasWords: boolean, notation: NumberNotation): Finding {
	const exponents = numbers.filter((text) => /e/i.test(text));
	// codes such as 12E5 look like numbers; programs write a point or a sign (SPEC TYP-6)
	const codes = exponents.length > 0 && exponents.every((text) => /^-?\d+e\d+$/i.test(text));
	if (codes)
		return {
			type: null,
			obstacle: `values such as ${exponents[0]} may be codes: choose DOUBLE to read them as numbers`
		};
	if (exponents.length === 0 && !hasWords) return { type: null, obstacle: null };
	const type: ColumnType = { kind: 'DOUBLE' };
	const check = survivalCheck(type, notation);
	const lost = numbers.find((text) => !check(text));
	if (lost !== undefined) return { type: null, obstacle: `digits would be lost (e.g. ${exampleText(lost)})` };
	return { type, what: hasWords ? 'numbers or words for no number' : 'numbers, some with exponents' };
}

/** The most telling reason why values that look like numbers are none. */
function numberObstacle(texts: readonly string[], numbers: number): string | null {
	const zeros = texts.find((text) => /^[+-]?0\d/.test(text));
	const plus = texts.find((text) => /^\+\d/.test(text));
	const grouped = texts.find((text) =>
		/^-?\d{1,3}(?:[,.' \u00a0\u2019\u202f]\d{2,3})+(?:[.,]\d+)?$/.test(text)
	);
	const digitish = texts.filter((text) => /^[+-]?[\d.,]+$/.test(text)).length;
	if (zeros !== undefined && digitish === texts.length)
		return `leading zeros would be lost (e.g. ${exampleText(zeros)})`;
	if (plus !== undefined && digitish === texts.length) return `the plus sign would be lost (e.g. ${plus})`;
	if (grouped !== undefined && numbers < texts.length) {
		const all = texts.every((text) => /^[+-]?\d[\d.,' \u00a0\u2019\u202f]*$/.test(text));
		if (all)
			return `numbers have separators (e.g. ${exampleText(grouped)}): set the thousands separator or decimal comma`;
	}
	if (numbers === 0 || numbers < texts.length / 2) return null;
	const other = texts.find((text) => !/^-?\d/.test(text)) ?? texts.find((text) => /[^\d.-]/.test(text));
	return other === undefined ? null : `most values are numbers, but not all (e.g. ${exampleText(other)})`;
}
