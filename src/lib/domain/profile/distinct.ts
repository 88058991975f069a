/** How many different values a column has; NULL is none. */
export interface DistinctCount {
	count: number;
	/** How far `count` may be off, as a share of it; 0 where every value was counted. */
	margin: number;
}

/** What is known of a column before its different values are counted. */
export interface ColumnFacts {
	name: string;
	/** DuckDB's name. */
	type: string;
	/** Values that are not NULL. */
	values: number;
	/** A first guess at the different ones, by `approx_count_distinct`: see `SKETCH_MARGIN`. */
	sketch: number;
	/** Smallest and largest value of whole numbers, 0 and 1 of booleans; null for other types. */
	low: number | null;
	high: number | null;
	/** Length of texts and bytes, on average. */
	bytes: number;
}

/** One way to count the different values of a column. */
export type DistinctPlan =
	| { kind: 'known'; count: number }
	/** A bit for each whole number from `low` to `high`. */
	| { kind: 'bits'; low: number; high: number; bytes: number }
	/** Every value, in memory. */
	| { kind: 'all'; bytes: number }
	| SamplePlan;

/** Counts only values of which the last `bits` bits of the hash are 0: one of `2 ** bits` different ones. */
export interface SamplePlan {
	kind: 'sample';
	bits: number;
	bytes: number;
}

/**
 * DuckDB's sketches have 64 registers: their standard error is 13 %, so that a number in a hundred is 30 % off. They
 * choose how to count, and are never shown.
 */
export const SKETCH_MARGIN = 0.4;
/** At least 90,000 values are in a sample: its standard error is a third of a per cent, and this is six times as much. */
export const SAMPLE_MARGIN = 0.02;
const SAMPLED_VALUES = 2 ** 17;

/** Up to so many values, or so many different ones by the sketch, all are counted. */
const ALL_VALUES = 1_000_000;
const FEW_DIFFERENT = 150_000;
/** What counting may take at once; beyond it a column is estimated. */
export const COUNTING_BYTES = 192 * 2 ** 20;
/** What a different value takes in the engine's hash table, without its text. */
const ENTRY_BYTES = 48;
/** Whole numbers have bits up to this width of their range. */
const BITS_PER_VALUE = 32;

const WHOLE = /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/;

/** The cheapest way that is exact, or an estimate where none is affordable (SPEC MET-4). */
export function distinctPlan({ type, values, sketch, low, high, bytes }: ColumnFacts): DistinctPlan {
	if (values === 0) return { kind: 'known', count: 0 };
	const isWhole = WHOLE.test(type) && Number.isSafeInteger(low) && Number.isSafeInteger(high);
	if ((isWhole || type === 'BOOLEAN') && low !== null && high !== null) {
		const range = high - low + 1;
		if (range <= 2) return { kind: 'known', count: range };
		if (range <= Math.max(1024, Math.min(values * BITS_PER_VALUE, COUNTING_BYTES * 8)))
			return { kind: 'bits', low, high, bytes: range / 8 };
	}
	const atMost = Math.min(values, sketch * (1 + SKETCH_MARGIN));
	const needed = atMost * (ENTRY_BYTES + bytes);
	if ((values <= ALL_VALUES || sketch <= FEW_DIFFERENT) && needed <= COUNTING_BYTES)
		return { kind: 'all', bytes: needed };
	return samplePlan(sketch, atMost);
}

/** @param different so many different values are expected, and `atMost` so many */
export function samplePlan(different: number, atMost = different): SamplePlan {
	const bits = Math.max(0, Math.floor(Math.log2(different / SAMPLED_VALUES)));
	return { kind: 'sample', bits, bytes: (atMost / 2 ** bits) * ENTRY_BYTES };
}

/** What a plan's number says. @param found by its statement */
export function distinctCount(plan: DistinctPlan, found: number, { values }: ColumnFacts): DistinctCount {
	if (plan.kind === 'known') return { count: plan.count, margin: 0 };
	if (plan.kind !== 'sample') return { count: found, margin: 0 };
	return { count: Math.min(found * 2 ** plan.bits, values), margin: SAMPLE_MARGIN };
}

/** Whether all values are different: never so by an estimate. */
export function isAllDifferent({ count, margin }: DistinctCount, values: number): boolean {
	return margin === 0 && values > 1 && count === values;
}
