import { afterEach, describe, expect, test } from 'vitest';
import type { ColumnType } from '$lib/domain/schema/column-type';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import { openInput } from '$lib/formats/archive/input';
import type { ColumnPlan, DelimitedDialect } from '$lib/formats/delimited/options';
import { loadPass, type PassResult } from '$lib/jobs/import/load-pass';
import { ProgressMeter } from '$lib/jobs/import/progress-meter';

const DIALECT: DelimitedDialect = {
	encoding: 'utf-8',
	bom: false,
	delimiter: ',',
	quote: '"',
	escape: '"',
	newline: 'lf',
	header: true,
	comment: null,
	skipLines: 0,
	nullTokens: [''],
	spaceAroundQuotes: false,
	trim: false,
	numbers: { decimalSeparator: '.', thousandsSeparator: null },
	dateFormat: null
};

function plan(...types: (ColumnType & { fixed?: boolean })[]): ColumnPlan[] {
	return types.map(({ fixed, ...type }, position) => ({
		position,
		originalName: `n${position}`,
		name: `n${position}`,
		include: true,
		type,
		fixed: fixed ?? false,
		undecided: false,
		why: ''
	}));
}

const engines: DuckDbEngine[] = [];
const wasm = loadEngine();

afterEach(() => {
	for (const engine of engines.splice(0)) engine.close();
});

async function load(
	text: string,
	columns: ColumnPlan[],
	dialect: Partial<DelimitedDialect> = {}
): Promise<PassResult> {
	const input = await openInput(new File([text], 'test.csv'));
	const result = await loadPass({
		input,
		dialect: { ...DIALECT, ...dialect },
		columns,
		tableName: 'test',
		maxRecordBytes: 1 << 20,
		engineCount: 1,
		engines: async () => {
			const engine = await openDuckDb(await wasm);
			engines.push(engine);
			return engine;
		},
		createPart: async (part) => ({ fileName: `part${part}.duckdb`, handles: null }),
		meter: new ProgressMeter(input.file.size, () => undefined),
		signal: new AbortController().signal
	});
	return result;
}

/** Rows of the only part, read back from its bytes. */
async function stored(result: PassResult, sql: string): Promise<Record<string, unknown>[]> {
	const [bytes] = result.parts.bytes;
	if (!bytes) throw new Error('no part');
	const engine = await openDuckDb(await wasm);
	engines.push(engine);
	await engine.registerFile('read.duckdb', new File([bytes], 'read.duckdb'));
	await engine.run("ATTACH 'read.duckdb' AS p (READ_ONLY)");
	return engine.rows(sql);
}

