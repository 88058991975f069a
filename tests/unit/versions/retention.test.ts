import { describe, expect, test } from 'vitest';
import { expiredVersions, type DatedVersion } from '$lib/domain/versions/retention';
import { NO_RETENTION, type RetentionRules } from '$lib/domain/versions/timeline-settings';
import { chosenSeed, seeded } from '../../support/seed';

const seed = chosenSeed();
console.log(`retention: SEED=${seed}`);

const daily = (count: number, start = '2026-01-01T12:00:00Z'): DatedVersion[] =>
	Array.from({ length: count }, (_, i) => ({
		version: i + 1,
		committedAt: new Date(Date.parse(start) + i * 86_400_000).toISOString()
	}));
const keptOf = (versions: DatedVersion[], rules: Partial<RetentionRules>) => {
	const gone = new Set(expiredVersions(versions, { ...NO_RETENTION, ...rules }));
	return versions.map(({ version }) => version).filter((version) => !gone.has(version));
};

describe('VER-15 retention', () => {
	test('without rules everything is kept', () => {
		expect(keptOf(daily(40), {})).toHaveLength(40);
	});

	test('the last so many, and the newest of each week and month', () => {
		const versions = daily(40);
		expect(keptOf(versions, { last: 3 })).toEqual([38, 39, 40]);
		// 2026-01-04 is a Sunday, and so are versions 4, 11, 18 …; 31 is the last of January, 40 the newest
		expect(keptOf(versions, { weeks: 3 })).toEqual([32, 39, 40]);
		expect(keptOf(versions, { months: 12 })).toEqual([31, 40]);
		expect(keptOf(versions, { last: 2, months: 2 })).toEqual([31, 39, 40]);
	});

	test('several versions of a day: the newest one', () => {
		const versions = [
			{ version: 1, committedAt: '2026-01-01T08:00:00Z' },
			{ version: 2, committedAt: '2026-01-01T23:59:59Z' },
			{ version: 3, committedAt: '2026-01-02T00:00:00Z' }
		];
		expect(keptOf(versions, { days: 5 })).toEqual([2, 3]);
	});

	test('random versions and rules: the newest and pinned stay, and more rules never keep less', () => {
		const random = seeded(seed);
		const below = (n: number) => Math.floor(random() * n);
		for (let round = 0; round < 300; round++) {
			let time = Date.parse('2026-01-01T00:00:00Z');
			const versions: DatedVersion[] = Array.from({ length: 1 + below(60) }, (_, i) => ({
				version: i + 1,
				committedAt: new Date((time += below(4 * 86_400_000))).toISOString(),
				...(random() < 0.1 && { pinned: true })
			}));
			const some = (): number | null => (random() < 0.5 ? null : 1 + below(6));
			const rules = { last: some(), days: some(), weeks: some(), months: some() };
			const kept = keptOf(versions, rules);
			expect(kept).toContain(versions.length);
			for (const { version, pinned } of versions) if (pinned) expect(kept).toContain(version);
			for (const key of ['last', 'days', 'weeks', 'months'] as const) {
				const single = { ...NO_RETENTION, [key]: rules[key] };
				if (rules[key] === null) continue;
				const alone = keptOf(versions, single);
				expect(kept, `SEED=${seed}`).toEqual(expect.arrayContaining(alone));
				const unpinned = alone.filter((version) => !versions[version - 1]?.pinned);
				expect(unpinned.length).toBeLessThanOrEqual((rules[key] ?? 0) + 1);
			}
			// what is kept goes on being kept when the others are gone
			const left = versions.filter(({ version }) => kept.includes(version));
			expect(expiredVersions(left, rules), `SEED=${seed}`).toEqual([]);
		}
	});
});
