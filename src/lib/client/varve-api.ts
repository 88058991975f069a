import type { DiffDetails } from '$lib/domain/diff/details';
import type { DiffOptions, DiffSummary, SchemaChanges } from '$lib/domain/diff/diff';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { ExportOptions } from '$lib/domain/export/export-options';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { ColumnProfile, Histogram, TableProfile, TopValues } from '$lib/domain/profile/profile';
import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Rule } from '$lib/domain/quality/rule';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { EngineChoice, RunNote } from '$lib/protocol/query-api';

/** `window.varve`: the commands of the UI, for scripts. Documented in docs/API.md. */
export interface VarveApi {
	readonly apiVersion: 1;
	readonly ready: Promise<void>;
	importFile(file: File, options?: VarveImportOptions): Promise<Receipt>;
	/** Fetches a file and imports it; the one call that sends a request to another host. @throws `url/…` */
	importUrl(url: string, options?: VarveImportOptions): Promise<Receipt>;
	/** Whether imports into a source show what they change, and ask, before they are stored. */
	asksFirst(source: string): Promise<boolean>;
	setAsksFirst(source: string, asks: boolean): Promise<void>;
	sources(): Promise<VarveSource[]>;
	versions(source: string): Promise<VarveVersion[]>;
	rejects(source: string, version?: number): Promise<VarveReject[]>;
	query(
		sql: string,
		options?: { maxRows?: number; signal?: AbortSignal; engine?: EngineChoice }
	): Promise<VarveQueryResult>;
	diff(source: string, from: number, to: number, options?: VarveDiffOptions): Promise<VarveDiff>;
	/** Compares any two tables, or what two statements give. */
	diffQueries(
		from: VarveDiffSide,
		to: VarveDiffSide,
		options?: Omit<VarveDiffOptions, 'table'>
	): Promise<VarveDiff>;
	/** The rules that the next version of a source is judged by. */
	rules(source: string): Promise<Rule[]>;
	/** Replaces them. @throws `quality/bad-rules` */
	setRules(source: string, rules: Rule[]): Promise<void>;
	/** What rules and metrics said of a version (the newest by default); null where it was never judged. */
	quality(source: string, version?: number): Promise<Judgement | null>;
	/** Numbers about every column of a version (the newest by default) on all rows, and its chart. */
	profile(
		source: string,
		options?: { version?: number; table?: string; signal?: AbortSignal }
	): Promise<VarveProfile>;
	/** Opens an SQLite file, to be queried in place; `wal` is the `-wal` file beside it. @throws `file/…` */
	openFile(file: File, options?: { as?: string; wal?: File }): Promise<Receipt>;
	exportQuery(sql: string, format: ExportFormatId, options?: VarveExportOptions): Promise<Blob>;
	/**
	 * Makes an old version the newest again: a new version with the same rows and rejects; nothing is rewritten.
	 * The newest itself is told as `unchanged`.
	 */
	restoreVersion(
		source: string,
		version: number,
		options?: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }
	): Promise<Receipt>;
	removeVersion(source: string, version: number): Promise<void>;
	removeSource(source: string): Promise<void>;
	storage(): Promise<{ mode: 'opfs' | 'memory'; usedBytes: number; quotaBytes: number; persisted: boolean }>;
}

/** A table's profile, with the chart of each column: `chart` is null for nested and binary ones. */
export interface VarveProfile extends Omit<TableProfile, 'columns'> {
	columns: (ColumnProfile & { chart: Histogram | TopValues | null })[];
}

export interface VarveImportOptions {
	/** Id or name of the source to add a version to. */
	source?: string;
	/** Name of a new source. */
	as?: string;
	/** Store the version though it breaks a blocking rule. */
	keepBlocked?: boolean;
	/**
	 * Asked before a next version is stored that would change something; `false` keeps nothing (`cancelled`). Without it a
	 * source that asks first refuses such a version (`import/unconfirmed`).
	 */
	confirm?: (change: VersionChange) => boolean | Promise<boolean>;
	/** The log beside a database file: `x.db-wal`, `x.duckdb.wal`. */
	companion?: File;
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
	/** Options of the format: see `DelimitedOptions`. */
	[formatOption: string]: unknown;
}

export interface VarveDiffOptions extends Partial<Omit<DiffOptions, 'key'>> {
	/** Columns that tell rows apart; none (`[]`) compares whole rows. Kept for the source's next diff. */
	key?: string | string[];
	/** Rows of each kind in `details`; 1000 by default. */
	limit?: number;
	/** In a source with several tables: which one. */
	table?: string;
	signal?: AbortSignal;
}

/** A statement, or a table by its name in SQL (`orders@3`), which is read in place. */
export type VarveDiffSide = string | { table: string };

export interface VarveDiff {
	/** Empty where whole rows were compared. */
	key: string[];
	added: number;
	removed: number;
	modified: number;
	unchanged: number;
	totalChanges: number;
	changedFields: number;
	columns: { name: string; changed: number }[];
	schema: Omit<SchemaChanges, 'reordered'>;
	/** Keys that are not unique, and how many changes concern them. */
	duplicates: {
		from: DiffSummary['keysFrom'];
		to: DiffSummary['keysTo'];
		among: DiffSummary['ofDuplicates'];
	};
	details: DiffDetails;
	elapsedMs: number;
}

/** Options of the format, and how the export is followed and cancelled. */
export interface VarveExportOptions extends Partial<ExportOptions> {
	signal?: AbortSignal;
	onProgress?: (progress: ExportProgress) => void;
}

export interface VarveSource {
	id: string;
	name: string;
	kind: string;
	versions: number;
	rows: number;
	storedBytes: number;
	status: string;
}

export interface VarveVersion {
	version: number;
	committedAt: string;
	tables: { name: string; rows: number; columns: { name: string; type: string }[] }[];
	storedBytes: number;
	sha256: string;
}

export interface VarveReject {
	table: string;
	record: number;
	byteOffset: number | null;
	raw: string;
	column: string | null;
	code: string;
	message: string;
}

export interface VarveQueryResult {
	columns: { name: string; type: string }[];
	rows: unknown[][];
	/** Exact, also where `maxRows` cut `rows`. */
	rowCount: number;
	elapsedMs: number;
	/** The engine that ran it, whether the rows came from the cache, and what was brought from SQLite. */
	note: RunNote;
}

declare global {
	interface Window {
		varve: VarveApi;
	}
}
