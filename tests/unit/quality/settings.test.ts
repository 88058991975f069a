import { describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors';
import type { Rule } from '$lib/domain/quality/rule';
import { mergeSettings, settingsFromJson, settingsToJson } from '$lib/domain/quality/settings';
import { thresholdOf, thresholdStatus, type Threshold } from '$lib/domain/quality/threshold';

const RULE: Rule = {
	id: 'r1',
	name: 'id is there',
	kind: 'required',
	severity: 'reject',
	table: null,
	columns: ['a"b', 'ü'],
	options: { blank: true, values: ['x'], min: '12345678901234567890' }
};
const THRESHOLD: Threshold = {
	table: null,
	column: 'ü',
	metric: 'nullShare',
	warnBelow: null,
	warnAbove: 0.1,
	failBelow: null,
	failAbove: 0.5
};

describe('settings', () => {
	test('RUL-8 an export is read back as it was', () => {
		const settings = { rules: [RULE], thresholds: [THRESHOLD] };
		expect(settingsFromJson(settingsToJson(settings))).toEqual(settings);
	});

	test.each([
		['no JSON', '{'],
		['a list', '[]'],
		['rules that are no list', '{"rules": {}}'],
		['a rule without an id', '{"rules": [{"name": "a", "kind": "b", "severity": "warn"}]}'],
		['an unknown severity', JSON.stringify({ rules: [{ ...RULE, severity: 'maybe' }] })],
		['a nested option', JSON.stringify({ rules: [{ ...RULE, options: { a: {} } }] })],
		['an unknown metric', JSON.stringify({ thresholds: [{ ...THRESHOLD, metric: 'beauty' }] })]
	])('RUL-8 %s is refused', (_what, json) => {
		expect(() => settingsFromJson(json)).toThrow(AppError);
	});

	test('RUL-8 rules of the same id are replaced, and names stay unique', () => {
		const old = { rules: [RULE, { ...RULE, id: 'r2', name: 'other' }], thresholds: [THRESHOLD] };
		const added = {
			rules: [
				{ ...RULE, severity: 'warn' as const },
				{ ...RULE, id: 'r3', name: 'other' }
			],
			thresholds: [{ ...THRESHOLD, failAbove: 1 }]
		};
		const { rules, thresholds } = mergeSettings(old, added);
		expect(rules.map(({ id, name, severity }) => [id, name, severity])).toEqual([
			['r2', 'other', 'reject'],
			['r1', 'id is there', 'warn'],
			['r3', 'other 2', 'reject']
		]);
		expect(thresholds).toEqual([{ ...THRESHOLD, failAbove: 1 }]);
	});
});

describe('thresholds', () => {
	test.each([
		[0.05, 'pass'],
		[0.1, 'pass'],
		[0.2, 'warning'],
		[0.51, 'fail'],
		[null, 'pass']
	] as const)('MET-2 %s gives %s', (value, status) => {
		expect(thresholdStatus(THRESHOLD, value)).toBe(status);
	});

	test('MET-4 an estimate is beyond a bound only by more than it may be off', () => {
		const none = { warnBelow: null, warnAbove: null, failBelow: null, failAbove: null };
		const below = { ...THRESHOLD, ...none, failBelow: 1000 };
		expect(thresholdStatus(below, 990)).toBe('fail');
		expect(thresholdStatus(below, 990, 0.02)).toBe('pass');
		expect(thresholdStatus(below, 980, 0.02)).toBe('fail');
		const above = { ...THRESHOLD, ...none, warnAbove: 1000 };
		expect(thresholdStatus(above, 1010)).toBe('warning');
		expect(thresholdStatus(above, 1010, 0.02)).toBe('pass');
		expect(thresholdStatus(above, 1030, 0.02)).toBe('warning');
	});

	test('MET-2 belongs to one column of one table', () => {
		const tables = [
			{ name: 'a', columns: [{ name: 'x' }, { name: 'ü' }] },
			{ name: 'b', columns: [{ name: 'ü' }] }
		];
		const find = (tableIndex: number, columnIndex: number, table: string | null) =>
			thresholdOf([{ ...THRESHOLD, table }], tables, { tableIndex, columnIndex, metric: 'nullShare' });
		expect([find(0, 1, null), find(1, 0, null), find(1, 0, 'b'), find(0, 0, null)].map(Boolean)).toEqual([
			true,
			false,
			true,
			false
		]);
	});
});
