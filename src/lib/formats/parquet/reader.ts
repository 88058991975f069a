import type { RecordBatch } from 'parquet-wasm/esm';
import { RowPage } from '$lib/domain/rows/decode';
import { joinIpcStreams } from '../arrow/ipc-pieces';
import { chunksOf } from '../archive/byte-stream';
import { storedType } from '../stored-type';
import type { ColumnToLoad, TableReader, TableWriter } from '../table-reader';
import { oneTablePreview, PREVIEW_ROWS } from '../typed-preview';
import { parquetColumns } from './columns';
import { parquet } from './descriptor';
import { guarded, openParquet, type OpenParquet } from './open-parquet';
import { meaningText, readerName } from './schema';

/** A batch is as many rows as unpack to about this; but never more than a few of DuckDB's row groups. */
const BATCH_BYTES = 48 << 20;
const BATCH_ROWS = 4 * 122_880;
const SMALLEST_BATCH_ROWS = 256;

/** Reads Parquet row group by row group, and of each only the columns that are wanted. */
export const parquetReader: TableReader = {
	async preview(input, options) {
		const started = performance.now();
		const file = await input.content();
		const open = await openParquet(file);
		const { columns, warnings } = parquetColumns(open, options, input.memberName);
		const rows = await guarded(file, open.footer, () => firstRows(open));
		open.reader.free();
		return oneTablePreview(input, {
			format: parquet.id,
			columns,
			rows,
			rowCount: open.footer.rows,
			detected: [{ option: 'format', why: summary(open) }],
			warnings,
			started
		});
	},
	async read(input, options, sink) {
		const file = await input.content();
		const open = await openParquet(file);
		const { columns, warnings } = parquetColumns(open, options, input.memberName);
		const writer = await sink.beginTable({ name: null, columns });
		const { rows } = open.footer;
		await guarded(file, open.footer, () =>
			readRows(open, columns, writer, (rowsRead) =>
				sink.progress(rows === 0 ? 0 : Math.floor((rowsRead / rows) * input.file.size))
			)
		);
		open.reader.free();
		await writer.end(rows);
		return { dialect: dialectOf(open), warnings };
	}
};

async function readRows(
	{ reader, footer }: OpenParquet,
	columns: readonly ColumnToLoad[],
	writer: TableWriter,
	onRows: (rowsRead: number) => void
): Promise<void> {
	if (footer.rows === 0) return;
	const batchRows = rowsPerBatch(footer, columns);
	const stream = (await reader.stream({
		batchSize: batchRows,
		columns: columns.filter(({ include }) => include).map(({ incoming }) => incoming)
	})) as ReadableStream;
	let rowsRead = 0;
	let waiting: Uint8Array<ArrayBuffer>[] = [];
	let waitingRows = 0;
	const flush = async () => {
		if (waitingRows === 0) return;
		const batch = { ipc: joinIpcStreams(waiting), rows: waitingRows };
		waiting = [];
		waitingRows = 0;
		await writer.append(batch);
	};
	for await (const chunk of chunksOf(stream)) {
		const batch = chunk as unknown as RecordBatch;
		const rows = batch.numRows;
		if (waitingRows + rows > batchRows) await flush();
		waiting.push(batch.intoIPCStream() as Uint8Array<ArrayBuffer>);
		waitingRows += rows;
		rowsRead += rows;
		onRows(rowsRead);
	}
	await flush();
}

/** Rows of a batch by the size that the footer gives them: bounded memory, however wide the table is. */
function rowsPerBatch({ rowGroups, rows }: OpenParquet['footer'], columns: readonly ColumnToLoad[]): number {
	const sizeBytes = rowGroups.reduce((sum, group) => sum + group.sizeBytes, 0);
	const share = columns.filter(({ include }) => include).length / columns.length;
	const rowBytes = Math.max(1, (sizeBytes * share) / rows);
	return Math.max(SMALLEST_BATCH_ROWS, Math.min(BATCH_ROWS, Math.floor(BATCH_BYTES / rowBytes)));
}

/** Text of the first rows; of the file only the footer and the first row groups are read. */
async function firstRows({ reader, footer, fields, columns }: OpenParquet): Promise<(string | null)[][]> {
	const wanted = Math.min(PREVIEW_ROWS, footer.rows);
	if (wanted === 0) return [];
	let known = 0;
	const rowGroups = footer.rowGroups.findIndex(({ rows }) => (known += rows) >= wanted) + 1;
	const table = await reader.read({
		limit: wanted,
		rowGroups: Array.from({ length: rowGroups }, (_, index) => index),
		columns: fields.map((_, position) => readerName(position))
	});
	const page = new RowPage(table.intoIPCStream(), fields.map(storedType));
	const text = (row: number, column: number): string | null => {
		const value = page.value(row, column);
		const meaning = columns[column]?.meaning ?? null;
		const meant = value instanceof Uint8Array ? meaningText(meaning, value) : null;
		return meant ?? page.text(row, column);
	};
	return Array.from({ length: page.rowCount }, (_, row) => fields.map((_field, column) => text(row, column)));
}

function dialectOf({ footer }: OpenParquet): Record<string, unknown> {
	return { rowGroups: footer.rowGroups.length, codecs: footer.codecs, createdBy: footer.createdBy };
}

function summary({ footer, columns }: OpenParquet): string {
	const groups = `${footer.rowGroups.length} row ${footer.rowGroups.length === 1 ? 'group' : 'groups'}`;
	const codecs = footer.codecs.length === 0 ? '' : `, packed with ${footer.codecs.join(' and ')}`;
	const writer = footer.createdBy === null ? '' : `, written by ${footer.createdBy.slice(0, 80)}`;
	return `Parquet: ${columns.length} columns, ${groups}${codecs}${writer}`;
}
