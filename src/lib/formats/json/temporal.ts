/**
 * ISO dates and times in the bytes of strings (SPEC JSN-6). A shape is a number: 0 is none; equal shapes are written
 * alike, so that a column of one shape survives text → type → text (TYP-1). Where the fractions of seconds differ in
 * length, the styles that all values have in common tell whether it does.
 */
export const NO_SHAPE = 0;
export const DATE_SHAPE = 1;
const TIMESTAMP = 2;
/** Bits: separator (T or space), digits of the time, zone. */
const WITH_T = 4;
const TIME_UNIT = 8;
const ZONE_UNIT = 64;

/** Times as written: minutes, seconds, milliseconds, microseconds; seconds with fractions that differ in length. */
const TIME_LENGTHS = [5, 8, 12, 15, 8];
const SECONDS = 1;
const VARYING = 4;

/** Styles that leave a fraction out where it is zero: six digits, three or six, as many as needed (TYP-10). */
const SIX_DIGITS = 1;
const THREES = 2;
const TRIMMED = 4;
export const ALL_STYLES = SIX_DIGITS | THREES | TRIMMED;

/** The styles that write `micros` with this many digits after the point. */
export function fractionStyles(digits: number, micros: number): number {
	if (digits === 0) return ALL_STYLES;
	if (micros === 0) return 0;
	const sixDigits = digits === 6 ? SIX_DIGITS : 0;
	const threes = digits === 3 || (digits === 6 && micros % 1000 !== 0) ? THREES : 0;
	return sixDigits | threes | (micros % 10 ** (7 - digits) !== 0 ? TRIMMED : 0);
}

/** The shape with fractions of any length, of timestamps with seconds; else the same shape. */
export function varyingShape(shape: number): number {
	const precision = precisionOf(shape);
	return isTimestamp(shape) && precision >= SECONDS ? shape + (VARYING - precision) * TIME_UNIT : shape;
}

export function isVarying(shape: number): boolean {
	return isTimestamp(shape) && precisionOf(shape) === VARYING;
}

function precisionOf(shape: number): number {
	return Math.floor(shape / TIME_UNIT) % 8;
}

export function isTimestamp(shape: number): boolean {
	return (shape & TIMESTAMP) !== 0;
}

export function isZoned(shape: number): boolean {
	return isTimestamp(shape) && shape >= ZONE_UNIT;
}

/** For people: `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export function describeShape(shape: number): string {
	if (shape === DATE_SHAPE) return 'YYYY-MM-DD';
	const times = ['HH:MM', 'HH:MM:SS', 'HH:MM:SS.mmm', 'HH:MM:SS.mmmmmm', 'HH:MM:SS'];
	const separator = (shape & WITH_T) !== 0 ? 'T' : ' ';
	const zone = isZoned(shape) ? zoneText(Math.floor(shape / ZONE_UNIT)) : '';
	const remark = isVarying(shape) ? ', with a fraction where there is one' : '';
	return `YYYY-MM-DD${separator}${times[precisionOf(shape)] ?? ''}${zone}${remark}`;
}

/** The shape of the text in `bytes[start, end)`. */
export function temporalShape(bytes: Uint8Array, start: number, end: number): number {
	const length = end - start;
	if (length < 10 || length > 36 || !isDate(bytes, start)) return NO_SHAPE;
	if (length === 10) return DATE_SHAPE;
	const separator = bytes[start + 10] as number;
	if (separator !== 0x54 && separator !== 0x20) return NO_SHAPE;
	const timeStart = start + 11;
	let timeEnd = timeStart;
	while (timeEnd < end && isTimeByte(bytes[timeEnd] as number)) timeEnd++;
	const precision = precisionAt(bytes, timeStart, timeEnd);
	if (precision < 0) return NO_SHAPE;
	const zone = timeEnd === end ? 0 : zoneCode(bytes, timeEnd, end);
	if (zone < 0) return NO_SHAPE;
	return TIMESTAMP + (separator === 0x54 ? WITH_T : 0) + precision * TIME_UNIT + zone * ZONE_UNIT;
}

/** How the times of a shape are written: their parts, after the date. */
export interface TimeParts {
	separator: number;
	/** 0: minutes, 1: seconds, 2: milliseconds, 3: microseconds, 4: seconds, with a fraction or without. */
	precision: number;
	/** Bytes of hours to microseconds; without a fraction where its length varies. */
	timeLength: number;
	/** As written, and what it is ahead of UTC. */
	zone: string;
	zoneMinutes: number;
}

