import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { utils, write } from 'xlsx';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';
import type { TableOverride } from '$lib/protocol/import-api';
import { makePart, openEngine } from '../query/support';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('fixed-types');
const TARGETS = [
	...['BOOLEAN', 'BIGINT', 'DECIMAL(18,3)', 'DOUBLE'],
	...['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR']
];

/** A value in DuckDB, the type it is to have, and its text then; null: it does not fit. */
type Case = [value: string, fixed: string, text: string | null];

const CASES: Case[] = [
	['1.25::DECIMAL(9,2)', 'DECIMAL(9,1)', null],
	['1.20::DECIMAL(9,2)', 'DECIMAL(9,1)', '1.2'],
	['1.5::DECIMAL(9,2)', 'DECIMAL(38,10)', '1.5000000000'],
	['123456.5::DECIMAL(9,2)', 'DECIMAL(4,1)', null],
	['2.50::DECIMAL(9,2)', 'BIGINT', null],
	['2.00::DECIMAL(9,2)', 'BIGINT', '2'],
	['0.1::DECIMAL(9,2)', 'DOUBLE', '0.1'],
	['0.12345678901234567890::DECIMAL(38,20)', 'DOUBLE', null],
	['1.005::DOUBLE', 'DECIMAL(10,2)', null],
	['1.005::DOUBLE', 'DECIMAL(38,20)', '1.00500000000000000000'],
	['123456789012.34567::DOUBLE', 'DECIMAL(38,20)', '123456789012.34567000000000000000'],
	['(0.1::DOUBLE + 0.2::DOUBLE)', 'DECIMAL(10,2)', null],
	['0.1::FLOAT', 'DECIMAL(10,2)', '0.10'],
	['1e-7::DOUBLE', 'DECIMAL(18,7)', '0.0000001'],
	['1e-7::DOUBLE', 'DECIMAL(18,6)', null],
	['1e300::DOUBLE', 'DECIMAL(38,0)', null],
	["'-0.0'::DOUBLE", 'DECIMAL(10,2)', null],
	["'-0.0'::DOUBLE", 'BIGINT', null],
	["'-0.0'::FLOAT", 'DOUBLE', '-0.0'],
	["'-0.0'::DOUBLE", 'VARCHAR', '-0.0'],
	["'nan'::DOUBLE", 'DECIMAL(10,2)', null],
	["'nan'::DOUBLE", 'VARCHAR', 'nan'],
	["'inf'::DOUBLE", 'BIGINT', null],
	['2.5::DOUBLE', 'BIGINT', null],
	['3.0::DOUBLE', 'BIGINT', '3'],
	['9007199254740992::BIGINT', 'DOUBLE', '9007199254740992.0'],
	['9007199254740993::BIGINT', 'DOUBLE', null],
	['9223372036854775807::BIGINT', 'DOUBLE', null],
	['(9223372036854775808)::HUGEINT', 'BIGINT', null],
	['18446744073709551615::UBIGINT', 'HUGEINT', '18446744073709551615'],
	['5::BIGINT', 'BOOLEAN', null],
	['1::BIGINT', 'BOOLEAN', 'true'],
	['true', 'BIGINT', '1'],
	['5::INTEGER', 'DATE', null],
	["TIMESTAMP '2024-01-02 00:00:00'", 'DATE', '2024-01-02'],
	["TIMESTAMP '2024-01-02 10:00:00'", 'DATE', null],
	["TIMESTAMP '2024-01-02 10:00:00'", 'TIME', null],
	["TIMESTAMP_NS '2024-01-02 10:00:00.000001'", 'TIMESTAMP', '2024-01-02 10:00:00.000001'],
	["TIMESTAMP_NS '2024-01-02 10:00:00.000001001'", 'TIMESTAMP', null],
	["DATE '2024-01-02'", 'TIMESTAMP', '2024-01-02 00:00:00'],
	["DATE '2024-01-02'", 'VARCHAR', '2024-01-02'],
	["TIME '10:00:00'", 'VARCHAR', '10:00:00'],
	["INTERVAL '1 month'", 'VARCHAR', '1 month'],
	["'2024-01-02 10:00'", 'DATE', null],
	["'2024-01-02'", 'DATE', '2024-01-02'],
	["'2024-01-02'", 'TIMESTAMP', '2024-01-02 00:00:00'],
	["'007'", 'BIGINT', null],
	["'1.25'", 'DECIMAL(9,1)', null],
	["'0.1000000000000000055511'", 'DOUBLE', null],
	["'text'", 'BIGINT', null],
	["''", 'BIGINT', null],
	["'1.5'::ENUM('1.5')", 'DECIMAL(9,1)', '1.5'],
	["'x'::ENUM('x')", 'VARCHAR', 'x'],
	["encode('Zürich')", 'VARCHAR', 'Zürich'],
	["'\\xFF\\xFE'::BLOB", 'VARCHAR', null],
	['[1, NULL]', 'VARCHAR', '[1, NULL]'],
	["{'a': 'b'}", 'VARCHAR', "{'a': b}"],
	['[1]', 'BIGINT', null]
];

