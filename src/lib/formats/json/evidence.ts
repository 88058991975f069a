import { decimalMagnitude, fitsInteger } from '$lib/domain/schema/decimal-text';
import type { Column } from './column';
import { TAG } from './tags';
import { ALL_STYLES, isVarying, NO_SHAPE, temporalShape, varyingShape } from './temporal';
import { readTemporals } from './temporal-values';

const UNKNOWN_SHAPE = -1;
const decoder = new TextDecoder();

/** What all values of a column so far say about its type. */
export class Evidence {
	/** Slots by tag. */
	readonly counts = new Float64Array(10);
	/** Most digits before the point and after it, of numbers written out in full. */
	wholeDigits = 1;
	scale = 0;
	/** Some number has an exponent, or is -0, NaN or infinite: only DOUBLE says so. */
	wantsDouble = false;
	/** Some number is NaN or infinite. */
	hasNonFinite = false;
	isDoubleExact = true;
	fitsBigint = true;
	fitsHugeint = true;
	/** Shape of all strings so far: UNKNOWN_SHAPE before the first. */
	shape = UNKNOWN_SHAPE;
	/** Those that the fractions of seconds of all strings so far are written in. */
	#styles = ALL_STYLES;

	count(tag: number): number {
		return this.counts[tag] as number;
	}

	get numbers(): number {
		return this.count(TAG.number) + this.count(TAG.literal);
	}

	get booleans(): number {
		return this.count(TAG.true) + this.count(TAG.false);
	}

	get objects(): number {
		return this.count(TAG.object);
	}

	get nested(): number {
		return this.count(TAG.object) + this.count(TAG.array) + this.count(TAG.json);
	}

	/** The shape of every string: 0 where they are no dates. */
	get temporal(): number {
		return Math.max(this.shape, NO_SHAPE);
	}

	/** Takes in the slots `[0, length)` of a column. */
	add(column: Column): void {
		const { tags, length } = column;
		const counts = new Uint32Array(16);
		for (let i = 0; i < length; i++) {
			const tag = tags[i] as number;
			counts[tag] = (counts[tag] as number) + 1;
		}
		for (let tag = 0; tag < 10; tag++) this.counts[tag] = this.count(tag) + (counts[tag] as number);
		if (counts[TAG.number]) this.#addNumbers(column);
		if (counts[TAG.literal]) this.#addLiterals(column);
		if (counts[TAG.string] && this.shape !== NO_SHAPE) this.#addShapes(column);
	}

	#addNumbers({ tags, length, mantissas, scales }: Column): void {
		if (!mantissas || !scales) return;
		let largest = 0;
		let { scale } = this;
		for (let i = 0; i < length; i++) {
			if (tags[i] !== TAG.number) continue;
			const places = scales[i] as number;
			const magnitude = Math.abs(mantissas[i] as number);
			const whole = places === 0 ? magnitude : magnitude / (POWERS[places] as number);
			if (whole > largest) largest = whole;
			if (places > scale) scale = places;
		}
		this.scale = scale;
		this.wholeDigits = Math.max(this.wholeDigits, String(Math.floor(largest)).length);
	}

	#addLiterals(column: Column): void {
		for (let i = 0; i < column.length; i++) {
			if (column.tags[i] === TAG.literal) this.#addLiteral(textAt(column, i));
		}
	}

	#addLiteral(text: string): void {
		const isNegative = text.startsWith('-');
		const first = text.charCodeAt(isNegative ? 1 : 0);
		if (first > 0x39) {
			this.wantsDouble = true;
			this.hasNonFinite = true;
			return;
		}
		if (this.isDoubleExact) this.isDoubleExact = isShortest(text);
		const hasExponent = text.includes('e') || text.includes('E');
		if (hasExponent || (isNegative && Number(text) === 0)) this.wantsDouble = true;
		const [whole, fraction] = hasExponent ? digitsWritten(text) : digitsAround(text, isNegative);
		this.wholeDigits = Math.max(this.wholeDigits, whole);
		this.scale = Math.max(this.scale, fraction);
		if (fraction > 0 || whole < 19 || hasExponent) return;
		if (this.fitsBigint) this.fitsBigint = fitsInteger('BIGINT', text);
		if (this.fitsHugeint) this.fitsHugeint = fitsInteger('HUGEINT', text);
	}

	#addShapes(column: Column): void {
		const { tags, length, offsets, text } = column;
		if (!offsets) return;
		if (this.shape === UNKNOWN_SHAPE) {
			const first = tags.subarray(0, length).indexOf(TAG.string);
			this.shape = temporalShape(text, offsets[first] as number, offsets[first + 1] as number);
		}
		for (const shape of new Set([this.shape, varyingShape(this.shape)])) {
			const read = shape === NO_SHAPE ? null : readTemporals(column, length, shape);
			const styles = this.#styles & (read?.styles ?? 0);
			if (!read || (isVarying(shape) && styles === 0)) continue;
			column.temporals = read.values;
			this.shape = shape;
			this.#styles = styles;
			return;
		}
		column.temporals = null;
		this.shape = NO_SHAPE;
	}
}

/** Whether the nearest double's shortest form has the same value. */
function isShortest(text: string): boolean {
	const shortest = String(Number(text));
	// as most programs write it: the long way is for the others
	if (shortest === text) return true;
	return /\d$/.test(shortest) && decimalMagnitude(text) === decimalMagnitude(shortest);
}

function digitsAround(text: string, isNegative: boolean): [number, number] {
	const point = text.indexOf('.');
	const sign = isNegative ? 1 : 0;
	return point < 0 ? [text.length - sign, 0] : [point - sign, text.length - point - 1];
}

function digitsWritten(text: string): [number, number] {
	const { whole, fraction } = writtenOut(text);
	return [whole.length, fraction.length];
}

/** 10 to the power of the index. */
export const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The text of a slot that holds one. */
export function textAt({ offsets, text }: Column, slot: number): string {
	return decoder.decode(text.subarray(offsets?.[slot] ?? 0, offsets?.[slot + 1] ?? 0));
}

/** A number of at most 15 digits as it was written. */
export function numberText({ mantissas, scales }: Column, slot: number): string {
	const mantissa = mantissas?.[slot] ?? 0;
	const scale = scales?.[slot] ?? 0;
	if (scale === 0) return String(mantissa);
	const digits = String(Math.abs(mantissa)).padStart(scale + 1, '0');
	return `${mantissa < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Digits before and after the point of a number without exponent; more than 400 of them are not written out. */
export function writtenOut(text: string): { whole: string; fraction: string } {
	const [mantissa = '', exponent = '0'] = text.replace('-', '').toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.split('.');
	const shift = Number(exponent);
	if (Math.abs(shift) > 400) {
		return /[1-9]/.test(mantissa) ? { whole: '9'.repeat(400), fraction: '9' } : { whole: '0', fraction: '' };
	}
	const padded = shift < 0 ? whole.padStart(whole.length - shift, '0') : whole;
	const digits = (padded + fraction).padEnd(padded.length + Math.max(shift, 0), '0');
	const point = padded.length + shift;
	return {
		whole: digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0',
		// digits that are written count, but for the zeros that an exponent makes
		fraction: shift === 0 ? digits.slice(point) : digits.slice(point).replace(/0+$/, '')
	};
}
