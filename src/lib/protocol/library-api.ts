import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Rule } from '$lib/domain/quality/rule';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { DiffOptions } from '$lib/domain/diff/diff';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { TableSchema } from '$lib/domain/schema/schema-document';
import type { SourceSummary } from '$lib/domain/sources/source';
import type { LayerOutcome, LayerTask } from '$lib/domain/layers/layer-work';
import type { TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type {
	Segment,
	Version,
	VersionLabels,
	VersionLayer,
	VersionTable
} from '$lib/domain/versions/version';

/**
 * The library: the one owner of everything stored, in its own worker. The page, import workers and the query
 * worker call it (the latter two through a MessagePort handed to them). Every failure is an AppError.
 */
export interface LibraryApi {
	/** Finds out where data can be kept, removes what unfinished imports left, reads the catalogues. Idempotent. */
	open(): Promise<StorageStatus>;
	storage(): Promise<StorageStatus>;
	/** Asks the browser to keep the data (`navigator.storage.persist`); true when granted. */
	persist(): Promise<boolean>;

	/** By name, damaged ones included. */
	sources(): Promise<SourceSummary[]>;
	/** @returns the source with this id, or else this name (case-insensitive), or null. */
	findSource(idOrName: string): Promise<SourceSummary | null>;
	/** Ascending. @throws `source/unknown`, `storage/damaged` */
	versions(sourceId: string): Promise<Version[]>;
	/** @throws `source/name-taken` */
	renameSource(sourceId: string, name: string): Promise<void>;
	removeVersion(sourceId: string, version: number): Promise<void>;
	/** How diffs of a source's versions are made (SPEC DIF-9); null where nothing was kept. */
	diffOptions(sourceId: string): Promise<Partial<DiffOptions> | null>;
	/**
	 * The statements of saved queries, then the newest ones of the history that ran well, each once.
	 * @param text that they contain, whatever its letter case
	 */
	knownStatements(text: string): Promise<KnownStatement[]>;
	/** Adds to what is kept. */
	keepDiffOptions(sourceId: string, options: Partial<DiffOptions>): Promise<void>;
	removeSource(sourceId: string): Promise<void>;

	/**
	 * Starts an import: takes the source's write lock (waits while another import, here or in another tab,
	 * holds it) and makes a staging area that vanishes unless `commitImport` is reached.
	 */
	beginImport(request: BeginImport): Promise<StagedImport>;
	/** A fresh, empty part file to be written by an engine. Parts are numbered 0, 1, 2 … by the caller. */
	createPart(importId: string, part: number): Promise<PartTarget>;
	/** Keeps a copy of an opened file in place of parts; the draft then says `isKeptFile`. @throws `storage/full` */
	keepFile(importId: string, file: File): Promise<void>;
	/** Drops the parts made so far (a second pass starts again). */
	discardParts(importId: string): Promise<void>;
	/** Makes the version visible by one atomic step. @throws `storage/full` with nothing left behind. */
	commitImport(importId: string, draft: VersionDraft): Promise<Receipt>;
	/** Ends an import without a version: same bytes, same options. Kept in the import log. */
	finishUnchanged(importId: string, receipt: Receipt): Promise<Receipt>;
	/**
	 * Ends an import and removes what it wrote; harmless after commit. A new source without versions goes, too.
	 * A `failure` is kept in the source's catalogue, for alerts.
	 */
	abortImport(importId: string, failure?: FailedImport): Promise<void>;

	/** Rules, thresholds and what they said. @throws `source/unknown`, `storage/damaged` */
	quality(sourceId: string): Promise<SourceQuality>;
	/** Replaces the rules and thresholds; versions judged before keep theirs. */
	saveQuality(sourceId: string, settings: QualitySettings): Promise<void>;
	/** Replaces what is known of a version that was judged again. @throws `version/unknown` */
	saveJudgement(sourceId: string, version: number, judgement: Judgement): Promise<void>;

	/** Names, notes and pins; what is left out stays. @throws `version/unknown` */
	setLabels(sourceId: string, version: number, labels: VersionLabels): Promise<void>;
	/** What the source's time line does by itself. @throws `source/unknown`, `storage/damaged` */
	timelineSettings(sourceId: string): Promise<TimelineSettings>;
	saveTimelineSettings(sourceId: string, settings: TimelineSettings): Promise<void>;

	/** Removes the versions that no retention rule of the source keeps. @returns their numbers */
	applyRetention(sourceId: string): Promise<number[]>;

	/** Starts the next piece of work on how versions are stored; null where there is none now, or another runs. */
	beginLayerWork(workId: string): Promise<LayerWork | null>;
	/** The file that the work fills. */
	createLayerPart(workId: string): Promise<PartTarget>;
	/** @throws `cancelled` when somebody else wants to write to the source: the work has ended then */
	checkLayerWork(workId: string): Promise<void>;
	/** Makes the change by one atomic step. */
	commitLayerWork(workId: string, outcome: LayerOutcome): Promise<void>;
	/** Ends the work and removes what it wrote; harmless after its end. */
	abortLayerWork(workId: string): Promise<void>;

	/** What the query engine needs to attach; unknown names are left out. Names are compared case-insensitively. */
	resolve(names: string[]): Promise<ResolvedTable[]>;
	/**
	 * Why names that `resolve` leaves out can't be read though there is such a source or version: its files are
	 * damaged. For the message of a statement that does not find its table.
	 */
	problems(names: string[]): Promise<NameProblem[]>;
	/** The newest version's tables of every healthy source, for completion and the schema panel. */
	schema(): Promise<SchemaSource[]>;

	/** `listener` (a comlink proxy) is told about every change, also of other tabs. */
	subscribe(listener: (event: LibraryEvent) => void): Promise<void>;
}

/** What the library's worker exposes to the page: the library, and more ways to it. */
export interface LibraryWorkerApi extends LibraryApi {
	/** Keeps libraries on one origin apart; called before anything else, or never. */
	useNamespace(namespace: string): void;
	/** Makes the first commit quick, before there is anything to commit. */
	prepare(): Promise<void>;
	/** Serves the LibraryApi on another port, too: for import and query workers. */
	connect(port: MessagePort): void;
}

export interface StorageStatus {
	mode: 'opfs' | 'memory';
	/** Why there is no OPFS, for the notice; null in OPFS mode. */
	reason: string | null;
	usedBytes: number;
	quotaBytes: number;
	persisted: boolean;
}

export interface BeginImport {
	/** Chosen by the caller (crypto.randomUUID). */
	importId: string;
	/** An existing source, or null for a new one. */
	sourceId: string | null;
	/** Name of a new source; a number is appended when it is taken. */
	newName: string;
	kind: string;
}

export interface StagedImport {
	importId: string;
	sourceId: string;
	sourceName: string;
	/** The newest version; null where there is none, or it is damaged. */
	newest: Version | null;
	/** What the version will be judged by. */
	quality: QualitySettings;
	/** What it changes is to be shown, and asked about, before it is committed (SPEC GAT-1). */
	gate: boolean;
}

/** What is known about the quality of a source. */
export interface SourceQuality {
	settings: QualitySettings;
	/** Ascending; only versions that were judged. */
	judgements: { version: number; judgement: Judgement }[];
	/** Newest first. */
	failures: FailedImport[];
}

export interface PartTarget {
	/** Unique within the origin; also the name to register with the engine. */
	fileName: string;
	/** Handles of the part (already holding an empty DuckDB database) and of its write-ahead log; null in memory mode. */
	handles: { database: FileSystemFileHandle; wal: FileSystemFileHandle } | null;
}

/** A file that a version is read from; written once, and never changed. */
export interface VersionFile {
	fileName: string;
	file: File;
	/** Where it lies in OPFS. */
	handle?: FileSystemFileHandle | null;
}

/** A version and the files it is read from. */
export interface LayerVersion {
	version: Version;
	files: VersionFile[];
}

/** A piece of work on how versions are stored. */
export interface LayerWork {
	workId: string;
	sourceId: string;
	task: LayerTask;
	/** The version that the task is about; the base, when a history is tidied. */
	subject: LayerVersion;
	/** Where the subject has layers: of each table. */
	layered: LayeredTable[] | null;
	/** When folding, the version that the subject is told in. */
	base: LayerVersion | null;
	baseHasHistory: boolean;
	/** What the subject is the base of, newest member first. */
	history: VersionFile | null;
	members: { version: number; isRemoved: boolean }[];
}

export interface VersionDraft {
	tables: VersionTable[];
	/** In memory mode the bytes of every part; in OPFS mode empty. */
	partBytes: Uint8Array<ArrayBuffer>[];
	partCount: number;
	/** The version's one part is the file given to `keepFile`. */
	isKeptFile?: boolean;
	/** What the file says of its tables; where it says nothing, it follows from `tables`. */
	schema?: TableSchema[];
	sha256: string;
	options: Record<string, unknown>;
	optionsKey: string;
	judgement?: Judgement;
	/** Complete but for `version`, `sourceName`, `committedAt`, `storedBytes`, which the commit fills in. */
	receipt: Receipt;
}

/** One table that SQL can name, and the files it lies in. */
export interface ResolvedTable {
	/** The name asked for, as spelled in the request. */
	name: string;
	sourceId: string;
	sourceName: string;
	version: number;
	/**
	 * `rows`: the table; `records`: the table with `record_number` first; `rejects`: its rejects; `findings`: the rows
	 * that break a rule, once for each rule.
	 */
	view: 'rows' | 'records' | 'rejects' | 'findings';
	/** For `findings`: the rules over rows that the version was judged by, and that could be judged. */
	rules?: Rule[];
	/** Index into the version's tables. */
	tableIndex: number;
	table: VersionTable;
	parts: VersionFile[];
	/** The rows lie in an opened SQLite file, the only part, in the table of that name; else in part files of DuckDB. */
	isSqlite?: boolean;
	/** For `orders@all`: the tables of all versions, ascending; what stands here besides is of the newest. */
	versions?: ResolvedTable[];
	/** The name that goes on meaning this version when there is a newer one. */
	fullName?: string;
	/** Where the table is put together from other versions' files: how. */
	layered?: LayeredTable;
}

export interface LayeredTable extends VersionLayer {
	/** The segments of the base; they lie in all parts but the last, which is the history. */
	baseSegments: Segment[];
}

export interface KnownStatement {
	/** Of a saved query; null in the history. */
	name: string | null;
	sql: string;
}

export interface NameProblem {
	/** As spelled in the request. */
	name: string;
	/** A sentence. */
	problem: string;
	/** Nothing is damaged: the name is that of several tables, or of none of them. */
	isAmbiguous?: boolean;
}

export interface SchemaSource {
	sourceId: string;
	name: string;
	newestVersion: number;
	versions: number[];
	tables: { name: string; rows: number; columns: { name: string; type: string }[] }[];
	/** The tables are an opened SQLite file's. */
	isSqlite?: boolean;
}

export type LibraryEvent =
	| { kind: 'source-changed'; sourceId: string }
	| { kind: 'source-removed'; sourceId: string }
	| { kind: 'storage-changed' };