export function timeParts(shape: number): TimeParts {
	const precision = precisionOf(shape);
	const zone = Math.floor(shape / ZONE_UNIT);
	return {
		separator: (shape & WITH_T) !== 0 ? 0x54 : 0x20,
		precision,
		timeLength: TIME_LENGTHS[precision] as number,
		zone: isZoned(shape) ? zoneText(zone) : '',
		zoneMinutes: isZoned(shape) ? zoneMinutes(zone) : 0
	};
}

function digits(bytes: Uint8Array, start: number, count: number): number {
	let value = 0;
	for (let i = start; i < start + count; i++) value = value * 10 + (bytes[i] as number) - 0x30;
	return value;
}

function areDigits(bytes: Uint8Array, start: number, count: number): boolean {
	for (let i = start; i < start + count; i++) {
		const byte = bytes[i] as number;
		if (byte < 0x30 || byte > 0x39) return false;
	}
	return true;
}

function isDate(bytes: Uint8Array, start: number): boolean {
	if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return false;
	if (!areDigits(bytes, start, 4) || !areDigits(bytes, start + 5, 2) || !areDigits(bytes, start + 8, 2))
		return false;
	const year = digits(bytes, start, 4);
	const month = digits(bytes, start + 5, 2);
	const day = digits(bytes, start + 8, 2);
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isTimeByte(byte: number): boolean {
	return (byte >= 0x30 && byte <= 0x3a) || byte === 0x2e;
}

/** -1 where it is no time. */
function precisionAt(bytes: Uint8Array, start: number, end: number): number {
	const precision = TIME_LENGTHS.indexOf(end - start);
	if (precision >= 0) return isTime(bytes, start, precision) ? precision : -1;
	if (end - start < 10 || end - start > 14 || !isTime(bytes, start, SECONDS)) return -1;
	const isFraction = bytes[start + 8] === 0x2e && areDigits(bytes, start + 9, end - start - 9);
	return isFraction && bytes[end - 1] !== 0x30 ? VARYING : -1;
}

function isTime(bytes: Uint8Array, start: number, precision: number): boolean {
	if (!areDigits(bytes, start, 2) || digits(bytes, start, 2) > 23) return false;
	if (bytes[start + 2] !== 0x3a || !areDigits(bytes, start + 3, 2) || digits(bytes, start + 3, 2) > 59)
		return false;
	if (precision === 0) return true;
	if (bytes[start + 5] !== 0x3a || !areDigits(bytes, start + 6, 2) || digits(bytes, start + 6, 2) > 59)
		return false;
	if (precision === 1) return true;
	return bytes[start + 8] === 0x2e && areDigits(bytes, start + 9, precision === 2 ? 3 : 6);
}

/** How zones are written: `Z`, then by style `+01`, `+0100`, `+01:00`. */
const UTC = 1;
const OFFSETS_FROM = 2;
const MINUTES = 1920;
/** Hours of offsets are 00 to 15 (TYP-11). */
const MAX_HOURS = 15;

function zoneCode(bytes: Uint8Array, start: number, end: number): number {
	const sign = bytes[start] as number;
	const length = end - start;
	if (length === 1) return sign === 0x5a ? UTC : -1;
	if ((sign !== 0x2b && sign !== 0x2d) || !areDigits(bytes, start + 1, 2)) return -1;
	const style = length === 3 ? 0 : length === 5 ? 1 : length === 6 && bytes[start + 3] === 0x3a ? 2 : -1;
	if (style < 0 || (style > 0 && !areDigits(bytes, end - 2, 2))) return -1;
	const hours = digits(bytes, start + 1, 2);
	const minutes = style === 0 ? 0 : digits(bytes, end - 2, 2);
	if (hours > MAX_HOURS || minutes > 59) return -1;
	const signed = (sign === 0x2d ? MINUTES / 2 : 0) + hours * 60 + minutes;
	return OFFSETS_FROM + style * MINUTES + signed;
}

function zoneMinutes(code: number): number {
	if (code === UTC) return 0;
	const signed = (code - OFFSETS_FROM) % MINUTES;
	return signed >= MINUTES / 2 ? MINUTES / 2 - signed : signed;
}

function zoneText(code: number): string {
	if (code === UTC) return 'Z';
	const style = Math.floor((code - OFFSETS_FROM) / MINUTES);
	const signed = (code - OFFSETS_FROM) % MINUTES;
	const minutes = signed % (MINUTES / 2);
	const two = (value: number): string => String(value).padStart(2, '0');
	const tail = style === 0 ? '' : `${style === 2 ? ':' : ''}${two(minutes % 60)}`;
	return `${signed >= MINUTES / 2 ? '-' : '+'}${two(Math.floor(minutes / 60))}${tail}`;
}
