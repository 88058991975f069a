import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { ExportOptions } from '$lib/domain/export/export-options';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { EngineParts, ResultColumn } from './query-api';

/** The exporter: one worker for one export; it ends with it, and so gives its memory back. */
export interface ExporterApi {
	/**
	 * @param results port to the query worker (`QueryApi.connect`), which has the rows
	 * @param engine where the caller has it already, else it is loaded if the format needs it
	 * @param onProgress at most ten times a second
	 * @throws `export/…`; `cancelled` after `cancel()`; nothing is left behind then
	 */
	run(
		request: ExportRequest,
		results: MessagePort,
		engine: EngineParts | null,
		onProgress: (progress: ExportProgress) => void
	): Promise<ExportOutcome>;
	cancel(): Promise<void>;
}

export interface ExportRequest {
	/** An open result. */
	resultId: string;
	/** All of the result's. */
	columns: ResultColumn[];
	/** What of it; null for all. */
	part: ExportPart | null;
	format: ExportFormatId;
	options: Partial<ExportOptions>;
	/** A file that the user chose, or null for one that is downloaded. */
	file: FileSystemFileHandle | null;
	/** Names the folder of downloads; the caller holds the lock of that name (`ExportFolder`). */
	owner: string;
}

/** A selection of the grid: half-open ranges. */
export interface ExportPart {
	rowStart: number;
	rowEnd: number;
	/** Indices of columns, in order. */
	columns: number[];
}

export interface ExportOutcome {
	rows: number;
	bytesWritten: number;
	elapsedMs: number;
	/** What was written, unless the user chose the file. Readable as long as the tab is open. */
	blob: Blob | null;
}
