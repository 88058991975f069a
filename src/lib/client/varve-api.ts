import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';

/** `window.varve`: the commands of the UI, for scripts. Documented in docs/API.md. */
export interface VarveApi {
	readonly apiVersion: 1;
	readonly ready: Promise<void>;
	importFile(file: File, options?: VarveImportOptions): Promise<Receipt>;
	sources(): Promise<VarveSource[]>;
	versions(source: string): Promise<VarveVersion[]>;
	rejects(source: string, version?: number): Promise<VarveReject[]>;
	query(sql: string, options?: { maxRows?: number; signal?: AbortSignal }): Promise<VarveQueryResult>;
	removeVersion(source: string, version: number): Promise<void>;
	removeSource(source: string): Promise<void>;
	storage(): Promise<{ mode: 'opfs' | 'memory'; usedBytes: number; quotaBytes: number; persisted: boolean }>;
}

export interface VarveImportOptions {
	/** Id or name of the source to add a version to. */
	source?: string;
	/** Name of a new source. */
	as?: string;
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
	/** Options of the format: see `DelimitedOptions`. */
	[formatOption: string]: unknown;
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
}

declare global {
	interface Window {
		varve: VarveApi;
	}
}
