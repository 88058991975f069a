import type { ColumnType, NumberNotation } from './column-type';
import { inferDecimalShape } from './number-shape';
import { survivalCheck } from './survival';
import { withFractions } from './time-candidates';
import { splitZone } from './time-format';

const VARCHAR: ColumnType = { kind: 'VARCHAR' };

/**
 * The next type of a column whose `type` was disproved by `failing` texts, while every other value survived it.
 * The result holds all of them exactly, whatever the survivors were, so that a second pass never fails
 * (SPEC TYP-12). `complete`: `failing` has all the failing texts; otherwise only text is safe.
 */
export function widen(
	type: ColumnType,
	failing: readonly string[],
	complete: boolean,
	notation: NumberNotation
): ColumnType {
	if (!complete) return VARCHAR;
	for (const candidate of widerTypes(type, failing, notation)) {
		const check = survivalCheck(candidate, notation);
		if (failing.every(check)) return candidate;
	}
	return VARCHAR;
}

/** Types that hold everything that survived `type`, the narrowest first. */
function widerTypes(type: ColumnType, failing: readonly string[], notation: NumberNotation): ColumnType[] {
	const grouped = 'grouped' in type && type.grouped ? { grouped: true } : {};
	if (type.kind === 'BIGINT') {
		return [
			{ kind: 'HUGEINT', ...grouped },
			...widerDecimal(19, 0, 'trimmed', null, failing, notation, grouped)
		];
	}
	if (type.kind === 'TIME' || type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMPTZ') {
		return withFractionsOf(type.format).map((format) => ({ ...type, format }));
	}
	if (type.kind !== 'DECIMAL' || type.style === 'any') return [];
	const wholeDigits = type.precision - type.scale;
	if (type.style === 'fixed' && type.scale > 1) {
		return [{ ...type, precision: 38 }];
	}
	const style = type.style === 'trimmed' ? 'trimmed' : 'float';
	return widerDecimal(wholeDigits, type.scale, style, type.leadingZero, failing, notation, grouped);
}

/** Formats that hold what was written in `format`, and fractions; none where there is no such format. */
function withFractionsOf(format: string): string[] {
	const { local, zone } = splitZone(format);
	if (!/^(?:%Y-%m-%d[ T])?%H:%M:%S$/.test(local)) return [];
	return withFractions(local).map((wider) => wider + zone);
}

/** @param leadingZero null: nothing among the survivors tells, so the failing texts decide. */
function widerDecimal(
	wholeDigits: number,
	scale: number,
	style: 'trimmed' | 'float',
	leadingZero: boolean | null,
	failing: readonly string[],
	notation: NumberNotation,
	grouped: { grouped?: boolean }
): ColumnType[] {
	const shape = inferDecimalShape(failing, notation);
	if (!shape) return [];
	const newScale = Math.max(scale, shape.maxFraction);
	const digits = Math.max(wholeDigits, shape.maxWhole) + newScale;
	if (digits > 38 || newScale === 0) return [];
	const zero = leadingZero ?? !shape.bareFraction;
	return [
		{
			kind: 'DECIMAL',
			precision: digits > 18 ? 38 : 18,
			scale: newScale,
			style,
			leadingZero: zero,
			...grouped
		}
	];
}
