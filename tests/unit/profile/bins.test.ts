import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binsOf, edgesOf, MAX_BINS, timeBinsOf } from '$lib/domain/profile/bins';
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
				const bins = isTime ? timeBinsOf(low, high) : binsOf(low, high, false);
				expect(bins.count).toBeGreaterThan(0);
				expect(bins.count).toBeLessThanOrEqual(isTime ? 3 * MAX_BINS : 10 * MAX_BINS);
				// values beyond by no more than rounding count to the first bin
				expect(bins.low).toBeLessThanOrEqual(low + bins.width * 1e-9);
				expect(bins.low + bins.count * bins.width).toBeGreaterThanOrEqual(
					high * (high > 0 ? 1 - 1e-9 : 1 + 1e-9)
				);
				expect(edgesOf(bins)).toHaveLength(bins.count + 1);
			}),
			{ seed: chosenSeed() }
		);
	});

	it('PRF-2 few whole numbers have a bin each', () => {
		expect(binsOf(1, 5, true)).toEqual({ low: 1, width: 1, count: 5 });
		expect(edgesOf(binsOf(0, 0.9, false)).slice(0, 4)).toEqual([0, 0.05, 0.1, 0.15]);
	});
});
