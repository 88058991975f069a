import { afterEach, beforeEach, expect, test } from 'vitest';
import { seeded } from '../../support/seed';
import { MadeVersions } from './made-versions';

const seed = Date.now() % 1_000_000;
console.log(`layers: SEED=${seed}`);

const TYPES = [
	'BIGINT',
	'VARCHAR',
	'DOUBLE',
	'DECIMAL(18,2)',
	'TIMESTAMP WITH TIME ZONE',
	'INTERVAL',
	'DOUBLE[]',
	'STRUCT(a INTEGER, b VARCHAR)',
	'BLOB'
];

/** Values that are easily taken for each other. */
const VALUES = [
	['1', '2', 'NULL', '9007199254740993'],
	["'a'", "''", 'NULL', "'NULL'", "'ä'", "'ä'"],
	['0.0', '-0.0', "'NaN'::DOUBLE", "'-inf'::DOUBLE", 'NULL', '1e300'],
	['1.10', '-1.10', 'NULL'],
	["'2024-01-01 00:00:00+00'", 'NULL'],
	["INTERVAL '1 month'", "INTERVAL '30 days'", 'NULL'],
	['[0.0]', '[-0.0]', '[]', '[NULL]', 'NULL'],
	["{'a': 1, 'b': 'x'}", "{'a': NULL, 'b': NULL}", "{'a': NULL, 'b': 'NULL'}", 'NULL'],
	["'\\x00\\x01'::BLOB", "''::BLOB", 'NULL']
];

let made: MadeVersions;
beforeEach(async () => {
	made = new MadeVersions();
	await made.library.open();
});
afterEach(() => made.close());

type Row = string[];

function segmentsOf(rows: readonly Row[], random: () => number): { segments: string[]; rejected: number[] } {
	const rejected: number[] = [];
	let record = 0;
	const lines = rows.map((row) => {
		while (random() < 0.05) rejected.push(++record);
		return `(${++record}, ${row.map((value, i) => `${value}::${TYPES[i]}`).join(', ')})`;
	});
	const names = ['record_number', ...TYPES.map((_type, i) => `c${i}`)].join(', ');
	const cut = Math.floor(lines.length / 3);
	const segments = [lines.slice(0, cut), lines.slice(cut)]
		.filter((part) => part.length > 0)
		.map(
			(part) =>
				`SELECT record_number::BIGINT AS record_number, * EXCLUDE (record_number) FROM (VALUES ${part.join(', ')}) AS v(${names})`
		);
	return { segments, rejected };
}

const snapshot = async (version: number) => [
	await made.paged(`orders@${version}.records`, 97),
	await made.selected(`orders@${version}`),
	await made.paged(`orders@${version}.rejects`)
];

test(
	'VER-10 VER-11 random versions are, value by value and in order, what they were',
	{ timeout: 300_000 },
	async () => {
		const random = seeded(seed);
		const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
		const makeRow = (): Row =>
			VALUES.map((values, i) =>
				i === 0 && random() < 0.7 ? String(Math.floor(random() * 1e6)) : pick(values)
			);
		let rows = Array.from({ length: 300 }, makeRow);
		const before = new Map<number, unknown>();
		for (let version = 1; version <= 6; version++) {
			await made.commit([{ name: 'orders', types: TYPES, ...segmentsOf(rows, random) }]);
			before.set(version, await snapshot(version));
			const fewer = rows.filter(() => random() > 0.02);
			rows = fewer.flatMap((row) =>
				random() < 0.02 ? [makeRow(), row] : [random() < 0.03 ? makeRow() : row]
			);
			if (version === 3) rows.push(...rows.splice(10, 100));
			if (version === 4) rows.push(...rows.slice(0, 5));
		}
		const diffs = [
			['orders@1', 'orders@2'],
			['orders@5', 'orders@3'],
			['orders@2', 'orders@6']
		] as const;
		const changes: unknown[][] = [];
		for (const [from, to] of diffs) changes.push(await made.diffed(from, to));
		expect(changes.every((rows) => rows.length > 0)).toBe(true);
		expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
		const versions = await made.library.versions(made.sourceId ?? '');
		expect(
			versions.map(({ layer }) => layer?.chain.at(-1) ?? 0),
			`SEED=${seed}`
		).toEqual([1, 2, 3, 4, 5, 0]);
		for (const version of before.keys())
			expect(await snapshot(version), `SEED=${seed} version ${version}`).toEqual(before.get(version));

		for (const [index, [from, to]] of diffs.entries())
			expect(await made.diffed(from, to), `SEED=${seed} ${from} ${to}`).toEqual(changes[index]);

		// VER-14: removals harm no other version, whichever they are, and give their space back
		const bytesOf = async () => (await made.library.findSource(made.sourceId ?? ''))?.storedBytes ?? 0;
		for (const removed of [3, 6, 1, 4]) {
			const bytes = await bytesOf();
			await made.library.removeVersion(made.sourceId ?? '', removed);
			before.delete(removed);
			for (const version of before.keys())
				expect(await snapshot(version), `SEED=${seed} ${version} without ${removed}`).toEqual(
					before.get(version)
				);
			expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
			expect(await bytesOf()).toBeLessThanOrEqual(bytes);
			for (const version of before.keys())
				expect(await snapshot(version), `SEED=${seed} ${version} without ${removed}, tidied`).toEqual(
					before.get(version)
				);
		}
		const left = await made.library.versions(made.sourceId ?? '');
		expect(left.map(({ version, layer }) => [version, layer?.baseVersion])).toEqual([
			[2, 5],
			[5, undefined]
		]);
	}
);

