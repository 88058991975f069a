import type { Column } from './column';
import { TAG } from './tags';
import { ALL_STYLES, DATE_SHAPE, fractionStyles, isVarying, timeParts } from './temporal';

/** No day: the text is no date. */
const NO_DATE = 0x7fffffff;
const NO_MOMENT = Number.NaN;
const TWO_32 = 2 ** 32;
/** Days from 0001-01-01 to 1970-01-01. */
const DAYS_TO_1970 = 719_162;
/** Days of the year before a month that is counted from 1. */
const DAYS_BEFORE = Int32Array.of(0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365);

/** Values of dates (days since 1970) or timestamps (microseconds), as Arrow stores them. */
export type TemporalValues = Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;

export interface ReadTemporals {
	values: TemporalValues;
	/** Those that all their fractions of seconds are written in; for dates and minutes none. */
	styles: number;
}

/**
 * The values of the strings in a column, if every one of them has this shape; else null.
 * @param shape not `NO_SHAPE`
 */
export function readTemporals(column: Column, length: number, shape: number): ReadTemporals | null {
	return shape === DATE_SHAPE ? days(column, length) : moments(column, length, shape);
}

function days({ tags, offsets, textView }: Column, length: number): ReadTemporals | null {
	const values = new Int32Array(length);
	const dates = new DateReader();
	for (let i = 0; i < length; i++) {
		if (tags[i] !== TAG.string || !offsets) continue;
		const start = offsets[i] as number;
		if ((offsets[i + 1] as number) - start !== 10) return null;
		const day = dates.at(textView, start);
		if (day === NO_DATE) return null;
		values[i] = day;
	}
	return { values, styles: 0 };
}

function moments({ tags, offsets, textView }: Column, length: number, shape: number): ReadTemporals | null {
	const values = new BigInt64Array(length);
	const halves = new Int32Array(values.buffer);
	const times = new TimestampReader(shape);
	for (let i = 0; i < length; i++) {
		if (tags[i] !== TAG.string || !offsets) continue;
		const seconds = times.secondsAt(textView, offsets[i] as number, offsets[i + 1] as number);
		if (Number.isNaN(seconds)) return null;
		const micros = seconds * 1e6 + times.micros;
		if (Number.isSafeInteger(micros)) {
			halves[2 * i] = micros;
			halves[2 * i + 1] = Math.floor(micros / TWO_32);
		} else values[i] = BigInt(seconds) * 1_000_000n + BigInt(times.micros);
	}
	return { values, styles: times.styles };
}

/** Reads dates. Those that follow each other are often the same day. */
class DateReader {
	#year = 0;
	#month = 0;
	#day = 0;
	#value = NO_DATE;

	/** Days since 1970-01-01 of the date at `start`, or `NO_DATE`. */
	at(view: DataView, start: number): number {
		const year = view.getInt32(start, true);
		const month = view.getInt32(start + 4, true);
		const day = view.getInt16(start + 8, true);
		if (year === this.#year && month === this.#month && day === this.#day) return this.#value;
		this.#year = year;
		this.#month = month;
		this.#day = day;
		this.#value = dayAt(view, start);
		return this.#value;
	}
}

function dayAt(view: DataView, start: number): number {
	const century = twoDigits(view, start);
	const ofCentury = twoDigits(view, start + 2);
	const month = twoDigits(view, start + 5);
	const day = twoDigits(view, start + 8);
	if ((century | ofCentury | month | day) < 0) return NO_DATE;
	if (view.getUint8(start + 4) !== 0x2d || view.getUint8(start + 7) !== 0x2d) return NO_DATE;
	const year = century * 100 + ofCentury;
	if (year < 1 || month < 1 || month > 12 || day < 1) return NO_DATE;
	const isLeap = (year & 3) === 0 && (ofCentury !== 0 || (century & 3) === 0);
	const before = DAYS_BEFORE[month] as number;
	const inMonth = (DAYS_BEFORE[month + 1] as number) - before + (isLeap && month === 2 ? 1 : 0);
	if (day > inMonth) return NO_DATE;
	const years = year - 1;
	const toYear = years * 365 + (years >> 2) - ((years / 100) | 0) + ((years / 400) | 0);
	return toYear + before + (isLeap && month > 2 ? 1 : 0) + day - 1 - DAYS_TO_1970;
}

/** Reads timestamps of one shape. */
class TimestampReader {
	/** Of the one that was read last. */
	micros = 0;
	/** Of all that were read. */
	styles: number;
	/** Bytes of a timestamp, at least. */
	readonly #length: number;
	readonly #dates = new DateReader();
	readonly #separator: number;
	readonly #precision: number;
	readonly #isVarying: boolean;
	readonly #zoneAt: number;
	readonly #zone: Uint8Array;
	readonly #zoneSeconds: number;

