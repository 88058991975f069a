import type { DiffOptions } from '$lib/domain/diff/diff';

/** What is kept in IndexedDB: small things that the tabs share. Times are ISO 8601 in UTC. */

export interface ProjectRecord {
	id: string;
	name: string;
	createdAt: string;
}

/** A source as the project lists it; what it holds is in its own directory. */
export interface SourceRecord {
	id: string;
	projectId: string;
	name: string;
	kind: string;
	createdAt: string;
	/** How its versions are compared, as far as somebody has chosen. */
	diff?: Partial<DiffOptions>;
}

export interface SettingRecord {
	key: string;
	value: unknown;
}

export interface SavedQueryRecord {
	id: string;
	projectId: string;
	name: string;
	sql: string;
	createdAt: string;
	updatedAt: string;
}

/** One run of a statement. */
export interface HistoryRecord {
	id: string;
	projectId: string;
	sql: string;
	startedAt: string;
	elapsedMs: number;
	/** Null where the statement failed. */
	rowCount: number | null;
	/** Message of the failure, or null. */
	error: string | null;
}

/** The text of an editor tab, kept while it is typed. */
export interface DraftRecord {
	/** Of the editor tab. */
	id: string;
	projectId: string;
	title: string;
	sql: string;
	/** Place among the open tabs, 0 first. */
	position: number;
	updatedAt: string;
}

/** A unit of long work, for the jobs list. */
export interface JobRecord {
	id: string;
	projectId: string;
	kind: string;
	title: string;
	status: 'running' | 'done' | 'failed' | 'cancelled';
	startedAt: string;
	finishedAt: string | null;
	/** Message of the failure, or null. */
	error: string | null;
}

/** Tables by name, with the record each holds. */
export interface ConfigRecords {
	projects: ProjectRecord;
	sources: SourceRecord;
	settings: SettingRecord;
	queries: SavedQueryRecord;
	history: HistoryRecord;
	drafts: DraftRecord;
	jobs: JobRecord;
}

export type ConfigTableName = keyof ConfigRecords;

/** The member that is each table's key. */
export const CONFIG_KEYS = {
	projects: 'id',
	sources: 'id',
	settings: 'key',
	queries: 'id',
	history: 'id',
	drafts: 'id',
	jobs: 'id'
} as const satisfies { [Name in ConfigTableName]: keyof ConfigRecords[Name] };
