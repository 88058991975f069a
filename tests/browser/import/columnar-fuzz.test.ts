import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppError, asAppError } from '$lib/domain/errors';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';
import { tableReader } from '$lib/formats/readers';
import { openFile } from '$lib/formats/recognise';
import { attachDatabase } from '$lib/jobs/import/attach-database';
import { PartFile } from '$lib/jobs/import/part-file';
import { TableLoader } from '$lib/jobs/import/table-loader';
import { makePart, openEngine } from '../query/support';
import { seeded } from '../../support/seed';
import { TypedImports } from './typed-imports';

// Mutations of sound files, through the real workers: an error with a sentence, or a table with the right count; and
// the next file is read as if nothing had been.
const RUNS = 8;
const ROWS = 500;
/** After these the same code runs in the page, with one engine for all files: starting workers is most of the time. */
const WORKER_RUNS = 2;
const seed = Date.now() % 1_000_000;
const sound: Record<string, Uint8Array<ArrayBuffer>> = {};

const table = () =>
	tableToIPC(
		tableFromArrays({
			n: Int32Array.from({ length: ROWS }, (_, i) => i),
			text: Array.from({ length: ROWS }, (_, i) => `text ${i % 9}`)
		}),
		'stream'
	) as Uint8Array<ArrayBuffer>;

interface Counts {
	rowsRead: number;
	rowsLoaded: number;
	rowsRejected: number;
}

let shared: DuckDbEngine | null = null;

async function sharedEngine(): Promise<DuckDbEngine> {
	if (!shared?.isAlive) shared = await openEngine();
	return shared;
}

/** What the previewer does with a file. */
async function previewHere(file: File, format: 'arrow' | 'duckdb'): Promise<unknown> {
	const engine = await sharedEngine();
	try {
		const { input } = await openFile(file, { format }, null);
		const reader = await tableReader(format);
		return await reader.preview(input, { format }, null, {
			attachDatabase: (database, log = null) => attachDatabase(engine, database, log)
		});
	} catch (error) {
		throw asAppError(error);
	} finally {
		if (engine.isAlive) await engine.reset().catch(() => engine.close());
	}
}

/** What an import does with a file, up to the version's part. */
async function readHere(file: File, format: 'arrow' | 'duckdb'): Promise<{ tables: Counts[] }> {
	const engine = await sharedEngine();
	const loader = new TableLoader({
		signal: new AbortController().signal,
		sourceName: 'made',
		openPart: () => PartFile.open(engine, { fileName: 'made.db', handles: null }, 0),
		discardParts: () => Promise.resolve(),
		onBytes: () => undefined,
		onRows: () => undefined
	});
	try {
		const { input } = await openFile(file, { format }, null);
		const reader = await tableReader(format);
		await reader.read(input, { format }, loader);
		const { tables } = await loader.finish();
		return {
			tables: tables.map(({ table, rowsRead }) => ({
				rowsRead,
				rowsLoaded: table.rows,
				rowsRejected: table.rejected
			}))
		};
	} catch (error) {
		throw asAppError(error);
	} finally {
		if (engine.isAlive) await engine.reset().catch(() => engine.close());
	}
}

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

describe.each(['parquet', 'arrow', 'sqlite', 'duckdb'] as const)('%s', (format) => {
	const imports = new TypedImports(`fuzz-${format}`);

	test('FMT-5 damaged files do no harm', { timeout: 300_000 }, async () => {
		const random = seeded(seed + format.length);
		const original = sound[format] ?? new Uint8Array();
		for (let run = 0; run < RUNS; run++) {
			const bytes = original.slice();
			for (let change = 0; change <= random() * 6; change++)
				bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			const file = new File([bytes], `damaged-${run}.${format}`);
			const told = `seed ${seed}, ${format}, run ${run}`;
			// SQLite's reader needs a worker of its own; a fault of Parquet's module would end the tests
			const isHere = run >= WORKER_RUNS && (format === 'arrow' || format === 'duckdb');
			const preview = isHere ? previewHere(file, format) : imports.preview(file, { format });
			const shown = await preview.catch((error: unknown) => error);
			if (shown instanceof Error) expect(shown, told).toBeInstanceOf(AppError);
			const read = isHere ? readHere(file, format) : imports.run(file, { format });
			const outcome = await read.catch((error: unknown) => error);
			if (outcome instanceof Error) {
				expect(outcome, told).toBeInstanceOf(AppError);
				expect((outcome as AppError).code, `${told}: ${outcome.stack}`).not.toBe('internal');
				continue;
			}
			for (const one of (outcome as { tables: Counts[] }).tables)
				expect(one.rowsRead, told).toBe(one.rowsLoaded + one.rowsRejected);
		}
		const after = await imports.run(new File([original], `sound.${format}`));
		expect(after.tables[0]).toMatchObject({ rowsRead: ROWS, rowsLoaded: ROWS });
	});
});
