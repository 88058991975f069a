import { literal } from './number-pattern';

/** Pieces of strptime formats that dates and times of files are written in (SPEC TYP-10). */
const MONTHS = [
	...['January', 'February', 'March', 'April', 'May', 'June'],
	...['July', 'August', 'September', 'October', 'November', 'December']
];

interface Piece {
	/** Exactly as strftime writes it. */
	strict: string;
	/** As accepted where the user fixed the type. */
	lenient: string;
	field: 'year' | 'month' | 'day' | 'time' | null;
}

const short = MONTHS.map((month) => month.slice(0, 3));
const anyCase = (words: readonly string[]): string =>
	words.map((word) => [...word].map((c) => `[${c.toUpperCase()}${c.toLowerCase()}]`).join('')).join('|');
const MONTH_NUMBER = '0?[1-9]|1[0-2]';
const DAY_NUMBER = '0?[1-9]|[12][0-9]|3[01]';
const HOUR = '[01]?[0-9]|2[0-3]';
const HOUR12 = '0?[1-9]|1[0-2]';

const PIECES: Readonly<Record<string, Piece>> = {
	'%Y': { strict: '[0-9]{4}', lenient: '[0-9]{4}', field: 'year' },
	'%y': { strict: '[0-9]{2}', lenient: '[0-9]{2}', field: 'year' },
	'%m': { strict: '0[1-9]|1[0-2]', lenient: MONTH_NUMBER, field: 'month' },
	'%-m': { strict: '[1-9]|1[0-2]', lenient: MONTH_NUMBER, field: 'month' },
	'%b': { strict: short.join('|'), lenient: anyCase(short), field: 'month' },
	'%B': { strict: MONTHS.join('|'), lenient: anyCase(MONTHS), field: 'month' },
	'%d': { strict: '0[1-9]|[12][0-9]|3[01]', lenient: DAY_NUMBER, field: 'day' },
	'%-d': { strict: '[1-9]|[12][0-9]|3[01]', lenient: DAY_NUMBER, field: 'day' },
	'%H': { strict: '[01][0-9]|2[0-3]', lenient: HOUR, field: 'time' },
	'%-H': { strict: '[0-9]|1[0-9]|2[0-3]', lenient: HOUR, field: 'time' },
	'%I': { strict: '0[1-9]|1[0-2]', lenient: HOUR12, field: 'time' },
	'%-I': { strict: '[1-9]|1[0-2]', lenient: HOUR12, field: 'time' },
	'%p': { strict: 'AM|PM', lenient: '[AaPp][Mm]', field: 'time' },
	'%M': { strict: '[0-5][0-9]', lenient: '[0-5][0-9]', field: 'time' },
	'%S': { strict: '[0-5][0-9]', lenient: '[0-5][0-9]', field: 'time' },
	'%g': { strict: '[0-9]{3}', lenient: '[0-9]{1,3}', field: 'time' },
	'%f': { strict: '[0-9]{6}', lenient: '[0-9]{1,6}', field: 'time' },
	'%%': { strict: '%', lenient: '%', field: null }
};

const NOT_000 = '[1-9]00|[0-9][1-9]0|[0-9]{2}[1-9]';
const fraction = (digits: string): Piece => ({
	strict: `(?:[.](?:${digits}))?`,
	lenient: '(?:[.][0-9]{1,6})?',
	field: 'time'
});

/**
 * Fractions of a second with their point, left out where they are zero, so that each value has one spelling. strptime
 * has none of these.
 */
const FRACTIONS: Readonly<Record<string, Piece>> = {
	/** Six digits, as Python's `isoformat` writes them. */
	'%.6f': fraction(`[0-9]{3}(?:${NOT_000})|(?:${NOT_000})000`),
	/** Three digits, or six where these are needed, as Java's `Instant.toString` writes them. */
	'%.3f': fraction(`(?:[0-9]{3})?(?:${NOT_000})`),
	/** As many as needed, as DuckDB and PostgreSQL write them. */
	'%.f': fraction('[0-9]{0,5}[1-9]')
};
const ALL_PIECES: Readonly<Record<string, Piece>> = { ...PIECES, ...FRACTIONS };

/** @returns the parts of a format, or null where a piece of it is not supported. */
export function splitFormat(format: string): string[] | null {
	const parts = format.match(/%(?:-|\.\d?)?[A-Za-z%]|[^%]+|%/g) ?? [];
	return parts.every((part) => !part.startsWith('%') || part in ALL_PIECES) ? parts : null;
}

