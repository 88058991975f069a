/** Bars of a histogram at most. */
export const MAX_BINS = 24;

/** A histogram's bins: bar `i` counts the values in `[edges[i], edges[i + 1])`, the last one also its upper edge. */
export interface Bins {
	edges: number[];
	/** How a value's bin is found; null where there is only one. */
	steps: Steps | null;
}

/**
 * Bin `n` begins at `n * width / perOne`, of which one is 1: so 0.15 is three twentieths, the very number that "0.15" is
 * read as, where three times 0.05 is another.
 */
export interface Steps {
	width: number;
	perOne: number;
	/** The number of the first bin. */
	first: number;
	/** Values and edges are whole numbers that a double holds: a division alone finds the bin. */
	isExact: boolean;
}

/** The lower edge of bin `n`. */
function edgeOf(n: number, { width, perOne }: Pick<Steps, 'width' | 'perOne'>): number {
	return (n * width) / perOne;
}

/** The number of a value's bin: what `histogramSql` has the engine do, in the same arithmetic. */
function binNumber(value: number, steps: Pick<Steps, 'width' | 'perOne'>): number {
	const near = Math.floor((value * steps.perOne) / steps.width);
	if (value >= edgeOf(near + 1, steps)) return near + 1;
	return value < edgeOf(near, steps) ? near - 1 : near;
}

/**
 * Bins over `[low, high]`. Few whole numbers get a bin each; otherwise widths are 1, 2 or 5 times a power of ten, and
 * edges are multiples of the width.
 * @param isWhole the values are whole numbers
 */
export function binsOf(low: number, high: number, isWhole: boolean): Bins {
	if (!(high > low)) return oneBin(low, low + 1);
	if (!Number.isFinite(high - low)) return oneBin(low, high);
	const isExact = isWhole && Number.isSafeInteger(low) && Number.isSafeInteger(high);
	if (isWhole && high - low < MAX_BINS) return binsBy({ width: 1, perOne: 1, isExact }, low, high);
	const rough = (high - low) / (MAX_BINS - 2);
	const power = Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].find((factor) => factor * powerOfTen(power) >= rough) ?? 10;
	const isFraction = power < 0 && !isWhole;
	const width = isFraction ? 1 : Math.max(1, step * powerOfTen(power));
	const perOne = isFraction ? powerOfTen(-power) / step : 1;
	return binsBy({ width, perOne, isExact }, low, high);
}

/** `10 ** power` may be off by the last digit. */
function powerOfTen(power: number): number {
	return Number(`1e${power}`);
}

function binsBy(step: Omit<Steps, 'first'>, low: number, high: number): Bins {
	const first = binNumber(low, step);
	const last = binNumber(high, step);
	// a range too narrow for doubles to be cut in it
	if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return oneBin(low, high);
	const edges = Array.from({ length: last - first + 2 }, (_, i) => edgeOf(first + i, step));
	return { edges, steps: { ...step, first } };
}

function oneBin(low: number, high: number): Bins {
	return { edges: [low, high], steps: null };
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

/**
 * Bins over times in milliseconds.
 * @param isWhole the values are whole milliseconds
 */
export function timeBinsOf(low: number, high: number, isWhole: boolean): Bins {
	if (!(high > low)) return oneBin(low, low + 1);
	const rough = (high - low) / (MAX_BINS - 2);
	const width = TIME_STEPS.find((step) => step >= rough) ?? Math.ceil(rough);
	return binsBy({ width, perOne: 1, isExact: isWhole }, low, high);
}
