import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binsOf, MAX_BINS, timeBinsOf } from '$lib/domain/profile/bins';
import { chosenSeed } from '../../support/seed';

describe('bins of a histogram', () => {
	it('PRF-2 span the range with a bounded number of equal steps', () => {
		const range = fc.tuple(
			fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
			fc.double({ noNaN: true, min: 0, max: 1e12 })
		);
		fc.assert(
			fc.property(range, fc.boolean(), ([low, span], isTime) => {
				const high = low + span;
				const { edges, steps } = isTime ? timeBinsOf(low, high, false) : binsOf(low, high, false);
				expect(edges.length).toBeGreaterThan(1);
				expect(edges.length).toBeLessThanOrEqual(MAX_BINS + 1);
				expect(edges[0]).toBeLessThanOrEqual(low);
				expect(edges.at(-1)).toBeGreaterThanOrEqual(high);
				if (steps) expect(edges.at(-1)).toBeGreaterThan(high);
				expect(edges.toSorted((a, b) => a - b)).toEqual(edges);
			}),
			{ seed: chosenSeed() }
		);
	});

	it('PRF-2 few whole numbers have a bin each', () => {
		expect(binsOf(1, 5, true).edges).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it('PRF-2 edges are the numbers that their decimals are read as', () => {
		expect(binsOf(0, 0.9, false).edges.slice(0, 8)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
		expect(binsOf(-0.031, 0.01, false).edges.slice(0, 4)).toEqual([-0.032, -0.03, -0.028, -0.026]);
		expect(binsOf(3, 41.5, false).edges.slice(0, 3)).toEqual([2, 4, 6]);
	});

	it('PRF-2 ranges that cannot be cut have one bin', () => {
		const next = 1 + Number.EPSILON;
		expect(binsOf(1, next, false).edges).toEqual([1, next]);
		expect(binsOf(-1e308, 1e308, false)).toEqual({ edges: [-1e308, 1e308], steps: null });
		expect(binsOf(7, 7, false).edges).toEqual([7, 8]);
	});
});
