import { RecordBatch as ArrowBatch, Schema, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import type { ExportPart } from '$lib/protocol/export-api';
import type { QueryApi, ResultPage, ResultRead } from '$lib/protocol/query-api';
import type { ExportRows } from './writer';

/** Rows asked for at once. */
const READ_ROWS = 65_536;

export interface SourceRows extends ExportRows {
	/** How many there will be in all, where that is known by now. */
	rowsTotal: number | null;
}

/**
 * The rows of an open result, or a part of it, in order. While a run of rows is written the next one is fetched already.
 * The first run comes also where there are no rows: it has the schema.
 */
export async function* rowsOf(
	results: Pick<QueryApi, 'read'>,
	resultId: string,
	part: ExportPart | null
): AsyncGenerator<SourceRows> {
	const end = part?.rowEnd ?? Infinity;
	let at = part?.rowStart ?? 0;
	const fetchNext = (): Promise<ResultRead> => {
		const reading = results.read(resultId, at, Math.min(end, at + READ_ROWS));
		// told when it is its turn
		reading.catch(() => undefined);
		return reading;
	};
	let coming: Promise<ResultRead> | null = fetchNext();
	for (let isFirst = true; coming; isFirst = false) {
		const read: ResultRead = await coming;
		const page: ResultPage = read.page;
		const from = at;
		at = page.rowStart + page.rowCount;
		const isEnd = page.rowCount === 0 || at >= end;
		coming = isEnd ? null : fetchNext();
		if (page.rowCount === 0 && !isFirst) return;
		const rowsTotal = read.progress.complete
			? Math.max(0, Math.min(end, read.progress.rowCount) - (part?.rowStart ?? 0))
			: null;
		yield { ...chosenRows(page, from, end, part?.columns ?? null), rowsTotal };
	}
}

function chosenRows(page: ResultPage, from: number, end: number, columns: number[] | null): ExportRows {
	const skipped = Math.max(0, from - page.rowStart);
	const rowCount = Math.max(0, Math.min(page.rowCount, end - page.rowStart) - skipped);
	const isWhole = columns === null && rowCount === page.rowCount;
	const ipc = isWhole ? page.ipc : cut(page.ipc, skipped, rowCount, columns);
	const { batches } = readIpcStream(ipc);
	return { ipc, rowCount, batches };
}

function cut(
	ipc: Uint8Array,
	skipped: number,
	rowCount: number,
	columns: number[] | null
): Uint8Array<ArrayBuffer> {
	const rows = tableFromIPC(ipc).slice(skipped, skipped + rowCount);
	const chosen = columns === null ? rows : select(rows, columns);
	return tableToIPC(chosen, 'stream') as Uint8Array<ArrayBuffer>;
}

/** `Table.selectAt` gives columns of the same name the same values. */
function select(rows: Table, columns: number[]): Table {
	const fields = columns.flatMap((column) => rows.schema.fields[column] ?? []);
	const schema = new Schema(fields);
	return new Table(
		schema,
		rows.batches.map((batch) => {
			const data = batch.data.clone(batch.data.type, 0, batch.numRows, 0, undefined, undefined);
			const children = columns.flatMap((column) => batch.data.children[column] ?? []);
			return new ArrowBatch(schema, data.clone(data.type, 0, batch.numRows, 0, data.buffers, children));
		})
	);
}
