import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAllDifferent, SAMPLE_MARGIN, SKETCH_MARGIN } from '$lib/domain/profile/distinct';
import type { TableProfile } from '$lib/domain/profile/profile';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import { makePart, openEngine, TableLibrary, versionTable } from '../query/support';

// Columns with more values than are held in memory to be counted, and how many of them are different.
const ROWS = 1_300_000;
const COLUMNS = [
	['id', 'BIGINT', 'i', ROWS],
	['key', 'BIGINT', 'i * 1000000007', ROWS],
	['word', 'VARCHAR', 'md5(i::VARCHAR)', ROWS],
	['half', 'VARCHAR', 'CASE WHEN i % 2 = 0 THEN md5((i // 2)::VARCHAR) END', ROWS / 2],
	['pair', 'DOUBLE', '(i // 2) / 7.0', ROWS / 2],
	['town', 'VARCHAR', "'town ' || i % 40000", 40_000],
	['flag', 'BOOLEAN', 'i % 2 = 0', 2],
	['none', 'VARCHAR', 'NULL', 0],
	['minus', 'INTEGER', '-(i % 5000)', 5000]
] as const;

const library = new TableLibrary();
let service: QueryService;
let profile: TableProfile;

beforeAll(async () => {
	const list = COLUMNS.map(([, type, sql], c) => `(${sql})::${type} AS c${c}`).join(', ');
	const file = await makePart('distinct.duckdb', [
		`CREATE TABLE part.t0_s0 AS SELECT i + 1 AS record_number, ${list} FROM range(${ROWS}) t(i)`
	]);
	const columns = COLUMNS.map(([name, type]) => [name, type] as [string, string]);
	library.add('large', 1, versionTable(columns, [ROWS]), [file]);
	service = new QueryService(openEngine, library);
	profile = await service.profile({ queryId: 'large', name: 'large' });
});
afterAll(() => service.close());

describe('MET-4 PRF-1 different values of a large table', () => {
	test.each(['id', 'half', 'town', 'flag', 'none', 'minus'])('%s is counted', (name) => {
		const column = profile.columns.find((one) => one.name === name);
		const truth = COLUMNS.find(([one]) => one === name)?.[3];
		expect([column?.distinct, column?.distinctMargin]).toEqual([truth, 0]);
	});

	test.each(['key', 'word', 'pair'])('%s is estimated, within its margin', (name) => {
		const column = profile.columns.find((one) => one.name === name);
		const truth = COLUMNS.find(([one]) => one === name)?.[3] ?? 0;
		expect(column?.distinctMargin).toBe(SAMPLE_MARGIN);
		const count = column?.distinct ?? 0;
		expect(Math.abs(count - truth) / truth).toBeLessThan(SAMPLE_MARGIN / 2);
		const values = ROWS - (column?.nulls ?? 0);
		expect(isAllDifferent({ count, margin: SAMPLE_MARGIN }, values)).toBe(false);
	});
});

describe('sketches of the engine', () => {
	let engine: DuckDbEngine;
	beforeAll(async () => {
		engine = await openEngine();
	});
	afterAll(() => engine.close());

	test('MET-4 are within their margin, and far from exact', async () => {
		const connection = await engine.connect();
		const errors: number[] = [];
		for (let seed = 0; seed < 60; seed++) {
			const [row] = await connection.rows(
				`SELECT approx_count_distinct(hash(i + ${seed}000000)) AS n FROM range(20000) t(i)`
			);
			errors.push(Math.abs(Number(row?.['n']) - 20_000) / 20_000);
		}
		expect(Math.max(...errors)).toBeLessThan(SKETCH_MARGIN);
		expect(Math.max(...errors)).toBeGreaterThan(SAMPLE_MARGIN);
	});
});
