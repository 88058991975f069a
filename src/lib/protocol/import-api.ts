import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { FixedReject } from '$lib/domain/receipts/readmission';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { ColumnOverride, DelimitedOptions } from '$lib/formats/delimited/options';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import type { EngineParts } from './query-api';

/** The previewer: light, kept warm, reads only samples of a file. */
export interface PreviewerApi {
	/**
	 * @param table which table of a file with several is to be shown (`PreviewTable.name`); null: the first chosen one
	 * @param companion as in `ImportRequest`
	 * @throws `file/empty`, `file/binary`, `file/unreadable`, `archive/several-members` with fact `members` …
	 */
	preview(
		file: File,
		options: ImportOptions,
		table?: string | null,
		companion?: File | null
	): Promise<Preview>;
	/** The importable members of a zip (junk such as `__MACOSX` left out); empty for other files. */
	members(file: File): Promise<ArchiveMember[]>;
}

/** The importer: a worker for one large import, or several small ones; it ends with them, and so gives its memory back. */
export interface ImporterApi {
	/** Starts an engine before there is anything to import; the import then need not wait for it. */
	prepare(engine: EngineParts): Promise<void>;
	/**
	 * @param library port to the LibraryApi
	 * @param engine where the caller has it already, else it is loaded
	 * @param onProgress at most ten times a second
	 * @param confirm asked before a version is committed whose source wants that (SPEC GAT-1); null where nobody can be asked
	 * @throws `cancelled` after `cancel()`, and where `confirm` says no; `import/unconfirmed`; nothing is left behind then
	 */
	run(
		request: ImportRequest,
		library: MessagePort,
		engine: EngineParts | null,
		onProgress: (progress: Progress) => void,
		confirm: Confirm | null
	): Promise<Receipt>;
	/** Judges a stored version by the source's rules of today, and keeps what is found. */
	judge(request: VersionRequest, library: MessagePort, engine: EngineParts | null): Promise<Judgement>;
	/** Rules that every row of a stored version keeps, and that the source does not have yet. */
	suggest(
		request: VersionRequest,
		library: MessagePort,
		engine: EngineParts | null
	): Promise<SuggestedRule[]>;
	/** Loads corrected rejects after all. @throws `quality/bad-value`, `quality/blocked`; nothing is kept then */
	readmit(request: ReadmitRequest, library: MessagePort, engine: EngineParts | null): Promise<Receipt>;
	/**
	 * Makes an old version the newest again. @throws `version/unknown`, `storage/damaged`, `cancelled`; nothing is kept
	 * then
	 */
	restore(
		request: RestoreRequest,
		library: MessagePort,
		engine: EngineParts | null,
		onProgress: (progress: Progress) => void
	): Promise<Receipt>;
	cancel(): Promise<void>;
	/** After an import that went well: makes ready for the next one, which waits for it. */
	reset(): Promise<void>;
}

/** Whether a version is to be kept, by what it changes. */
export type Confirm = (change: VersionChange) => Promise<boolean>;

export interface VersionRequest {
	sourceId: string;
	version: number;
}

export interface RestoreRequest extends VersionRequest {
	importId: string;
}

export interface ReadmitRequest extends VersionRequest {
	importId: string;
	fixes: FixedReject[];
	/** Store the version though it breaks a blocking rule (SPEC RUL-9). */
	keepBlocked?: boolean;
}

export interface ImportRequest {
	importId: string;
	file: File;
	/** An existing source, or null for a new one. */
	sourceId: string | null;
	newName: string;
	options: ImportOptions;
	/** The file beside it that a database keeps its newest changes in: `x.db-wal`, `x.duckdb.wal`. */
	companion?: File | undefined;
	/** Store the version though it breaks a blocking rule (SPEC RUL-9). */
	keepBlocked?: boolean;
	/** Ask before a next version is committed, also where the source does not want it (SPEC GAT-1). */
	askFirst?: boolean;
}

/** Options of the file's format, and which part of the file is meant. Options of other formats are not looked at. */
export interface ImportOptions extends DelimitedOptions, TypedOptions {
	/** Path inside a zip. */
	member?: string;
	/** Id of the format, where the content should not decide. */
	format?: string;
	/** What is said about tables of a file that can hold several; the others are read as they come. */
	tables?: TableOverride[];
}

/** Options of formats other than delimited text; each is for the formats that know it. */
export interface TypedOptions {
	/** JSON: path to the array of records, such as `$.data.items`. */
	path?: string;
	/** JSON: what nested objects become: STRUCT and LIST, or columns of their own. */
	nested?: 'keep' | 'flatten';
	/** JSON: what becomes of an array that breaks off: nothing is kept, or what was whole. */
	onBroken?: 'fail' | 'keep';
	/** Workbooks: 1-based sheet row in which the column names begin; 0: there are none. */
	headerRow?: number;
	/** Workbooks: rows of the column names, from 1 on; their texts are joined. */
	headerLines?: number;
	/** Workbooks: cells that are merged hold their value once, or in each of them. */
	mergedCells?: 'once' | 'fill';
	/** Workbooks: cells with an error such as `#N/A` are NULL, or make their record a reject. */
	errorCells?: 'null' | 'reject';
}

/** Changes to one table of a workbook or a database. */
export interface TableOverride {
	/** As in the file (`PreviewTable.name`). */
	name: string;
	include?: boolean;
	/** Name of the table in the version. */
	rename?: string;
	columns?: ColumnOverride[];
	/** Workbooks: as in TypedOptions, for this sheet. */
	headerRow?: number;
	headerLines?: number;
}
