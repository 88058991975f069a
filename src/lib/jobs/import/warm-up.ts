import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { openInput } from '$lib/formats/archive/input';
import { readPlan } from '$lib/formats/delimited/plan';
import { RecordScanner } from '$lib/formats/delimited/scanner';
import { tableReader } from '$lib/formats/readers';
import { PartFile } from './part-file';
import { TableLoader } from './table-loader';

const SCANNED_ROWS = 4000;
const LOADED_ROWS = 12_000;
/** Several small ones, so that the user's file can come between. */
const LOADED_FILES = 4;
const PART = 'varve_import_warm_up';

/**
 * Imports made-up files, so that the browser has compiled the code when the user's file comes, which would else be read
 * and stored at half the speed; all engines of the page share what is compiled here.
 * @param signal the user's file has come: what is left is not done
 */
export async function warmUp(engine: DuckDbEngine, signal: AbortSignal): Promise<void> {
	await scan();
	for (let file = 0; file < LOADED_FILES && !signal.aborted; file++) await load(engine);
	await engine.reset();
}

/** Plans and scans delimited text. */
async function scan(): Promise<void> {
	const lines = Array.from(
		{ length: SCANNED_ROWS },
		(_, i) => `${i},"name ${i % 97}, of ${i}",${(i * 7) / 100},${dayOf(i)},${i % 2 === 0},\n`
	);
	const file = new File(['id,name,price,day,paid,note\n', ...lines], 'warm-up.csv');
	const { dialect, columns } = await readPlan(await openInput(file), {});
	const scanner = new RecordScanner(
		{ ...dialect },
		{
			columnCount: columns.length,
			chunkBytes: 1 << 20,
			maxRecordBytes: 1 << 20,
			offsetUnit: 'utf8',
			offsetBase: 0,
			replacementIsInvalid: false,
			trackRecords: false
		},
		() => undefined
	);
	scanner.push(new Uint8Array(await file.arrayBuffer()));
	scanner.finish();
}

/** Loads lines of JSON into a part file in memory, which is then dropped. */
async function load(engine: DuckDbEngine): Promise<void> {
	const lines = Array.from({ length: LOADED_ROWS }, (_, i) => {
		const record = {
			id: i,
			name: `name ${i} "of" ${i % 97}`,
			kind: ['one', 'two', 'zwölf', null][i % 4],
			price: (i * 7) / 100,
			paid: i % 2 === 0,
			day: dayOf(i),
			at: `${dayOf(i)}T0${i % 10}:${10 + (i % 50)}:00Z`
		};
		return `${JSON.stringify(record)}\n`;
	});
	const input = await openInput(new File(lines, 'warm-up.ndjson'));
	const reader = await tableReader('json');
	const loader = new TableLoader({
		signal: new AbortController().signal,
		sourceName: 'warm-up',
		openPart: () => PartFile.open(engine, { fileName: PART, handles: null }, 0),
		discardParts: async () => undefined,
		onBytes: () => undefined,
		onRows: () => undefined
	});
	await reader.read(input, {}, loader);
	await loader.finish();
	// the log of a database in memory would stay behind
	await engine.dropFile(`${PART}.wal`);
}

function dayOf(i: number): string {
	return `2024-01-${String((i % 28) + 1).padStart(2, '0')}`;
}
