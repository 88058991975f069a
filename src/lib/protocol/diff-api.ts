import type { DiffOptions, DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import type { RowsChoice } from '$lib/domain/diff/rows-sql';
import type { ResultHandle } from './query-api';

/** Diffs, as a query worker makes them; rows are paged by `QueryApi.page` and released by `QueryApi.release`. */
export interface DiffApi {
	/**
	 * Compares two tables: counts and changes of columns. Cancelled by `QueryApi.cancel(diffId)`.
	 * @throws `diff/column`, `source/unknown`, `storage/damaged`, what `QueryApi.run` throws for queries, `cancelled`
	 */
	diff(request: DiffRequest, onProgress: (progress: DiffProgress) => void): Promise<DiffSummary>;
	/** Changed rows of a diff that was made: `change, record_old, record_new, m0 …` (masks), then `o0, n0, o1, n1 …`. */
	openDiff(request: DiffRowsRequest): Promise<ResultHandle>;
	/** Forgets a diff; its open rows must have been released. */
	releaseDiff(diffId: string): Promise<void>;
	/** Keys of a table by measured uniqueness, best first. */
	suggestKeys(request: { queryId: string; side: DiffSide }): Promise<KeySuggestion[]>;
	/** Which dropped columns may live on as new ones, by the overlap of their values. */
	guessRenames(request: { queryId: string; from: DiffSide; to: DiffSide }): Promise<RenameGuess[]>;
	/** What a key's row was in each version. @throws `diff/column` */
	cellHistory(request: CellHistoryRequest): Promise<CellHistory>;
}

/** A table by its name in SQL (`orders@3`), read in place; or what a query gives, which is copied first. */
export type DiffSide = { kind: 'table'; name: string } | { kind: 'query'; sql: string };

export interface DiffRequest {
	/** Chosen by the caller. */
	diffId: string;
	from: DiffSide;
	to: DiffSide;
	/** What is left out is as kept for the source, or else the default. */
	options: Partial<DiffOptions>;
}

export interface DiffProgress {
	phase: 'reading' | 'keys' | 'matching' | 'counting';
	/** Share of the phase that is done, 0 … 1. */
	done: number;
}

export interface DiffRowsRequest {
	diffId: string;
	/** Chosen by the caller; also the id of the result. */
	queryId: string;
	choice: RowsChoice;
}

export interface CellHistoryRequest {
	queryId: string;
	/** Id or name. */
	source: string;
	/** Of the table, in a source with several; null for the only one. */
	table: string | null;
	/** Values as texts, by column. */
	key: { column: string; value: string | null }[];
}

export interface CellHistory {
	/** One for each kept version, ascending. */
	versions: HistoryEntry[];
}

export interface HistoryEntry {
	version: number;
	committedAt: string;
	/** `missing`: not there, and not in the version before either. */
	change: 'added' | 'changed' | 'same' | 'removed' | 'missing' | 'unreadable';
	/** Rows with the key; where there are several, the first is shown. */
	rows: number;
	/** Fields that differ from the version before, or all of the first. */
	fields: { column: string; old: string | null; new: string | null }[];
}
