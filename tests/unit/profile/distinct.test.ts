import { describe, expect, test } from 'vitest';
import {
	COUNTING_BYTES,
	distinctCount,
	distinctPlan,
	isAllDifferent,
	SAMPLE_MARGIN,
	type ColumnFacts
} from '$lib/domain/profile/distinct';

const facts = (given: Partial<ColumnFacts>): ColumnFacts => ({
	name: 'c',
	type: 'VARCHAR',
	values: 1000,
	sketch: 800,
	low: null,
	high: null,
	bytes: 10,
	...given
});

describe('MET-4 how different values are counted', () => {
	test('every one, in tables of a usual size, whatever the sketch says', () => {
		expect(distinctPlan(facts({}))).toMatchObject({ kind: 'all' });
		expect(distinctPlan(facts({ values: 1_000_000, sketch: 1_300_000 }))).toMatchObject({ kind: 'all' });
	});

	test('every one, in large tables, where few are different', () => {
		expect(distinctPlan(facts({ values: 50_000_000, sketch: 100_000 }))).toMatchObject({ kind: 'all' });
	});

	test('by a sample where there are many, which is large enough for its margin', () => {
		for (const sketch of [160_000, 1_000_000, 9_999_999, 80_000_000]) {
			const plan = distinctPlan(facts({ values: 100_000_000, sketch }));
			if (plan.kind !== 'sample') throw new Error(plan.kind);
			const leastSampled = sketch / 1.4 / 2 ** plan.bits;
			expect(leastSampled).toBeGreaterThan(90_000);
			expect(6 / Math.sqrt(leastSampled)).toBeLessThan(SAMPLE_MARGIN);
			expect(plan.bytes).toBeLessThan(COUNTING_BYTES / 8);
		}
	});

	test('by a sample where the texts are too long to be held', () => {
		const plan = distinctPlan(facts({ values: 100_000, sketch: 100_000, bytes: 10_000 }));
		expect(plan).toMatchObject({ kind: 'sample', bits: 0 });
		expect(distinctCount(plan, 99_990, facts({}))).toMatchObject({ margin: SAMPLE_MARGIN });
	});

	test('whole numbers that lie close together by a bit each, however many', () => {
		const ids = facts({ type: 'BIGINT', values: 25_000_000, sketch: 20e6, low: 1, high: 25_000_000 });
		expect(distinctPlan(ids)).toEqual({ kind: 'bits', low: 1, high: 25_000_000, bytes: 3_125_000 });
		const keys = { ...ids, high: 2 ** 53 - 1 };
		expect(distinctPlan(keys)).toMatchObject({ kind: 'sample' });
		// beyond that the smallest and largest are not known exactly
		expect(distinctPlan({ ...ids, low: 2 ** 60, high: 2 ** 60 + 1 })).toMatchObject({ kind: 'sample' });
		expect(distinctPlan({ ...ids, type: 'DOUBLE' })).toMatchObject({ kind: 'sample' });
	});

	test('not at all where it is known', () => {
		expect(distinctPlan(facts({ values: 0, sketch: 0 }))).toEqual({ kind: 'known', count: 0 });
		const yes = facts({ type: 'BOOLEAN', low: 1, high: 1 });
		expect(distinctPlan(yes)).toEqual({ kind: 'known', count: 1 });
		expect(distinctPlan({ ...yes, low: 0 })).toEqual({ kind: 'known', count: 2 });
		expect(distinctPlan({ ...yes, type: 'BIGINT', low: 7, high: 8 })).toEqual({ kind: 'known', count: 2 });
	});

	test('a sample says how many there are in all, and never that all are different', () => {
		const column = facts({ values: 2_000_000 });
		const plan = { kind: 'sample', bits: 3, bytes: 0 } as const;
		expect(distinctCount(plan, 200_000, column)).toEqual({ count: 1_600_000, margin: SAMPLE_MARGIN });
		const all = distinctCount(plan, 250_001, column);
		expect(all).toEqual({ count: 2_000_000, margin: SAMPLE_MARGIN });
		expect(isAllDifferent(all, 2_000_000)).toBe(false);
		expect(isAllDifferent({ count: 2_000_000, margin: 0 }, 2_000_000)).toBe(true);
	});
});
