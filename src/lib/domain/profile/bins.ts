/** Bars of a histogram at most. */
export const MAX_BINS = 24;

export interface Bins {
	low: number;
	width: number;
	count: number;
}

/**
 * Bins over `[low, high]`. Few whole numbers get a bin each; otherwise widths are 1, 2 or 5 times a power of ten, and
 * edges are multiples of the width.
 * @param isWhole the values are whole numbers
 */
export function binsOf(low: number, high: number, isWhole: boolean): Bins {
	if (!(high > low)) return { low, width: 1, count: 1 };
	if (isWhole && high - low < MAX_BINS) return { low, width: 1, count: Math.round(high - low) + 1 };
	const rough = (high - low) / (MAX_BINS - 2);
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
	const width = isWhole ? Math.max(1, step * power) : step * power;
	const start = Math.floor(low / width) * width;
	const count = Math.floor((high - start) / width) + 1;
	// a range too narrow for doubles to be cut in it, or one that overflows
	if (!Number.isFinite(width) || width === 0 || !Number.isFinite(count) || count > 10 * MAX_BINS)
		return { low, width: high - low, count: 1 };
	return { low: start, width, count };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths that people count time in, in milliseconds; a month and a year are taken as 30 and 365 days. */
const TIME_STEPS = [
	...[1, 10, 100, SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND],
	...[MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
	...[DAY, 7 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY, 730 * DAY, 1825 * DAY, 3650 * DAY, 36500 * DAY]
];

/** Bins over times in milliseconds. */
export function timeBinsOf(low: number, high: number): Bins {
	if (!(high > low)) return { low, width: 1, count: 1 };
	const rough = (high - low) / (MAX_BINS - 2);
	const width = TIME_STEPS.find((step) => step >= rough) ?? Math.ceil(rough);
	const start = Math.floor(low / width) * width;
	return { low: start, width, count: Math.floor((high - start) / width) + 1 };
}

/** The edges of bins, one more than there are bins. */
export function edgesOf({ low, width, count }: Bins): number[] {
	return Array.from({ length: count + 1 }, (_, i) => Number((low + i * width).toPrecision(15)));
}
