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
