import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';
import { makePart } from '../query/support';
import { seeded } from '../../support/seed';
import { TypedImports } from './typed-imports';

// Mutations of sound files, through the real workers: an error with a sentence, or a table with the right count; and
// the next file is read as if nothing had been.
const RUNS = 8;
const ROWS = 500;
const seed = Date.now() % 1_000_000;
const imports = new TypedImports('columnar-fuzz');
const sound: Record<string, Uint8Array<ArrayBuffer>> = {};

const table = () =>
	tableToIPC(
		tableFromArrays({
			n: Int32Array.from({ length: ROWS }, (_, i) => i),
			text: Array.from({ length: ROWS }, (_, i) => `text ${i % 9}`)
		}),
		'stream'
	) as Uint8Array<ArrayBuffer>;

beforeAll(async () => {
	console.log(`seed ${seed}`);
	const parquet = await loadParquetWasm();
	sound['parquet'] = parquet.writeParquet(parquet.Table.fromIPCStream(table())) as Uint8Array<ArrayBuffer>;
	sound['arrow'] = table();
	const sqlite = await initSqlJs({ locateFile: () => wasmUrl });
	const made = new sqlite.Database();
	made.run(
		`CREATE TABLE t (n INTEGER, text TEXT); WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < ${ROWS - 1}) INSERT INTO t SELECT i, 'text ' || i % 9 FROM s`
	);
	sound['sqlite'] = made.export() as Uint8Array<ArrayBuffer>;
	made.close();
	const part = await makePart('fuzz.duckdb', [
		`CREATE TABLE part.t AS SELECT i AS n, 'text ' || i % 9 AS text FROM range(${ROWS}) r(i)`
	]);
	sound['duckdb'] = new Uint8Array(await part.arrayBuffer());
});

describe.each(['parquet', 'arrow', 'sqlite', 'duckdb'])('%s', (format) => {
	test('FMT-5 damaged files do no harm', { timeout: 300_000 }, async () => {
		const random = seeded(seed + format.length);
		const original = sound[format] ?? new Uint8Array();
		for (let run = 0; run < RUNS; run++) {
			const bytes = original.slice();
			for (let change = 0; change <= random() * 6; change++)
				bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			const file = new File([bytes], `damaged-${run}.${format}`);
			const told = `seed ${seed}, ${format}, run ${run}`;
			const shown = await imports.preview(file, { format }).catch((error: unknown) => error);
			if (shown instanceof Error) expect(shown, told).toBeInstanceOf(AppError);
			const outcome = await imports.run(file, { format }).catch((error: unknown) => error);
			if (outcome instanceof Error) {
				expect(outcome, told).toBeInstanceOf(AppError);
				expect((outcome as AppError).code, `${told}: ${outcome.stack}`).not.toBe('internal');
				continue;
			}
			const receipt = outcome as Awaited<ReturnType<typeof imports.run>>;
			for (const one of receipt.tables) expect(one.rowsRead, told).toBe(one.rowsLoaded + one.rowsRejected);
		}
		const after = await imports.run(new File([original], `sound.${format}`));
		expect(after.tables[0]).toMatchObject({ rowsRead: ROWS, rowsLoaded: ROWS });
	});
});
