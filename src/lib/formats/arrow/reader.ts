import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { columnNames } from '../column-names';
import { applyColumnOverrides } from '../overrides';
import type { PackedInput } from '../archive/input';
import type { Preview } from '../format';
import type { ColumnToLoad, TableReader, TableSink, TablesRead, TableWriter } from '../table-reader';
import { oneTablePreview, PREVIEW_ROWS } from '../typed-preview';
import { ArrowTable, columnsOfSchema, countRows, incomingName, type ArrowFileColumn } from './arrow-table';
import { arrow } from './descriptor';
import { damaged, ArrowMessages, MESSAGE } from './messages';
import { previewRows } from './preview-rows';

/** Batches are joined to about this many bytes or rows. */
const BATCH_BYTES = 32 << 20;
const BATCH_ROWS = 4 * 122_880;
const COUNT_LIMIT_MS = 500;

/** Reads Arrow IPC files and streams, Feather files among them, batch by batch. */
export const arrowReader: TableReader = {
	preview: (input, options) => guarded(input, (file) => previewArrow(input, file, options)),
	read: (input, options, sink) => guarded(input, (file) => readArrow(input, file, options, sink))
};

/** What can't be taken apart is damaged: lengths and places in it lead anywhere. */
async function guarded<T>(input: PackedInput, task: (file: File) => Promise<T>): Promise<T> {
	const file = await input.content();
	try {
		return await task(file);
	} catch (cause) {
		const isAborted = cause instanceof DOMException && cause.name === 'AbortError';
		if (cause instanceof AppError || isAborted) throw cause;
		throw damaged(file, 'its messages can’t be read.', cause);
	}
}

async function previewArrow(input: PackedInput, file: File, options: ImportOptions): Promise<Preview> {
	const started = performance.now();
	const open = await openArrow(file);
	const { columns, warnings } = arrowColumns(open, options, input.memberName);
	return oneTablePreview(input, {
		format: arrow.id,
		columns,
		rows: await previewRows(file, open, PREVIEW_ROWS),
		rowCount: await countRows(await ArrowMessages.open(file), COUNT_LIMIT_MS),
		detected: [],
		warnings,
		started
	});
}

async function readArrow(
	input: PackedInput,
	file: File,
	options: ImportOptions,
	sink: TableSink
): Promise<TablesRead> {
	const open = await openArrow(file);
	const { columns, warnings } = arrowColumns(open, options, input.memberName);
	const table = new ArrowTable(
		file,
		open,
		columns.map(({ include }) => include)
	);
	const writer = await sink.beginTable({ name: null, columns });
	const messages = await ArrowMessages.open(file);
	const { rows, batches } = await readBatches(messages, table, writer, (bytesRead) =>
		sink.progress(Math.floor((bytesRead / Math.max(1, file.size)) * input.file.size))
	);
	await writer.end(rows);
	if ((messages.batchCount ?? batches) !== batches) {
		const why = `its footer names ${messages.batchCount} batches, but it holds ${batches}.`;
		throw damaged(file, why);
	}
	if (messages.batchCount === null && !messages.endIsMarked) {
		const message = 'The stream does not say where it ends: whether batches are missing can’t be told.';
		warnings.push({ code: 'arrow-no-end', message });
	}
	return { dialect: { batches }, warnings };
}

/** The columns by the schema, which is the first message. @throws AppError `file/damaged`, `file/unsupported` */
async function openArrow(file: File): Promise<ArrowFileColumn[]> {
	await refuseOldFeather(file);
	const messages = await ArrowMessages.open(file);
	try {
		const columns = columnsOfSchema(await messages.schema());
		refuseUnsupported(file, columns);
		return columns;
	} catch (cause) {
		if (cause instanceof AppError) throw cause;
		throw damaged(file, 'its schema can’t be read.', cause);
	}
}

/** What lies behind such a column can't be found, so that it can't be left out either. */
function refuseUnsupported(file: File, columns: readonly ArrowFileColumn[]): void {
	const unknown = columns.filter(({ column }) => column === null);
	if (unknown.length === 0) return;
	const list = unknown.map(({ name, unsupported }) => `“${name}” (${unsupported})`).join(', ');
	throw new AppError('file/unsupported', `${file.name} has columns of a kind that can't be read: ${list}.`, {
		file: file.name,
		columns: unknown.map(({ name }) => name)
	});
}

/** The columns to load, under what the user said. */
function arrowColumns(
	found: readonly ArrowFileColumn[],
	options: ImportOptions,
	table: string
): { columns: ColumnToLoad[]; warnings: ReceiptWarning[] } {
	const { names, warnings } = columnNames(found.map(({ name }) => name));
	const columns = found.map(({ name, column }, position): ColumnToLoad => ({
		position,
		originalName: name,
		name: names[position] ?? name,
		include: true,
		type: column?.sqlType ?? 'VARCHAR',
		fixed: false,
		why: 'the type it has in the file',
		incoming: incomingName(position)
	}));
	return { columns: applyColumnOverrides(columns, options, table), warnings };
}

/** Hands all batches on. @returns the rows by the batches' own headers */
async function readBatches(
	messages: ArrowMessages,
	table: ArrowTable,
	writer: TableWriter,
	onBytes: (bytesRead: number) => void
): Promise<{ rows: number; batches: number }> {
	const waiting = { pieces: [] as Uint8Array[], rows: 0, bytes: 0 };
	let [rows, batches] = [0, 0];
	const flush = async () => {
		if (waiting.rows === 0) return;
		const batch = { ipc: table.stream(waiting.pieces), rows: waiting.rows };
		Object.assign(waiting, { pieces: [], rows: 0, bytes: 0 });
		await writer.append(batch);
	};
	for await (const message of messages) {
		if (table.changesDictionary(message)) {
			await flush();
			table.takeDictionary(message, await messages.body(message));
		}
		if (message.kind !== MESSAGE.batch) continue;
		const taken = table.takeBatch(message, await messages.body(message));
		waiting.pieces.push(taken.piece);
		waiting.rows += taken.rows;
		waiting.bytes += taken.piece.length;
		rows += message.header.int64(0);
		batches += 1;
		onBytes(message.bodyStart + message.bodyBytes);
		if (waiting.bytes >= BATCH_BYTES || waiting.rows >= BATCH_ROWS) await flush();
	}
	await flush();
	return { rows, batches };
}

/** Feather version 1 is another format, out of use since 2020. */
async function refuseOldFeather(file: File): Promise<void> {
	if ((await file.slice(0, 4).text()) !== 'FEA1') return;
	const sentence = `${file.name} is a Feather file of version 1, which no present program writes. Read it with pandas or R and save it again: that makes version 2.`;
	throw new AppError('file/unsupported', sentence, { file: file.name });
}