	constructor(shape: number) {
		const { separator, precision, timeLength, zone, zoneMinutes } = timeParts(shape);
		this.#separator = separator;
		this.#precision = precision;
		this.#isVarying = isVarying(shape);
		this.#zoneAt = 11 + timeLength;
		this.#zone = new TextEncoder().encode(zone);
		this.#zoneSeconds = zoneMinutes * 60;
		this.#length = this.#zoneAt + this.#zone.length;
		this.styles = precision === 0 ? 0 : ALL_STYLES;
	}

	/** Seconds since 1970-01-01 (in UTC where there is a zone), or NaN where the text has another shape. */
	secondsAt(view: DataView, start: number, end: number): number {
		const fraction = end - start - this.#length;
		if (fraction !== 0 && (!this.#isVarying || fraction < 2 || fraction > 7)) return NO_MOMENT;
		const day = this.#dates.at(view, start);
		if (day === NO_DATE || view.getUint8(start + 10) !== this.#separator) return NO_MOMENT;
		const hours = twoDigits(view, start + 11);
		const minutes = twoDigits(view, start + 14);
		if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return NO_MOMENT;
		if (view.getUint8(start + 13) !== COLON) return NO_MOMENT;
		let seconds = 0;
		if (this.#precision > 0) {
			seconds = twoDigits(view, start + 17);
			if (seconds < 0 || seconds > 59 || view.getUint8(start + 16) !== COLON) return NO_MOMENT;
		}
		const places = this.#isVarying ? Math.max(0, fraction - 1) : (DIGITS[this.#precision] as number);
		this.micros = places > 0 ? microsAt(view, start + 19, places) : 0;
		if (this.micros < 0) return NO_MOMENT;
		if (places > 0 && this.styles > 0) this.styles &= fractionStyles(places, this.micros);
		const zone = this.#zone;
		for (let i = 0; i < zone.length; i++) {
			if (view.getUint8(start + this.#zoneAt + fraction + i) !== zone[i]) return NO_MOMENT;
		}
		return day * 86_400 + hours * 3600 + minutes * 60 + seconds - this.#zoneSeconds;
	}
}

/** Digits after the point, by precision. */
const DIGITS = [0, 0, 3, 6];
/** What a fraction of so many digits is multiplied with. */
const TO_MICROS = [1e6, 1e5, 1e4, 1e3, 100, 10, 1];

/** @returns -1 where there is no point with `places` digits behind it */
function microsAt(view: DataView, start: number, places: number): number {
	if (view.getUint8(start) !== POINT) return -1;
	let fraction = 0;
	for (let at = start + 1; at <= start + places; at++) {
		const digit = view.getUint8(at) - 0x30;
		if (digit < 0 || digit > 9) return -1;
		fraction = fraction * 10 + digit;
	}
	return fraction * (TO_MICROS[places] as number);
}

const COLON = 0x3a;
const POINT = 0x2e;

/** -1 where they are none. */
function twoDigits(view: DataView, start: number): number {
	const tens = view.getUint8(start) - 0x30;
	const ones = view.getUint8(start + 1) - 0x30;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
