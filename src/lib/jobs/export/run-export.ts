import { AppError } from '$lib/domain/errors';
import { exportFormats } from '$lib/domain/export/export-format';
import { checkedOptions } from '$lib/domain/export/export-options';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import { parseSqlType, type SqlType } from '$lib/domain/sql/sql-type';
import type { ExportOutcome, ExportRequest } from '$lib/protocol/export-api';
import type { EngineParts, QueryApi, ResultColumn } from '$lib/protocol/query-api';
import { openChosenFile, openTemporaryFile, type Destination } from './destination';
import { ExportFolder } from './export-folder';
import { rowsOf } from './row-source';
import type { ExportColumn, RowWriter } from './writer';
import { WRITERS } from './writers';

const PROGRESS_INTERVAL_MS = 100;

export interface ExportRun {
	results: Pick<QueryApi, 'read'>;
	engine: EngineParts | null;
	signal: AbortSignal;
	onProgress: (progress: ExportProgress) => Promise<void> | void;
}

/** Writes a result's rows in a format. @throws AppError; then nothing is left behind */
export async function runExport(request: ExportRequest, run: ExportRun): Promise<ExportOutcome> {
	const startedAt = performance.now();
	const options = checkedOptions(request.format, request.options);
	const { mediaType } = exportFormats[request.format];
	const folder = await ExportFolder.open(request.owner);
	const openWriter = await WRITERS[request.format]();
	const destination = request.file
		? await openChosenFile(request.file)
		: await openTemporaryFile(folder, mediaType);
	let writer: RowWriter | null = null;
	try {
		const columns = exportColumns(request);
		writer = await openWriter({ columns, options, sink: destination, folder, engine: run.engine });
		const rows = await writeRows(request, run, writer, destination, startedAt);
		await writer.finish();
		run.signal.throwIfAborted();
		await writer.close?.();
		const { bytesWritten } = destination;
		const blob = await destination.close();
		return { rows, bytesWritten, elapsedMs: performance.now() - startedAt, blob };
	} catch (cause) {
		await writer?.close?.().catch(() => undefined);
		await destination.abort();
		throw cause;
	}
}

async function writeRows(
	{ format, resultId, part }: ExportRequest,
	{ results, signal, onProgress }: ExportRun,
	writer: RowWriter,
	destination: Destination,
	startedAt: number
): Promise<number> {
	const { maxRows } = exportFormats[format];
	let rows = 0;
	let toldAt = startedAt;
	for await (const run of rowsOf(results, resultId, part)) {
		signal.throwIfAborted();
		if (maxRows !== null && (run.rowsTotal ?? 0) > maxRows) throw tooManyRows(maxRows, run.rowsTotal ?? 0);
		await writer.write(run);
		rows += run.rowCount;
		if (performance.now() - toldAt < PROGRESS_INTERVAL_MS) continue;
		toldAt = performance.now();
		await onProgress({
			rows,
			rowsTotal: run.rowsTotal,
			bytesWritten: destination.bytesWritten,
			elapsedMs: toldAt - startedAt
		});
	}
	signal.throwIfAborted();
	return rows;
}

function exportColumns({ columns, part }: ExportRequest): ExportColumn[] {
	const chosen = part ? part.columns.flatMap((index) => columns[index] ?? []) : columns;
	return chosen.map((column: ResultColumn) => ({ ...column, sqlType: typeOrNull(column.type) }));
}

function typeOrNull(name: string): SqlType | null {
	try {
		return parseSqlType(name);
	} catch {
		return null;
	}
}

function tooManyRows(maxRows: number, rows: number): AppError {
	const [most, given] = [maxRows.toLocaleString('en'), rows.toLocaleString('en')];
	return new AppError(
		'export/limit',
		`An Excel sheet has room for ${most} rows below its header; these are ${given}.`,
		{ maxRows, rows }
	);
}
