import { describe, expect, test } from 'vitest';
import { driftOf, type JudgedVersion } from '$lib/domain/quality/drift';
import type { Metric } from '$lib/domain/quality/judgement';

function judged(
	version: number,
	names: string[],
	values: [number, Metric['metric'], number][],
	kinds?: string[]
): JudgedVersion {
	const metrics = values.map(([columnIndex, metric, value]) => ({
		tableIndex: 0,
		columnIndex,
		metric,
		value,
		status: 'pass' as const
	}));
	const categories = kinds ? [{ tableIndex: 0, columnIndex: 0, values: kinds }] : [];
	const columns = names.map((name) => ({ name, type: 'VARCHAR', why: '' }));
	return {
		version: { version, tables: [{ name: 't', rows: 0, rejected: 0, columns, segments: [] }] },
		judgement: { judgedAt: '', rules: [], results: [], metrics, categories, status: 'pass' }
	};
}

describe('drift', () => {
	test('MET-3 a share of NULL may move three points; what moves more has a score', () => {
		const before = [0.1, 0.1, 0.1].map((value, i) => judged(i + 1, ['a'], [[0, 'nullShare', value]]));
		expect(driftOf(judged(4, ['a'], [[0, 'nullShare', 0.12]]), before)).toEqual([]);
		const [drift] = driftOf(judged(4, ['a'], [[0, 'nullShare', 0.2]]), before);
		expect(drift).toMatchObject({ kind: 'number', metric: 'nullShare', value: 0.2, spread: 0.01 });
		expect(drift?.score).toBeCloseTo(10);
	});

	test('MET-3 a number that always moves much may move much', () => {
		const before = [10, 100, 20, 90].map((value, i) => judged(i + 1, ['a'], [[0, 'mean', value]]));
		expect(driftOf(judged(5, ['a'], [[0, 'mean', 120]]), before)).toEqual([]);
	});

	test('MET-3 a number that was always 0 and is not any more is notable', () => {
		const before = [judged(1, ['a'], [[0, 'mean', 0]])];
		expect(driftOf(judged(2, ['a'], [[0, 'mean', 5]]), before)).toHaveLength(1);
		expect(driftOf(judged(2, ['a'], [[0, 'mean', 0]]), before)).toEqual([]);
	});

	test('MET-3 columns are compared by name, wherever they stand', () => {
		const before = [judged(1, ['a', 'b'], [[1, 'distinct', 100]])];
		expect(driftOf(judged(2, ['b', 'a'], [[0, 'distinct', 100]]), before)).toEqual([]);
		expect(driftOf(judged(2, ['c', 'b'], [[0, 'distinct', 5]]), before)).toEqual([]);
		expect(driftOf(judged(2, ['b'], [[0, 'distinct', 5]]), before)).toHaveLength(1);
	});

	test('MET-4 what estimates may be off by is no drift', () => {
		const estimate = (version: number, value: number, margin?: number) => {
			const one = judged(version, ['a'], [[0, 'distinct', value]]);
			const metrics = one.judgement.metrics.map((metric) => ({
				...metric,
				...(margin === undefined ? {} : { margin })
			}));
			return { ...one, judgement: { ...one.judgement, metrics } };
		};
		const exact = [1, 2, 3].map((version) => estimate(version, 1_000_000, 0));
		const sampled = [1, 2, 3].map((version) => estimate(version, 1_000_000, 0.02));
		// 5 % of the mean is the spread: three of them are notable
		expect(driftOf(estimate(4, 1_160_000, 0), exact)).toHaveLength(1);
		expect(driftOf(estimate(4, 1_160_000, 0.02), sampled)).toEqual([]);
		const [drift] = driftOf(estimate(4, 1_400_000, 0.02), sampled);
		expect(drift).toMatchObject({ margin: 0.02, expectedMargin: 0.02, error: 48_000 });
		expect(drift?.score).toBeCloseTo((400_000 - 48_000) / 50_000);
		// a sketch of an earlier version of the app, and the number itself, of the same column
		const sketched = [estimate(1, 235)];
		expect(driftOf(estimate(2, 300, 0), sketched)).toEqual([]);
		expect(driftOf(estimate(2, 5, 0), sketched)).toHaveLength(1);
		// no spread at all: they were never different, and are not by more than the error now
		expect(driftOf(estimate(2, 0, 0), [estimate(1, 0)])).toEqual([]);
	});

	test('MET-3 values that came and went', () => {
		const before = [judged(1, ['k'], [], ['a', 'b'])];
		expect(driftOf(judged(2, ['k'], [], ['b', 'c', 'd']), before)).toEqual([
			{ kind: 'categories', tableIndex: 0, columnIndex: 0, added: ['c', 'd'], vanished: ['a'], score: 9 }
		]);
	});

	test('nothing before, nothing to say', () => {
		expect(driftOf(judged(1, ['a'], [[0, 'mean', 5]]), [])).toEqual([]);
	});
});
