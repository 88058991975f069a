import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';
import {
	Field,
	FixedSizeList,
	Float64,
	makeData,
	RecordBatch,
	Schema,
	Struct,
	Table,
	tableToIPC
} from 'apache-arrow';
import { expect, test } from 'vitest';
import { utils, write } from 'xlsx';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';
import type { ImportOptions } from '$lib/protocol/import-api';
import { makePart } from '../query/support';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('negative-zero');
/** More than two row groups of the engine's file. */
const ROWS = 260_000;

/** Runs of zeros of both signs, which the engine would store as runs of equal values, and other values. */
function valueAt(i: number): number {
	const place = i % 5000;
	if (place < 100) return -0;
	return place < 2000 ? 0 : (place % 8) / 4;
}

function spelled(value: number): string {
	return Object.is(value, -0) ? '-0.0' : Number.isInteger(value) ? `${value}.0` : String(value);
}

function textOf(line: (value: string) => string, rows = ROWS): string {
	return Array.from({ length: rows }, (_, i) => line(spelled(valueAt(i)))).join('');
}

/** `x`, and a list of two values `l`. */
function arrow(): Uint8Array<ArrayBuffer> {
	const x = makeData({
		type: new Float64(),
		length: ROWS,
		data: Float64Array.from({ length: ROWS }, (_, i) => valueAt(i))
	});
	const child = makeData({
		type: new Float64(),
		length: 2 * ROWS,
		data: Float64Array.from({ length: 2 * ROWS }, (_, i) => valueAt(i >> 1))
	});
	const list = new FixedSizeList(2, new Field('item', new Float64(), true));
	const l = makeData({ type: list, length: ROWS, child });
	const schema = new Schema([new Field('x', new Float64(), true), new Field('l', list, true)]);
	const struct = makeData({ type: new Struct(schema.fields), length: ROWS, nullCount: 0, children: [x, l] });
	return tableToIPC(new Table([new RecordBatch(schema, struct)]), 'stream') as Uint8Array<ArrayBuffer>;
}

const SQL_VALUE =
	"CASE WHEN i % 5000 < 100 THEN '-0.0'::DOUBLE WHEN i % 5000 < 2000 THEN 0::DOUBLE ELSE (i % 5000 % 8) / 4.0::DOUBLE END";

const FILES: Record<string, () => Promise<{ file: File; options?: ImportOptions; rows?: number }>> = {
	csv: async () => ({
		file: new File([`x\n${textOf((value) => `${value}\n`)}`], 'made.csv'),
		options: { columns: [{ name: 'x', type: 'DOUBLE' }] }
	}),
	ndjson: async () => ({ file: new File([textOf((value) => `{"x":${value}}\n`)], 'made.ndjson') }),
	arrow: async () => ({ file: new File([arrow()], 'made.arrow') }),
	parquet: async () => {
		const parquet = await loadParquetWasm();
		const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(arrow()));
		return { file: new File([bytes as Uint8Array<ArrayBuffer>], 'made.parquet') };
	},
	duckdb: async () => ({
		file: await makePart('made.duckdb', [
			"SET force_compression = 'uncompressed'",
			`CREATE TABLE part.made AS SELECT ${SQL_VALUE} AS x FROM range(${ROWS}) r(i)`
		])
	}),
	sqlite: async () => {
		const sqlite = await initSqlJs({ locateFile: () => wasmUrl });
		const made = new sqlite.Database();
		// a column that is declared REAL keeps no sign of a zero, and a -0 that is bound becomes a whole number
		made.run('CREATE TABLE made (x)');
		const insert = made.prepare('INSERT INTO made VALUES (? * 1e0 * ?)');
		made.run('BEGIN');
		for (let i = 0; i < ROWS; i++) insert.run([valueAt(i), Object.is(valueAt(i), -0) ? -1 : 1]);
		made.run('COMMIT');
		insert.free();
		const file = new File([made.export() as Uint8Array<ArrayBuffer>], 'made.sqlite');
		made.close();
		return { file };
	},
	excel: async () => {
		// SheetJS writes no -0: a number stands for it
		const rows = 6000;
		const cells = Array.from({ length: rows }, (_, i) => [Object.is(valueAt(i), -0) ? 77_777 : valueAt(i)]);
		const book = utils.book_new();
		utils.book_append_sheet(book, utils.aoa_to_sheet([['x'], ...cells]), 'made');
		const text = write(book, { type: 'string', bookType: 'xlml' }) as string;
		return { file: new File([text.replaceAll('>77777<', '>-0<')], 'made.xls'), rows };
	}
};

test.each(Object.keys(FILES))('FMT-7 -0.0 of %s stays -0.0', { timeout: 120_000 }, async (format) => {
	const { file, options, rows = ROWS } = await (FILES[format] as (typeof FILES)[string])();
	const receipt = await imports.run(file, options);
	expect(receipt.tables[0]).toMatchObject({ rowsRead: rows, rowsRejected: 0 });
	expect(receipt.warnings.map(({ code }) => code)).not.toContain('zero-signs');
	const negative = Array.from({ length: rows }, (_, i) => i + 1).filter((n) => Object.is(valueAt(n - 1), -0));
	const lists = receipt.tables[0]?.columns.length === 2 ? ' AND signbit(c1[2])' : '';
	const found = await imports.stored('made', `record_number, c0 = 0 AND signbit(c0)${lists} AS negative`);
	expect(summary(found.flatMap(([record, is]) => (is ? [Number(record)] : [])))).toEqual(summary(negative));
});

test('FMT-7 where a block has nothing but zeros, a lost sign is told', async () => {
	const lines = Array.from({ length: 1000 }, (_, i) => `{"x":${i === 500 ? '-0.0' : '0.0'}}\n`);
	const receipt = await imports.run(new File(lines, 'made.ndjson'));
	expect(receipt.tables[0]).toMatchObject({ rowsLoaded: 1000, columns: [{ type: 'DOUBLE' }] });
	expect(receipt.warnings).toMatchObject([{ code: 'zero-signs' }]);
});

/** Enough to tell lists of numbers apart, and short where they differ. */
function summary(numbers: number[]): object {
	return {
		count: numbers.length,
		first: numbers[0],
		sum: numbers.reduce((sum, n) => sum + n, 0),
		squares: numbers.reduce((sum, n) => (sum + n * n) % 1_000_003, 0)
	};
}