test('VER-17 all versions are one table: by name, with the version, retyped columns as text', async () => {
	const rows = (values: string) => `SELECT i + 1 AS record_number, ${values} FROM range(20000) t(i)`;
	await made.commit([{ name: 'orders', types: ['BIGINT', 'BIGINT'], segments: [rows('i AS c0, i AS c1')] }]);
	const types = ['BIGINT', 'DOUBLE', 'VARCHAR'];
	const wider = rows("i AS c0, i + 0.5::DOUBLE AS c1, 'x' AS c2");
	await made.commit([{ name: 'orders', types, segments: [wider] }]);
	await made.commit([
		{ name: 'orders', types, segments: [wider.replace("'x'", "CASE WHEN i = 7 THEN 'y' ELSE 'x' END")] }
	]);
	expect(await made.value(`SELECT count(*) FROM "orders@all" WHERE version = 1 AND "col 2" IS NULL`)).toBe(
		20000
	);
	await made.layers.settle();
	expect(await made.value(`SELECT count(*) FROM "orders@all" WHERE "col 2" = 'x'`)).toBe(39999);
	expect(await made.value(`SELECT count(DISTINCT version) FROM "orders@ALL"`)).toBe(3);
	const columns = `string_agg(column_name || ' ' || column_type, ', ')`;
	expect(await made.value(`SELECT ${columns} FROM (DESCRIBE "orders@all")`)).toBe(
		'version BIGINT, col 0 BIGINT, col 1 VARCHAR, col 2 VARCHAR'
	);
	const versions = await made.library.versions(made.sourceId ?? '');
	expect(versions.map(({ layer }) => layer?.baseVersion)).toEqual([undefined, 3, undefined]);
});

test(
	'VER-10 statements of every kind give the same over a version that is put together',
	{ timeout: 120_000 },
	async () => {
		const types = ['BIGINT', 'VARCHAR', 'DECIMAL(18,2)', 'VARCHAR'];
		const select = (day: number, from: number, to: number) =>
			`SELECT i + 1 AS record_number, i AS c0, 'city ' || (i % 97) AS c1, ((hash(i + CASE WHEN hash(i) % 50 < ${day} THEN 1000000 * ${day} ELSE 0 END) % 10000)::BIGINT / 100)::DECIMAL(18,2) AS c2, 'note ' || hash(i + 1) AS c3 FROM range(${from}, ${to}) t(i) WHERE i % 101 <> ${day}`;
		for (const day of [1, 2, 3])
			await made.commit([
				{ name: 'orders', types, segments: [select(day, 0, 130_000), select(day, 130_000, 200_000)] }
			]);
		const sums = 'count(*), sum("col 0"), sum("col 2"), sum(record_number)';
		const few = '(SELECT 150000 + i AS k FROM range(50) t(i))';
		const statements = [
			`SELECT ${sums} FROM V`,
			`SELECT ${sums} FROM V WHERE "col 0" BETWEEN 125000 AND 125100`,
			`SELECT ${sums} FROM V WHERE record_number > 190000 AND "col 0" < 195000`,
			`SELECT ${sums} FROM V WHERE "col 1" = 'city 7' AND "col 2" > 50`,
			`SELECT ${sums} FROM V WHERE "col 3" LIKE '%77%'`,
			`SELECT ${sums} FROM V JOIN ${few} ON "col 0" = k`,
			`SELECT ${sums} FROM V WHERE record_number IN (SELECT k FROM ${few})`,
			`SELECT ${sums} FROM (SELECT * FROM V ORDER BY "col 2", "col 0" DESC LIMIT 100 OFFSET 7)`,
			`SELECT ${sums} FROM (SELECT * FROM V ORDER BY record_number DESC LIMIT 100)`,
			`SELECT count(DISTINCT "col 3"), max("col 0"), min("col 0"), max(record_number) FROM V`,
			`SELECT count(*), sum(a."col 0") FROM V a JOIN V b ON a.record_number = b."col 0" + 1 WHERE b."col 1" = 'city 5'`,
			`SELECT ${sums} FROM (SELECT *, row_number() OVER (PARTITION BY "col 1" ORDER BY "col 2", "col 0") AS n FROM V) WHERE n = 1`,
			`SELECT ${sums} FROM (SELECT * FROM V UNION ALL SELECT * FROM V) WHERE "col 0" IN (90000, 90001, 90002)`
		];
		const answers = async (version: number) => {
			const found: string[] = [];
			for (const statement of statements) {
				const sql = `SELECT t::VARCHAR FROM (${statement.replaceAll(' V', ` "orders@${version}.records"`)}) AS t`;
				found.push(String(await made.value(sql)));
			}
			return found;
		};
		const before = [await answers(1), await answers(2)];
		expect(await made.layers.settle(), String(made.layers.lastFailure?.stack)).toBe('done');
		const versions = await made.library.versions(made.sourceId ?? '');
		expect(versions.map(({ layer }) => layer?.baseVersion)).toEqual([3, 3, undefined]);
		expect([await answers(1), await answers(2)]).toEqual(before);
	}
);
