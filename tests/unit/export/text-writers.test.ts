import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { Bool, Float64, Int64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import Papa from 'papaparse';
import initSqlJs from 'sql.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distinctNames, exportFileName, withExtension } from '$lib/domain/export/export-name';
import { checkedOptions, type ExportOptions } from '$lib/domain/export/export-options';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import { looksLikeFormula } from '$lib/domain/export/formula-guard';
import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import { parseSqlType } from '$lib/domain/sql/sql-type';
import type { ExportColumn, OpenWriter, WriterContext } from '$lib/jobs/export/writer';
import { openDelimited } from '$lib/jobs/export/writers/delimited';
import { openNdjson } from '$lib/jobs/export/writers/json';
import { openSql } from '$lib/jobs/export/writers/sql';
import { textLiteral } from '$lib/jobs/export/writers/sql-literal';
import { chosenSeed } from '../../support/seed';

const seed = chosenSeed();
console.log(`seed ${seed}`);

interface Row {
	t: string | null;
	n: bigint | null;
	d: number | null;
	b: boolean | null;
}

const COLUMNS: ExportColumn[] = [
	['t', 'VARCHAR'],
	['n', 'BIGINT'],
	['d', 'DOUBLE'],
	['b', 'BOOLEAN']
].map(([name = '', type = '']) => ({ name, type, sqlType: parseSqlType(type) }));

/** What a text writer makes of rows. */
async function written(
	open: OpenWriter,
	format: ExportFormatId,
	rows: readonly Row[],
	given: Partial<ExportOptions> = {},
	columns = COLUMNS
): Promise<string> {
	const pieces: Uint8Array[] = [];
	const sink = {
		bytesWritten: 0,
		write: async (bytes: Uint8Array) => void pieces.push(bytes.slice())
	};
	const options = checkedOptions(format, given);
	const context = { columns, options, sink, engine: null } as unknown as WriterContext;
	const writer = await open(context);
	const ipc = tableToIPC(
		new Table({
			t: vectorFromArray(
				rows.map(({ t }) => t),
				new Utf8()
			),
			n: vectorFromArray(
				rows.map(({ n }) => n),
				new Int64()
			),
			d: vectorFromArray(
				rows.map(({ d }) => d),
				new Float64()
			),
			b: vectorFromArray(
				rows.map(({ b }) => b),
				new Bool()
			)
		}),
		'stream'
	) as Uint8Array<ArrayBuffer>;
	const batches = readIpcStream(ipc).batches.map((batch) => ({
		...batch,
		columns: batch.columns.slice(0, columns.length)
	}));
	await writer.write({ ipc, rowCount: rows.length, batches });
	await writer.finish();
	return Buffer.concat(pieces).toString();
}

const nasty = fc.oneof(
	fc.string({ unit: 'grapheme' }),
	fc.string({
		unit: fc.constantFrom('"', "'", ',', ';', '\t', '\n', '\r', '\\', ' ', '=', '-', 'N', '0', '`')
	})
);
const row: fc.Arbitrary<Row> = fc.record({
	t: fc.option(nasty),
	n: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
	d: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
	b: fc.option(fc.boolean())
});
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

describe('EXP-2 delimited text', () => {
	test('another program reads every value back, and NULL is told from empty text', async () => {
		const dialect = fc.record({
			delimiter: fc.constantFrom(',', ';', '\t', '|', '¦'),
			quotes: fc.constantFrom('needed' as const, 'texts' as const, 'all' as const),
			nullText: fc.constantFrom('', '\\N', 'NULL'),
			lineEnd: fc.constantFrom('\n' as const, '\r\n' as const)
		});
		await fc.assert(
			fc.asyncProperty(rows, dialect, async (given, options) => {
				const text = await written(openDelimited, 'csv', given, options);
				const { data, errors } = Papa.parse<string[]>(text, {
					delimiter: options.delimiter,
					newline: options.lineEnd,
					skipEmptyLines: false
				});
				expect(errors).toEqual([]);
				const read = data.slice(1, -1);
				expect(read.map(([t]) => t)).toEqual(given.map(({ t }) => t ?? options.nullText));
				expect(read.map(([, n]) => n)).toEqual(given.map(({ n }) => n?.toString() ?? options.nullText));
				for (const [index, one] of given.entries()) {
					if (one.d !== null) expect(Number(read[index]?.[2])).toBe(one.d);
				}
			}),
			{ seed, numRuns: 120 }
		);
	});

	test('a text that looks like NULL is quoted, NULL is not; a lone NULL is a record', async () => {
		const one = (t: string | null): Row => ({ t, n: null, d: null, b: null });
		const [column] = COLUMNS as [ExportColumn];
		expect(await written(openDelimited, 'csv', [one(''), one(null), one('x')])).toBe(
			't,n,d,b\n"",,,\n,,,\nx,,,\n'
		);
		const marked = await written(openDelimited, 'csv', [one('NULL'), one(null)], { nullText: 'NULL' }, [
			column
		]);
		expect(marked).toBe('t\n"NULL"\nNULL\n');
		expect(await written(openDelimited, 'csv', [one(null)], { bom: true }, [column])).toBe('\uFEFFt\n""\n');
	});

	test('with protection a spreadsheet finds no formula; numbers stay as they are', async () => {
		await fc.assert(
			fc.asyncProperty(rows, async (given) => {
				const text = await written(openDelimited, 'csv', given, { guardFormulas: true });
				const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
				for (const [index, [cell = '']] of data.slice(1, -1).entries()) {
					expect(looksLikeFormula(cell)).toBe(false);
					const { t } = given[index] as Row;
					expect(cell === (t ?? '') || cell === `'${t}`).toBe(true);
				}
			}),
			{ seed, numRuns: 100 }
		);
		const cells = ['=1', '+a', '-x', '@f', '\tq', '\rq'].map(looksLikeFormula);
		expect(cells).toEqual([true, true, true, true, true, true]);
		expect(['-5', '+4.5e3', '-.5', 'a=b', ''].map(looksLikeFormula)).toEqual([
			false,
			false,
			false,
			false,
			false
		]);
	});
});

test('EXP-3 every line of NDJSON is JSON with the same values', async () => {
	await fc.assert(
		fc.asyncProperty(rows, async (given) => {
			const lines = (await written(openNdjson, 'ndjson', given)).trimEnd().split('\n');
			expect(lines).toHaveLength(given.length);
			for (const [index, line] of lines.entries()) {
				const { t, n, d, b } = given[index] as Row;
				const read = JSON.parse(line) as Record<string, unknown>;
				expect([read['t'], read['d'], read['b']]).toEqual([t, d, b]);
				expect(line).toContain(`"n":${n},`);
			}
		}),
		{ seed, numRuns: 120 }
	);
});

describe('EXP-5 SQL', () => {
	let native: DuckDBConnection;
	let instance: DuckDBInstance;
	beforeAll(async () => {
		instance = await DuckDBInstance.create(':memory:');
		native = await instance.connect();
	});
	afterAll(() => {
		native.closeSync();
		instance.closeSync();
	});

	test('a script makes the same rows in DuckDB and in SQLite', async () => {
		const sqlite = await initSqlJs();
		await fc.assert(
			fc.asyncProperty(rows, nasty, async (given, name) => {
				const table = name.replaceAll('\0', '').trim() === '' ? 'x' : `x${name.replaceAll('\0', '')}`;
				const quoted = `"${table.replaceAll('"', '""')}"`;
				await native.run(await written(openSql, 'sql', given, { table }));
				const there = await (await native.run(`SELECT t, n::VARCHAR, d, b FROM ${quoted}`)).getRows();
				await native.run(`DROP TABLE ${quoted}`);
				expect(there).toEqual(given.map(({ t, n, d, b }) => [t, n === null ? null : String(n), d, b]));
				const database = new sqlite.Database();
				database.run(await written(openSql, 'sql', given, { table, dialect: 'sqlite' }));
				const [read] = database.exec(`SELECT hex(t), t IS NULL, CAST(n AS TEXT), d FROM ${quoted}`);
				database.close();
				expect(read?.values).toEqual(
					given.map(({ t, n, d }) => [
						Buffer.from(t ?? '')
							.toString('hex')
							.toUpperCase(),
						t === null ? 1 : 0,
						n === null ? null : String(n),
						d === 0 ? 0 : d
					])
				);
			}),
			{ seed, numRuns: 30 }
		);
	});

	test('texts in MySQL and PostgreSQL', () => {
		expect(textLiteral('mysql', `a'b\\c\0`, 'c')).toBe(`'a''b\\\\c\\0'`);
		expect(textLiteral('postgresql', `a'b\\c`, 'c')).toBe(`'a''b\\c'`);
		expect(() => textLiteral('postgresql', 'a\0', 'c')).toThrow('“c” holds');
	});
});

test('names: of columns, of files', () => {
	expect(distinctNames(['a', 'A', 'a_1', '', 'a'])).toEqual(['a', 'A_2', 'a_1', 'column4', 'a_3']);
	expect(exportFileName('a/b: c?', 'csv')).toBe('a b c.csv');
	expect(exportFileName('...', 'xlsx')).toBe('export.xlsx');
	expect(withExtension('a.csv', 'csv', 'parquet')).toBe('a.parquet');
	expect(withExtension('a.txt', 'csv', 'parquet')).toBe('a.txt');
});
