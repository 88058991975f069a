import type { AppError } from '$lib/domain/errors';
import type { DiffField } from '$lib/domain/diff/diff';
import type { RowsChoice } from '$lib/domain/diff/rows-sql';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import type { ExportOutcome, ExportRequest } from '$lib/protocol/export-api';
import type { DownloadProgress } from '$lib/protocol/download-api';
import type {
	Confirm,
	ImportOptions,
	ImportRequest,
	ReadmitRequest,
	RestoreRequest,
	VersionRequest
} from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { EngineStatus, QueryApi } from '$lib/protocol/query-api';

/** What the state needs of the workers; `WorkspaceClient` has it. */
export interface AppClient {
	readonly library: LibraryApi;
	/** Resolves where the library's worker has crashed: then only a reload helps. */
	readonly crashed: Promise<AppError>;
	/** Opens by itself: the port to the library is its own affair. */
	readonly query: Omit<QueryApi, 'open'> & { open(): Promise<EngineStatus> };
	/** The same for diffs of stored versions, in a worker of its own. */
	readonly differ: AppClient['query'] & { stop(): void };
	/** The chosen rows of an open diff as a file. */
	exportDiff(
		diffId: string,
		choice: RowsChoice,
		fields: readonly DiffField[],
		format: ExportFormatId
	): Promise<Blob | null>;
	/** The chosen rows of an open diff with exact values, in pieces; columns as of `DiffApi.openDiff`. */
	readDiff(diffId: string, choice: RowsChoice): AsyncGenerator<unknown[][]>;
	readonly exporter: {
		run(
			request: Omit<ExportRequest, 'owner'>,
			run: { signal?: AbortSignal; onProgress?: (progress: ExportProgress) => void }
		): Promise<ExportOutcome>;
	};
	preview(
		file: File,
		options: ImportOptions,
		table?: string | null,
		companion?: File | null,
		signal?: AbortSignal
	): Promise<Preview>;
	members(file: File): Promise<ArchiveMember[]>;
	/** Fetches a file from an address that the user gave. */
	download(
		address: string,
		run: { signal?: AbortSignal; onProgress?: (progress: DownloadProgress) => void }
	): Promise<File>;
	importsDone(): Promise<void>;
	importFile(
		request: ImportRequest,
		run: { signal?: AbortSignal; onProgress?: (progress: Progress) => void; confirm?: Confirm }
	): Promise<Receipt>;
	/** Opens an SQLite file, to be queried in place. */
	openFile(file: File, given: { as?: string; wal?: File }): Promise<Receipt>;
	judge(request: VersionRequest): Promise<Judgement>;
	suggestRules(request: VersionRequest): Promise<SuggestedRule[]>;
	readmit(request: ReadmitRequest): Promise<Receipt>;
	/** Makes an old version the newest again, as a new one. */
	restoreVersion(
		request: RestoreRequest,
		run: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }
	): Promise<Receipt>;
}
