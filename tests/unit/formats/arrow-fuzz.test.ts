import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { openInput } from '$lib/formats/archive/input';
import { arrowReader } from '$lib/formats/arrow/reader';
import type { TableBatch, TableSink } from '$lib/formats/table-reader';
import { chosenSeed, seeded } from '../../support/seed';

const RUNS = 400;
const ROWS = 60;

const table = tableFromArrays({
	n: Int32Array.from({ length: ROWS }, (_, i) => i),
	text: Array.from({ length: ROWS }, (_, i) => (i % 5 === 0 ? null : `text ${i % 7}`)),
	list: Array.from({ length: ROWS }, (_, i) => [i, i + 1])
});

/** Takes what a reader reads; counts are compared as the real one does. */
function countingSink(): { sink: TableSink; batches: TableBatch[] } {
	const batches: TableBatch[] = [];
	let rows = 0;
	const writer = {
		append: async (batch: TableBatch) => {
			rows += batch.rows;
			batches.push(batch);
		},
		appendSelect: () => Promise.reject(new Error('not used')),
		reject: async () => undefined,
		end: async (recordsRead: number) => {
			if (recordsRead !== rows) throw new AppError('import/count-mismatch', 'counts differ');
		}
	};
	const sink: TableSink = {
		signal: new AbortController().signal,
		beginTable: async () => writer,
		progress: () => undefined,
		restart: async () => undefined,
		attachDatabase: () => Promise.reject(new Error('not used'))
	};
	return { sink, batches };
}

describe('damaged Arrow', () => {
	it('ARW-3 is an error with a sentence, or whole batches: never anything else, and soon', async () => {
		const seed = chosenSeed();
		console.log(`seed ${seed}`);
		const random = seeded(seed);
		const outcomes = { errors: 0, read: 0 };
		for (let run = 0; run < RUNS; run++) {
			const bytes = tableToIPC(table, run % 2 === 0 ? 'file' : 'stream') as Uint8Array<ArrayBuffer>;
			for (let change = 0; change <= random() * 4; change++)
				bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			const end = random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length;
			const file = new File([bytes.subarray(0, end)], 'damaged.arrow');
			const { sink, batches } = countingSink();
			try {
				await arrowReader.read(await openInput(file), { format: 'arrow' }, sink);
				outcomes.read++;
				for (const { rows } of batches) expect(rows).toBeLessThanOrEqual(ROWS);
			} catch (error) {
				expect(error, String((error as Error).stack)).toBeInstanceOf(AppError);
				outcomes.errors++;
			}
		}
		expect(outcomes.errors).toBeGreaterThan(0);
		expect(outcomes.read).toBeGreaterThan(0);
	});
});