test(
	'FMT-6 a value is kept under a fixed type only if the type holds it exactly',
	{ timeout: 120_000 },
	async () => {
		const file = await makePart(
			'cases.duckdb',
			CASES.map(
				([value], i) =>
					`CREATE TABLE part.t${name(i)} AS SELECT * FROM (VALUES (1, ${value}), (2, NULL)) v(id, x)`
			)
		);
		const receipt = await imports.run(file, { tables: overrides(CASES.map(([, type]) => type)) });
		const stored = await imports.storedAll(
			CASES.map((_, i) => `made.t${name(i)}`),
			'c0, c1::VARCHAR AS c1'
		);
		for (const [i, [value, type, text]] of CASES.entries()) {
			const told = `${value} as ${type}`;
			const rows = stored.get(`made.t${name(i)}`);
			expect(rows, told).toEqual(
				text === null
					? [[2, null]]
					: [
							[1, text],
							[2, null]
						]
			);
			expect(receipt.tables[i], told).toMatchObject({ rowsRead: 2, rowsRejected: text === null ? 1 : 0 });
		}
		const rejects = await imports.stored(`made.t${name(0)}.rejects`, 'record_number, column_name, code, raw');
		expect(rejects).toEqual([[1, 'x', 'type', "{'id': 1, 'x': 1.25}"]]);
	}
);

// Every type of the engine under every type that can be fixed, its extremes included: what was kept says the same as
// text when it is cast back, and nothing ends in an error.
test('FMT-6 no pair of types changes a value', { timeout: 300_000 }, async () => {
	const originals = await openEngine();
	const all = await originals.rows(
		"SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM test_all_types()) WHERE column_type NOT IN ('BIGNUM', 'VARINT', 'VARIANT')"
	);
	const pairs = all.flatMap((column) => TARGETS.map((target) => ({ column, target })));
	const tables = pairs.map(
		({ column }, i) =>
			`CREATE TABLE part.t${name(i)} AS SELECT row_number() OVER () AS id, "${String(column['name'])}" AS x FROM test_all_types()`
	);
	const file = await makePart('all.duckdb', [tables.join(';')]);
	const receipt = await imports.run(file, { tables: overrides(pairs.map(({ target }) => target)) });
	expect(receipt.tables).toHaveLength(pairs.length);
	const stored = await imports.storedAll(
		pairs.map((_, i) => `made.t${name(i)}`),
		pairs.map(({ column, target }) => `c0, ${castBack(String(column['type']), target)} AS c1`)
	);
	const texts = new Map<unknown, unknown[]>();
	for (const column of all) {
		const sql = `SELECT CAST("${String(column['name'])}" AS VARCHAR) AS x FROM test_all_types()`;
		texts.set(
			column,
			(await originals.rows(sql)).map((row) => row['x'])
		);
	}
	let kept = 0;
	for (const [i, { column, target }] of pairs.entries()) {
		const told = `${String(column['name'])} as ${target}`;
		const original = texts.get(column) ?? [];
		expect(receipt.tables[i]?.rowsRead, told).toBe(original.length);
		for (const [id, again] of stored.get(`made.t${name(i)}`) ?? []) {
			expect(again, told).toBe(original[Number(id) - 1]);
			if (again !== null) kept++;
		}
	}
	originals.close();
	expect(kept).toBeGreaterThan(150);
});

