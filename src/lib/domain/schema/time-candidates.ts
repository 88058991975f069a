import { formatCheck, formatFields, splitFormat } from './time-format';
import { lenientIsoTimestamp, PLAIN_TIMESTAMP } from './time-lenient';

/** Date formats that a column may be found to be written in, in order of preference (SPEC TYP-10). */
export const DATE_FORMATS: readonly string[] = [
	...['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y-%-m-%-d', '%Y/%-m/%-d'],
	...['%d/%m/%Y', '%m/%d/%Y', '%-d/%-m/%Y', '%-m/%-d/%Y'],
	...['%d-%m-%Y', '%m-%d-%Y', '%-d-%-m-%Y', '%-m-%-d-%Y'],
	...['%d.%m.%Y', '%-d.%-m.%Y'],
	...['%d-%b-%Y', '%-d-%b-%Y', '%d %b %Y', '%-d %b %Y', '%d %B %Y', '%-d %B %Y'],
	...['%b %d, %Y', '%b %-d, %Y', '%B %d, %Y', '%B %-d, %Y']
];

/** Formats of two-digit years: only where the user fixed the type. */
const SHORT_YEAR_FORMATS = DATE_FORMATS.filter((format) => !format.startsWith('%Y')).map((format) =>
	format.replace('%Y', '%y')
);

const PLAIN_TIMES = ['%H:%M:%S', '%H:%M', '%H:%M:%S.%g', '%H:%M:%S.%f'];

/** What seconds with fractions of several lengths may be followed by; the likelier first. */
const VARYING_FRACTIONS = ['%.6f', '%.3f', '%.f'];

export const TIME_FORMATS: readonly string[] = [...PLAIN_TIMES, ...withFractions('%H:%M:%S')];

/** Also hours without a leading zero, which go with days without one. */
const SPOKEN_TIMES = [...PLAIN_TIMES, '%-H:%M', '%-H:%M:%S'];

export const TIMESTAMP_FORMATS: readonly string[] = DATE_FORMATS.flatMap((date) =>
	date === '%Y-%m-%d'
		? TIME_FORMATS.flatMap((time) => [`${date} ${time}`, `${date}T${time}`])
		: (date.includes('%-') ? SPOKEN_TIMES : PLAIN_TIMES).map((time) => `${date} ${time}`)
);

/** The formats that hold all of `format`'s values, which ends in whole seconds, and fractions. */
export function withFractions(format: string): string[] {
	return VARYING_FRACTIONS.map((fraction) => format + fraction);
}

const FIXED_DATES = [...DATE_FORMATS, ...SHORT_YEAR_FORMATS];

/** The plain format stands for every ISO spelling. */
const FIXED_TIMESTAMPS = [
	PLAIN_TIMESTAMP,
	...TIMESTAMP_FORMATS.filter((format) => !format.startsWith('%Y-%m-%d'))
];

/** The parts a zoned timestamp's local time may have. */
export const ZONED_LOCAL_FORMATS: readonly string[] = TIMESTAMP_FORMATS.filter(
	(format) => format.startsWith('%Y-%m-%d') || format.startsWith('%Y/%m/%d')
);

const checks = new Map<string, (text: string) => boolean>();

/** `formatCheck(format, 'strict')`, made once per format. */
export function strictFormatCheck(format: string): (text: string) => boolean {
	const known = checks.get(format);
	if (known) return known;
	const check = formatCheck(format, 'strict');
	checks.set(format, check);
	return check;
}

/** `formats` that every one of `texts` is written in; with no text, none. */
export function fittingFormats(formats: readonly string[], texts: readonly string[]): string[] {
	let fitting = texts.length === 0 ? [] : [...formats];
	for (const text of texts) {
		if (fitting.length === 0) break;
		fitting = fitting.filter((format) => strictFormatCheck(format)(text));
	}
	return fitting;
}

/** A format with and without leading zeros of day and month, as given first. */
export function paddingVariants(format: string): string[] {
	const swapped = (splitFormat(format) ?? []).map((part) => SWAPS[part] ?? part).join('');
	return swapped === format ? [format] : [format, swapped];
}

const SWAPS: Readonly<Record<string, string>> = { '%d': '%-d', '%-d': '%d', '%m': '%-m', '%-m': '%m' };

/** Order of day, month and year in a format: `dmy`. */
export function dateOrder(format: string): string {
	return formatFields(format)?.order ?? '';
}

/**
 * The format that most of `values` are written in. Where day and month can't be told apart it is ISO, so that
 * the user is asked (by rejects) for a date format instead of guessed for.
 */
export function bestDateFormat(
	kind: 'DATE' | 'TIMESTAMP',
	values: Iterable<string | null>,
	given: string | null
): string {
	const iso = kind === 'DATE' ? '%Y-%m-%d' : PLAIN_TIMESTAMP;
	const texts = [...new Set(values)].filter((text): text is string => !!text).slice(0, 2000);
	const formats = [
		...(given ? paddingVariants(given) : []),
		...(kind === 'DATE' ? FIXED_DATES : FIXED_TIMESTAMPS)
	];
	const counted = formats.map((format) => ({
		format,
		count: texts.filter(format === PLAIN_TIMESTAMP ? lenientIsoTimestamp : formatCheck(format, 'lenient'))
			.length
	}));
	const most = Math.max(0, ...counted.map(({ count }) => count));
	if (most === 0) return iso;
	const best = counted.filter(({ count }) => count === most).map(({ format }) => format);
	const first = best[0] ?? iso;
	if (given && dateOrder(first) === dateOrder(given)) return first;
	return best.every((format) => dateOrder(format) === dateOrder(first)) ? first : iso;
}
