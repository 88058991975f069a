import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnChart, ProfileFilter, TableProfile, TextPatterns } from '$lib/domain/profile/profile';
import { QueryService } from '$lib/jobs/query/query-service';
import { makePart, openEngine, TableLibrary } from '../query/support';

const COLUMNS = [
	['n', 'INTEGER', 'CASE WHEN i % 10 = 9 THEN NULL ELSE i % 100 END'],
	['price', 'DECIMAL(9,2)', '(i / 100)::DECIMAL(9,2)'],
	['share', 'DOUBLE', "CASE i % 1000 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE i / 7.0 END"],
	['day', 'DATE', "DATE '2020-01-01' + (i % 366)::INTEGER"],
	['at', 'TIME', "TIME '00:00:00' + to_minutes(i % 1440)"],
	['paid', 'BOOLEAN', 'i % 3 = 0'],
	['odd " name', 'VARCHAR', "['Ab-1', 'x''y', '', 'Zürich 12'][1 + i % 4]"],
	['tags', 'INTEGER[]', '[i]'],
	['wide', 'DOUBLE', '(i - 4999.5) * 3.5e304'],
	['edge', 'DOUBLE', '0.1 + (i % 7) * 0.1'],
	[
		'ever',
		'TIMESTAMP',
		"CASE i % 10 WHEN 0 THEN 'infinity' WHEN 1 THEN '-infinity' ELSE '2024-02-29 12:00:00' END"
	],
	['code', 'VARCHAR', "['Київ ', 'Łódź ', 'ß', 'İ'][1 + i % 4] || i"]
] as const;
const ROWS = 10_000;

const library = new TableLibrary();
let service: QueryService;
let profile: TableProfile;
let lastId = 0;
const id = (): string => `profile-${++lastId}`;

beforeAll(async () => {
	const half = (segment: number) =>
		`CREATE TABLE part.t0_s${segment} AS SELECT i + 1 AS record_number, ${COLUMNS.map(
			([, type, sql], c) => `(${sql})::${type} AS c${c}`
		).join(', ')} FROM range(${(segment * ROWS) / 2}, ${((segment + 1) * ROWS) / 2}) t(i)`;
	const file = await makePart('profile.duckdb', [half(0), half(1)]);
	library.add(
		'shop',
		1,
		{
			name: 'shop',
			rows: ROWS,
			rejected: 0,
			columns: COLUMNS.map(([name, type]) => ({ name, type, why: '' })),
			segments: [0, 1].map((segment) => ({
				part: 0,
				table: `t0_s${segment}`,
				firstRecord: (segment * ROWS) / 2 + 1,
				rows: ROWS / 2
			}))
		},
		[file]
	);
	service = new QueryService(openEngine, library);
	profile = await service.profile({ queryId: id(), name: 'shop' });
});
afterAll(() => service.close());

function chart(name: string, filters: ProfileFilter[] = []): Promise<ColumnChart> {
	const column = profile.columns.find((one) => one.name === name);
	if (!column) throw new Error(name);
	const { index, range, distinct } = column;
	return service.profileChart({ queryId: id(), name: 'shop', index, range, distinct, filters });
}

const indexOf = (name: string): number => COLUMNS.findIndex(([column]) => column === name);