describe('a pass over a file', () => {
	test('RCP-1 stores typed values with their record numbers', async () => {
		const result = await load('a,b\n1,x\n-2,"y, z"\n,\n', plan({ kind: 'BIGINT' }, { kind: 'VARCHAR' }));
		expect(result).toMatchObject({ rows: 3, rejected: 0, totals: { records: 3 }, disproofs: [] });
		expect(result.segments).toEqual([{ part: 0, table: 't0_s0', firstRecord: 1, rows: 3 }]);
		expect(await stored(result, 'SELECT * FROM p.t0_s0')).toEqual([
			{ record_number: 1, c0: 1, c1: 'x' },
			{ record_number: 2, c0: -2, c1: 'y, z' },
			{ record_number: 3, c0: null, c1: null }
		]);
	});

	test('RCP-2 record numbers count rejected records', async () => {
		const text = 'a,b\nbad\n1,x\n2,y\nbad,bad,bad\nworse\n3,z\n';
		const result = await load(text, plan({ kind: 'BIGINT' }, { kind: 'VARCHAR' }));
		expect(result).toMatchObject({ rows: 3, rejected: 3, totals: { records: 6, rejected: 3 } });
		expect(await stored(result, 'SELECT record_number, c0 FROM p.t0_s0')).toEqual([
			{ record_number: 2, c0: 1 },
			{ record_number: 3, c0: 2 },
			{ record_number: 6, c0: 3 }
		]);
		expect(await stored(result, 'SELECT * EXCLUDE (message) FROM p.rejects ORDER BY record_number')).toEqual([
			{
				table_name: 'test',
				record_number: 1,
				byte_offset: 4,
				raw: 'bad',
				column_name: null,
				code: 'too-few-fields'
			},
			{
				table_name: 'test',
				record_number: 4,
				byte_offset: 16,
				raw: 'bad,bad,bad',
				column_name: null,
				code: 'too-many-fields'
			},
			{
				table_name: 'test',
				record_number: 5,
				byte_offset: 28,
				raw: 'worse',
				column_name: null,
				code: 'too-few-fields'
			}
		]);
	});

	test('TYP-2 texts that disprove a chosen type are reported, whole', async () => {
		const result = await load(
			'a,b\n1,1.50\n007,2\n3,x\n007,4.25\n',
			plan(
				{ kind: 'BIGINT' },
				{ kind: 'DECIMAL', precision: 18, scale: 2, style: 'fixed', leadingZero: true }
			)
		);
		expect(result.disproofs).toEqual([
			{ position: 0, count: 2, firstRecord: 2, texts: ['007'], complete: true },
			{ position: 1, count: 2, firstRecord: 2, texts: ['2', 'x'], complete: true }
		]);
	});

	test('RCP-3 values that do not fit a fixed type make their record a reject', async () => {
		const result = await load(
			'a,b\n1,x\nno,"y ""1"""\n3,z\n',
			plan({ kind: 'BIGINT', fixed: true }, { kind: 'VARCHAR' })
		);
		expect(result).toMatchObject({ rows: 2, rejected: 1, totals: { records: 3 } });
		expect(await stored(result, 'SELECT * FROM p.t0_s0')).toEqual([
			{ record_number: 1, c0: 1, c1: 'x' },
			{ record_number: 3, c0: 3, c1: 'z' }
		]);
		expect(
			await stored(result, 'SELECT record_number, byte_offset, raw, column_name, code FROM p.rejects')
		).toEqual([{ record_number: 2, byte_offset: 8, raw: 'no,"y ""1"""', column_name: 'n0', code: 'type' }]);
	});

	test('VAL-1 empty text and NULL are told apart by quotes', async () => {
		const result = await load('a,b\n,""\n"",x\nNA,"NA"\n', plan({ kind: 'VARCHAR' }, { kind: 'VARCHAR' }), {
			nullTokens: ['', 'NA']
		});
		expect(await stored(result, 'SELECT c0, c1 FROM p.t0_s0')).toEqual([
			{ c0: null, c1: '' },
			{ c0: '', c1: 'x' },
			{ c0: null, c1: 'NA' }
		]);
	});

	test('a file with a header only keeps its columns', async () => {
		const result = await load('a,b\n', plan({ kind: 'BIGINT' }, { kind: 'VARCHAR' }));
		expect(result.segments).toEqual([{ part: 0, table: 't0_s0', firstRecord: 1, rows: 0 }]);
		expect(await stored(result, 'SELECT * FROM p.t0_s0')).toEqual([]);
	});

	test('left out columns are not stored, NUL and byte-order marks in values are', async () => {
		const columns = plan({ kind: 'VARCHAR' }, { kind: 'VARCHAR' }, { kind: 'VARCHAR' });
		const result = await load(
			'\ufeffx,b,c\n',
			columns.map((column) => ({ ...column, include: column.position !== 1 })),
			{ header: false }
		);
		expect(await stored(result, 'SELECT unicode(c0) AS first, length(c0) AS n, c1 FROM p.t0_s0')).toEqual([
			{ first: 0xfeff, n: 2, c1: 'c' }
		]);
		const nul = await load('a\n1\0 2\n', plan({ kind: 'VARCHAR' }));
		expect(await stored(nul, 'SELECT c0 FROM p.t0_s0')).toEqual([{ c0: '1\0 2' }]);
	});

	test('no quotes, several-byte delimiters, CRLF and trimming', async () => {
		const plain = await load('a\r\n "x" \r\n', plan({ kind: 'VARCHAR' }), {
			quote: null,
			escape: null,
			newline: 'crlf'
		});
		expect(await stored(plain, 'SELECT c0 FROM p.t0_s0')).toEqual([{ c0: ' "x" ' }]);
		const two = { delimiter: '||', trim: true };
		const result = await load('a||b\n 1 ||" x"\n ||\n', plan({ kind: 'BIGINT' }, { kind: 'VARCHAR' }), two);
		expect(await stored(result, 'SELECT c0, c1 FROM p.t0_s0')).toEqual([
			{ c0: 1, c1: 'x' },
			{ c0: null, c1: null }
		]);
	});
});
