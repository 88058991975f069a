import { describe, expect, test } from 'vitest';
import { sourceAlerts, storageAlerts, type SourceFacts } from '$lib/domain/quality/alerts';
import { draftOf } from '../../support/version-draft';

const RULE = {
	id: 'r',
	name: 'id is there',
	kind: 'required',
	severity: 'warn' as const,
	table: null,
	columns: ['id'],
	options: {}
};

function version(number: number, { elapsedMs = 100, failing = 0 } = {}): SourceFacts['versions'][number] {
	const { receipt } = draftOf(`i${number}`);
	const status = 'warning' as const;
	const result = { ruleId: 'r', tableIndex: 0, checked: 10, failing, rejected: 0, status, problem: null };
	return {
		version: number,
		receipt: { ...receipt, elapsedMs, committedAt: `2026-01-0${number}T00:00:00.000Z` },
		judgement: { judgedAt: '', rules: [RULE], results: [result], metrics: [], categories: [], status }
	};
}

function failure(importId: string, failedAt: string, code = 'file/empty') {
	return { importId, failedAt, fileName: 'a.csv', code, message: 'no' };
}

function kinds(facts: Partial<SourceFacts>): string[] {
	return sourceAlerts({ sourceId: 's', sourceName: 'orders', failures: [], versions: [], ...facts }).map(
		({ kind }) => kind
	);
}

describe('alerts', () => {
	test('ALR-1 two failures since the last version', () => {
		const versions = [version(2)];
		const old = failure('f0', '2026-01-01');
		const late = failure('f1', '2026-01-03');
		const later = failure('f2', '2026-01-04');
		expect(kinds({ versions, failures: [late, old] })).toEqual([]);
		expect(kinds({ versions, failures: [later, late, old] })).toEqual(['failed-imports']);
	});

	test('ALR-2 one that was blocked, until there is a newer version', () => {
		const failures = [failure('f', '2026-01-03', 'quality/blocked')];
		expect(kinds({ versions: [version(2)], failures })).toEqual(['blocked']);
		expect(kinds({ versions: [version(2), version(4)], failures })).toEqual([]);
	});

	test('ALR-3 a rule that fails more than before', () => {
		const failing = (count: number, number: number) => version(number, { failing: count });
		expect(kinds({ versions: [failing(1, 1), failing(2, 2)] })).toEqual(['rules-worse']);
		expect(kinds({ versions: [failing(2, 1), failing(2, 2)] })).toEqual([]);
		expect(kinds({ versions: [failing(2, 1)] })).toEqual([]);
	});

	test('ALR-4 an import that is slower than the ones before', () => {
		const times = (...all: number[]) => all.map((elapsedMs, i) => version(i + 1, { elapsedMs }));
		expect(kinds({ versions: times(2000, 2100, 1900, 4500) })).toEqual(['slower']);
		expect(kinds({ versions: times(2000, 2100, 1900, 3000) })).toEqual([]);
		expect(kinds({ versions: times(2000, 2100, 4500) })).toEqual([]);
		expect(kinds({ versions: times(100, 100, 100, 900) })).toEqual([]);
	});

	test('ALR-5 ALR-6 storage near its limit, with an id for each twentieth', () => {
		const ids = [0.5, 0.84, 0.86, 0.89, 0.91].map((share) =>
			storageAlerts({ usedBytes: share * 1000, quotaBytes: 1000 }).map(({ id }) => id)
		);
		expect(ids).toEqual([[], [], ['storage-17'], ['storage-17'], ['storage-18']]);
		expect(storageAlerts({ usedBytes: 5, quotaBytes: 0 })).toEqual([]);
	});
});
