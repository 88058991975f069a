import { FALSE_WORDS, TRUE_WORDS } from './boolean-words';
import type { ColumnType, NumberNotation } from './column-type';
import { decimalMagnitude, fitsInteger } from './decimal-text';
import {
	canonicalNumberPattern,
	doublePattern,
	fixedNumberPattern,
	FLOAT_WORDS,
	plainNumber,
	type ExactNumberType
} from './number-pattern';
import { formatCheck, splitZone } from './time-format';
import { PLAIN_TIMESTAMP, LENIENT_ISO_TIME, lenientIsoTimestamp, lenientZone } from './time-lenient';

/** Tells whether one text survives; made once per column, called per value. */
export type SurvivalCheck = (text: string) => boolean;

/**
 * Whether `text` survives text → `type` → text under the type's one spelling (SPEC TYP-1). Empty text is NULL and
 * survives. With `fixed` (the user chose the type) every spelling of an exact value survives (SPEC TYP-9).
 */
export function survives(type: ColumnType, text: string, notation: NumberNotation, fixed = false): boolean {
	return survivalCheck(type, notation, fixed)(text);
}

/** `survives` for many texts. */
export function survivalCheck(type: ColumnType, notation: NumberNotation, fixed = false): SurvivalCheck {
	const check = valueCheck(type, notation, fixed);
	return (text) => text === '' || check(text);
}

function valueCheck(type: ColumnType, notation: NumberNotation, fixed: boolean): SurvivalCheck {
	switch (type.kind) {
		case 'VARCHAR':
			return () => true;
		case 'BOOLEAN':
			return booleanCheck(type.trueText, type.falseText);
		case 'BIGINT':
		case 'HUGEINT':
		case 'DECIMAL':
			return exactNumberCheck(type, notation, fixed);
		case 'DOUBLE':
			return doubleCheck(notation, fixed);
		case 'DATE':
			return formatCheck(type.format, fixed ? 'lenient' : 'strict');
		case 'TIME':
			return fixed ? patternCheck(LENIENT_ISO_TIME) : formatCheck(type.format, 'strict');
		case 'TIMESTAMP':
			return timestampCheck(type.format, fixed);
		case 'TIMESTAMPTZ':
			return zonedCheck(type.format);
	}
}

function patternCheck(pattern: string): SurvivalCheck {
	const expression = new RegExp(`^(?:${pattern})$`);
	return (text) => expression.test(text);
}

function booleanCheck(trueText: string, falseText: string): SurvivalCheck {
	if (trueText !== '') return (text) => text === trueText || text === falseText;
	const words = new Set([...TRUE_WORDS, ...FALSE_WORDS]);
	return (text) => words.has(text.toLowerCase());
}

function exactNumberCheck(type: ExactNumberType, notation: NumberNotation, fixed: boolean): SurvivalCheck {
	const lenient = fixed || (type.kind === 'DECIMAL' && type.style === 'any');
	const matches = patternCheck(
		lenient ? fixedNumberPattern(type, notation) : canonicalNumberPattern(type, notation)
	);
	return (text) => {
		if (!matches(text)) return false;
		if (!lenient && isNegativeZero(text)) return false;
		const [whole = ''] = plainNumber(text, notation).split('.');
		if (type.kind !== 'DECIMAL') return fitsInteger(type.kind, whole);
		return whole.replace(/^[+-]?0*/, '').length <= type.precision - type.scale;
	};
}

function isNegativeZero(text: string): boolean {
	return text.startsWith('-') && !/[1-9]/.test(text);
}

const SMALLEST_NORMAL = 2.3e-308;

function doubleCheck(notation: NumberNotation, fixed: boolean): SurvivalCheck {
	const matches = patternCheck(doublePattern(notation, fixed));
	return (text) => {
		if (FLOAT_WORDS.includes(text)) return true;
		if (!matches(text)) return false;
		const plain = plainNumber(text, notation);
		const value = Math.abs(Number(plain));
		if (!Number.isFinite(value)) return false;
		// up to 15 significant digits a double always gives them back (unless it is subnormal)
		if (plain.length <= 15 && value >= SMALLEST_NORMAL) return true;
		return decimalMagnitude(plain) === decimalMagnitude(String(value));
	};
}

function timestampCheck(format: string, fixed: boolean): SurvivalCheck {
	if (!fixed) return formatCheck(format, 'strict');
	return format === PLAIN_TIMESTAMP ? lenientIsoTimestamp : formatCheck(format, 'lenient');
}

function zonedCheck(format: string): SurvivalCheck {
	const { local, zone } = splitZone(format);
	if (zone === '%z') return lenientZone;
	const check = formatCheck(local, 'strict');
	return (text) => text.endsWith(zone) && check(text.slice(0, -zone.length));
}
