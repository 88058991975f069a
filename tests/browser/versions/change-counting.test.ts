import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangeCounting, type CountStatus } from '$lib/state/change-counting.svelte';
import { Settings, type SettingsKeeper } from '$lib/state/settings';
import { MadeVersions } from '../layers/made-versions';

class KeptSettings implements SettingsKeeper {
	readonly values = new Map<string, unknown>();
	async read(key: string): Promise<unknown> {
		return this.values.get(key);
	}
	async write(key: string, value: unknown): Promise<void> {
		this.values.set(key, structuredClone(value));
	}
}

let made: MadeVersions;
let keeper: KeptSettings;
let holders = 0;

beforeEach(async () => {
	made = new MadeVersions();
	await made.library.open();
	keeper = new KeptSettings();
});
afterEach(() => made.close());

function counting(): ChangeCounting {
	const client = { library: made.library, differ: made.query };
	return new ChangeCounting(client, new Settings(keeper), () => {
		holders++;
		return () => holders--;
	});
}

async function follow(counting: ChangeCounting): Promise<void> {
	const sourceId = made.sourceId ?? '';
	counting.follow(sourceId, 'orders', await made.library.versions(sourceId));
}

const isCounted = (status: CountStatus | null) => status?.kind === 'counted';
const WAIT = { timeout: 60_000, interval: 20 };

const types = ['BIGINT', 'VARCHAR'];
const rows = (from: number, to: number, changed: number) =>
	`SELECT i + 1 AS record_number, i AS c0, CASE WHEN i % 10 = 0 AND i < ${changed} THEN 'new' ELSE 'old' END AS c1 FROM range(${from}, ${to}) t(i)`;

test('VER-19 neighbours are counted, newest first, and once for all', { timeout: 120_000 }, async () => {
	await made.commit([{ name: 'orders', types, segments: [rows(0, 100, 0)] }]);
	await made.commit([{ name: 'orders', types, segments: [rows(5, 110, 50)] }]);
	await made.commit([{ name: 'orders', types, segments: [rows(5, 110, 50)] }]);
	const diffs = vi.spyOn(made.query, 'diff');
	const first = counting();
	await follow(first);
	await follow(first);
	await vi.waitFor(() => expect([first.of(2, 3), first.of(1, 2)].every(isCounted)).toBe(true), WAIT);
	expect(first.of(1, 2)).toEqual({
		kind: 'counted',
		counts: { added: 10, removed: 5, modified: 4, key: ['col 0'] }
	});
	expect(first.of(2, 3)).toMatchObject({ counts: { added: 0, removed: 0, modified: 0 } });
	expect(diffs.mock.calls.map(([request]) => request.to)).toMatchObject([
		{ name: 'orders@3' },
		{ name: 'orders@2' }
	]);
	await vi.waitFor(() => expect(holders).toBe(0), WAIT);

	// kept over a restart; a removal makes a new pair, other options make all new
	const second = counting();
	await follow(second);
	await vi.waitFor(() => expect(second.of(1, 2)).toEqual(first.of(1, 2)), WAIT);
	expect(diffs).toHaveBeenCalledTimes(2);
	await made.library.removeVersion(made.sourceId ?? '', 2);
	await follow(second);
	await vi.waitFor(() => expect(second.of(1, 3)).toEqual(first.of(1, 2)), WAIT);
	await made.library.keepDiffOptions(made.sourceId ?? '', { key: [] });
	await follow(second);
	const whole = { added: 14, removed: 9, modified: 0, key: [] };
	await vi.waitFor(() => expect(second.of(1, 3)).toEqual({ kind: 'counted', counts: whole }), WAIT);
	expect(diffs).toHaveBeenCalledTimes(4);
});

test(
	'VER-19 of several tables together; what nobody looks at is given up',
	{ timeout: 120_000 },
	async () => {
		const lines = { name: 'lines', types: ['BIGINT'], segments: ['SELECT 1 AS record_number, 7 AS c0'] };
		await made.commit([{ name: 'orders', types, segments: [rows(0, 100, 0)] }, lines]);
		await made.commit([
			{ name: 'orders', types, segments: [rows(1, 100, 0)] },
			{ ...lines, name: 'others' }
		]);
		const counts = counting();
		await follow(counts);
		counts.stop();
		await vi.waitFor(() => expect(holders).toBe(0), WAIT);
		expect(isCounted(counts.of(1, 2))).toBe(false);
		await follow(counts);
		await vi.waitFor(() => expect(isCounted(counts.of(1, 2))).toBe(true), WAIT);
		expect(counts.of(1, 2)).toMatchObject({ counts: { added: 1, removed: 2, modified: 0 } });
	}
);