/** The stored value in its old type, as text. */
function castBack(type: string, target: string): string {
	if (type === 'BLOB' && target === 'VARCHAR') return 'CAST(encode(c1) AS VARCHAR)';
	// nothing fits there, and no cast leads back
	if (type.startsWith('UNION') && target !== 'VARCHAR') return 'CAST(c1 AS VARCHAR)';
	return `CASE WHEN c1 IS NOT NULL THEN CAST(TRY_CAST(c1 AS ${type}) AS VARCHAR) END`;
}

/** Values of `x` that every format can hold, and which of them fit. */
const NUMBERS: [target: string, values: number[], fit: boolean[]][] = [
	['DECIMAL(10,2)', [1.25, 0.1 + 0.2, 3, 1.005, 1e-7], [true, false, true, false, false]],
	['DECIMAL(18,7)', [1.25, 1e-7, 1e-8, 12], [true, true, false, true]],
	['BIGINT', [1, 2.5, 9007199254740992, -3], [true, false, true, true]]
];
const INTEGERS = [1n, 2n ** 53n + 1n, -(2n ** 53n)];

const FORMATS: Record<string, (values: number[] | bigint[]) => Promise<File>> = {
	arrow: (values) => Promise.resolve(new File([arrowOf(values)], 'made.arrow')),
	parquet: async (values) => {
		const parquet = await loadParquetWasm();
		const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(arrowOf(values)));
		return new File([bytes as Uint8Array<ArrayBuffer>], 'made.parquet');
	},
	sqlite: async (values) => {
		const sqlite = await initSqlJs({ locateFile: () => wasmUrl });
		const made = new sqlite.Database();
		made.run('CREATE TABLE t (x)');
		for (const value of values) made.run(`INSERT INTO t VALUES (${spelled(value)})`);
		return new File([made.export() as Uint8Array<ArrayBuffer>], 'made.sqlite');
	},
	json: (values) =>
		Promise.resolve(new File([values.map((value) => `{"x":${spelled(value)}}\n`).join('')], 'made.ndjson')),
	excel: (values) => {
		const sheet = utils.aoa_to_sheet([['x'], ...values.map((value) => [Number(value)])]);
		const book = utils.book_new();
		utils.book_append_sheet(book, sheet, 't');
		return Promise.resolve(
			new File([write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer], 'made.xlsx')
		);
	}
};

test.each(Object.keys(FORMATS))('FMT-6 numbers of %s are never rounded', async (format) => {
	const make = FORMATS[format] as (typeof FORMATS)[string];
	for (const [type, values, fit] of NUMBERS) {
		const receipt = await imports.run(await make(values), { columns: [{ name: 'x', type }] });
		const rows = await imports.stored('made', 'record_number, c0::DOUBLE AS x');
		const expected = values.flatMap((value, i) => (fit[i] ? [[i + 1, value]] : []));
		expect(rows, `${format} ${type}`).toEqual(expected);
		expect(receipt.tables[0]?.rowsRejected).toBe(values.length - expected.length);
		await imports.clear();
	}
	// a workbook has doubles only
	if (format === 'excel') return;
	await imports.run(await make(INTEGERS), { columns: [{ name: 'x', type: 'DOUBLE' }] });
	expect(await imports.stored('made', 'record_number, c0 AS x')).toEqual([
		[1, 1],
		[3, -(2 ** 53)]
	]);
});

function arrowOf(values: number[] | bigint[]): Uint8Array<ArrayBuffer> {
	const x =
		typeof values[0] === 'bigint'
			? BigInt64Array.from(values as bigint[])
			: Float64Array.from(values as number[]);
	return tableToIPC(tableFromArrays({ x }), 'stream') as Uint8Array<ArrayBuffer>;
}

/** Without exponents. Whole doubles keep a point: they are no integers in SQLite. */
function spelled(value: number | bigint): string {
	const text = String(value);
	if (text.includes('e')) return Number(value).toFixed(9).replace(/0+$/, '');
	return typeof value === 'number' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function name(index: number): string {
	return String(index).padStart(4, '0');
}

/** Fixes the type of `x` in table after table. */
function overrides(types: readonly string[]): TableOverride[] {
	return types.map((type, i) => ({ name: `t${name(i)}`, columns: [{ name: 'x', type }] }));
}