describe('a profile', () => {
	test('PRF-1 measures every column on all rows', () => {
		expect(profile.rows).toBe(ROWS);
		const of = (name: string) => profile.columns[indexOf(name)];
		expect(of('n')).toMatchObject({ kind: 'number', nulls: 1000, min: '0', max: '98', mean: 49 });
		expect(of('n')?.distinct).toBeGreaterThan(80);
		expect(of('price')).toMatchObject({ min: '0.00', max: '99.99' });
		expect(of('price')?.quantiles[2]).toBeCloseTo(50, 0);
		expect(of('share')).toMatchObject({ notFinite: 20, nulls: 0 });
		expect(of('day')).toMatchObject({ kind: 'time', min: '2020-01-01', max: '2020-12-31' });
		expect(of('at')).toMatchObject({ kind: 'time', range: { low: 0, high: 1439 * 60_000 } });
		expect(of('paid')).toMatchObject({ kind: 'boolean', distinct: 2 });
		expect(of('odd " name')).toMatchObject({ kind: 'text', lengths: { min: 0, max: 9 } });
		expect(of('ever')).toMatchObject({ min: '-infinity', max: 'infinity' });
		const leapDay = Date.UTC(2024, 1, 29, 12);
		expect(of('ever')?.range).toEqual({ low: leapDay, high: leapDay });
		expect(of('wide')?.range?.low).toBe(-4999.5 * 3.5e304);
		expect(of('tags')).toMatchObject({ kind: 'other', distinct: null, min: null });
	});

	test('PRF-2 a histogram has every value in one bin', async () => {
		for (const name of ['n', 'price', 'share', 'day', 'at', 'wide', 'edge', 'ever']) {
			const { rows, nulls, chart: bars } = await chart(name);
			if (bars?.kind !== 'histogram') throw new Error(name);
			const sum = bars.counts.reduce((a, b) => a + b, 0);
			expect(rows, name).toBe(ROWS);
			expect(sum + nulls, name).toBe(ROWS);
			expect(bars.edges).toHaveLength(bars.counts.length + 1);
		}
	});

	test('PRF-2 the most frequent values come with what is left', async () => {
		expect(await chart('paid')).toMatchObject({
			rows: ROWS,
			nulls: 0,
			chart: {
				kind: 'top',
				values: [
					{ text: 'false', count: 6666 },
					{ text: 'true', count: 3334 }
				],
				others: 0
			}
		});
		const texts = await chart('odd " name');
		expect(texts.chart).toMatchObject({ kind: 'top', others: 0 });
		expect(await chart('tags')).toEqual({ rows: ROWS, nulls: 0, chart: null });
	});

	test('PRF-3 filters act on the other columns and not on their own', async () => {
		const filters: ProfileFilter[] = [
			{ index: indexOf('paid'), kind: 'value', text: 'true' },
			{ index: indexOf('odd " name'), kind: 'value', text: "x'y" }
		];
		const own = await chart('paid', filters);
		expect(own.rows).toBe(ROWS / 4);
		const other = await chart('n', filters);
		expect(other.rows).toBe(
			Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 3 === 0 && i % 4 === 1).length
		);
		const nulls = await chart('paid', [{ index: indexOf('n'), kind: 'null' }]);
		expect(nulls.rows).toBe(1000);
	});

	test('PRF-3 filters on every bin of a histogram together keep every row once', async () => {
		for (const name of ['price', 'day', 'at', 'wide', 'edge']) {
			const { chart: bars } = await chart(name);
			if (bars?.kind !== 'histogram') throw new Error(name);
			let sum = 0;
			for (const [bin, low] of bars.edges.slice(0, -1).entries()) {
				const high = bars.edges[bin + 1] ?? low;
				const includesHigh = bin === bars.counts.length - 1;
				const range: ProfileFilter = { index: indexOf(name), kind: 'range', low, high, includesHigh };
				const { rows } = await chart('paid', [range]);
				expect(rows, `${name} ${bin}`).toBe(bars.counts[bin]);
				sum += rows;
			}
			expect(sum, name).toBe(ROWS);
		}
	});

	function patterns(name: string, distinct: number, filters: ProfileFilter[] = []): Promise<TextPatterns> {
		const request = { queryId: id(), name: 'shop', index: indexOf(name), range: null, distinct, filters };
		return service.textPatterns(request);
	}

	test('PRF-4 texts have patterns', async () => {
		const found = await patterns('odd " name', 4);
		expect(found.others).toBe(0);
		expect(found.patterns.map(({ pattern, count }) => [pattern, count])).toEqual([
			['', 2500],
			['Aa-9', 2500],
			['Aaaaaa 99', 2500],
			["a'a", 2500]
		]);
	});

	test('PRF-4 patterns are the same whether texts occur often or once, in every script', async () => {
		const filters: ProfileFilter[] = [{ index: indexOf('paid'), kind: 'value', text: 'true' }];
		for (const filter of [[], filters]) {
			const once = await patterns('code', 1_000_000, filter);
			expect(once).toEqual(await patterns('code', 10_000, filter));
			expect(once.patterns).toHaveLength(12);
			const rows = filter.length === 0 ? ROWS : 3334;
			expect(once.patterns.reduce((sum, { count }) => sum + count, once.others)).toBe(rows);
		}
		const { patterns: most } = await patterns('code', 1_000_000);
		expect(most.slice(0, 3).map(({ pattern, count }) => [pattern, count])).toEqual(
			[
				['A9999', 2250],
				['Aaaa 9999', 4500],
				['a9999', 2250]
			].sort((a, b) => Number(b[1]) - Number(a[1]))
		);
	});
});