/** Whether DuckDB's strptime knows all pieces of the format: those that users may give. */
export function isStrptimeFormat(format: string): boolean {
	return splitFormat(format)?.every((part) => !(part in FRACTIONS)) ?? false;
}

/** How people are told of a format. */
export function describeFormat(format: string): string {
	const parts = partsOf(format);
	const plain = parts.filter((part) => !(part in FRACTIONS));
	return `${plain.join('')}${plain.length < parts.length ? ', with a fraction where there is one' : ''}`;
}

/** Whether the format has a whole date, a time of day, or both. */
export function formatFields(format: string): { date: boolean; time: boolean; order: string } | null {
	const fields = splitFormat(format)?.map((part) => ALL_PIECES[part]?.field ?? null);
	if (!fields) return null;
	const dateFields = fields.filter((field) => field === 'year' || field === 'month' || field === 'day');
	return {
		date: new Set(dateFields).size === 3 && dateFields.length === 3,
		time: fields.includes('time'),
		order: dateFields.map((field) => field[0]).join('')
	};
}

/** Regular expression source (JavaScript and RE2; to be matched in full). Each date field is a group. */
export function formatPattern(format: string, mode: 'strict' | 'lenient'): string {
	return partsOf(format)
		.map((part) => {
			const piece = ALL_PIECES[part];
			return piece ? `(${piece[mode]})` : literal(part);
		})
		.join('');
}

/** A check for one format: shape and calendar. Years are 0001 to 9999. */
export function formatCheck(format: string, mode: 'strict' | 'lenient'): (text: string) => boolean {
	const expression = new RegExp(`^(?:${formatPattern(format, mode)})$`);
	const pieces = partsOf(format).filter((part) => part in ALL_PIECES);
	const yearAt = pieces.findIndex((part) => ALL_PIECES[part]?.field === 'year') + 1;
	const monthAt = pieces.findIndex((part) => ALL_PIECES[part]?.field === 'month') + 1;
	const dayAt = pieces.findIndex((part) => ALL_PIECES[part]?.field === 'day') + 1;
	const twoDigits = pieces[yearAt - 1] === '%y';
	return (text) => {
		const match = expression.exec(text);
		if (!match) return false;
		if (yearAt === 0) return true;
		const written = Number(match[yearAt]);
		// POSIX: 69–99 are the twentieth century
		const year = twoDigits ? written + (written < 69 ? 2000 : 1900) : written;
		return year >= 1 && Number(match[dayAt]) <= daysInMonth(year, monthNumber(match[monthAt] ?? ''));
	};
}

const WIDTHS: Readonly<Record<string, number>> = {
	...{ '%Y': 4, '%m': 2, '%d': 2 },
	...{ '%H': 2, '%M': 2, '%S': 2 }
};

/**
 * For a format that begins with a number, has only numbers of known width, each two of them apart, and no space (for
 * one, `strptime` takes several): the length of what it writes, and what that ends with (empty for a number); else null.
 */
export function fixedWidth(format: string): { length: number; end: string } | null {
	const parts = splitFormat(format);
	if (!parts || !(WIDTHS[parts[0] ?? ''] ?? 0)) return null;
	let length = 0;
	let isAfterNumber = false;
	for (const part of parts) {
		const width = WIDTHS[part];
		if (width !== undefined && isAfterNumber) return null;
		if (width === undefined && !/^[^%0-9\s\x80-\uffff][^%\s\x80-\uffff]*$/.test(part)) return null;
		isAfterNumber = width !== undefined;
		length += width ?? part.length;
	}
	const last = parts.at(-1) ?? '';
	return { length, end: last in WIDTHS ? '' : last };
}

function partsOf(format: string): string[] {
	const parts = splitFormat(format);
	if (!parts) throw new RangeError(`unsupported date format ${format}`);
	return parts;
}

function monthNumber(text: string): number {
	if (/^\d/.test(text)) return Number(text);
	return short.findIndex((name) => name.toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;
}

function daysInMonth(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const ZONE_SUFFIX = /^(.*?)((?: ?(?:Z|UTC))|(?: ?[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)|%z)$/s;

/** Splits a TIMESTAMPTZ format into its local part and its zone: a written offset, or `%z` for any. */
export function splitZone(format: string): { local: string; zone: string } {
	const [, local = format, zone = ''] = ZONE_SUFFIX.exec(format) ?? [];
	return { local, zone };
}

/** Minutes east of UTC of `Z`, ` UTC`, `+05`, `-08:00`, `+0530`. */
export function zoneMinutes(zone: string): number {
	const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
	if (!sign) return 0;
	return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}
