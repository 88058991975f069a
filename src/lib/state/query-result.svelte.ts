import { AppError, ERROR_CODES, type ErrorCode } from '$lib/domain/errors';
import type { ExportableRows } from '$lib/domain/export/exportable';
import type { CellText, GridColumn, GridSorting, GridSource } from '$lib/domain/grid/grid-source';
import type { QueryApi, QueryRequest, ResultHandle, ResultProgress, RunNote } from '$lib/protocol/query-api';
import { OrderedRows } from './ordered-rows';

export type ResultQuery = Pick<QueryApi, 'run' | 'sortResult' | 'page' | 'release'>;

/** The rows of a statement for the grid, paged from the query worker, while they come and afterwards. */
export class QueryResult implements GridSource {
	readonly columns: readonly GridColumn[];
	/** Resolves when the last row is there; rejects where the statement failed after its first rows. */
	readonly finished: Promise<void>;
	#progress = $state.raw<ResultProgress>(NO_PROGRESS);
	readonly #handle: ResultHandle;
	readonly #rows: OrderedRows;
	readonly #listeners = new Set<() => void>();
	#settle!: { resolve: () => void; reject: (error: AppError) => void };

	/**
	 * Runs a statement; resolves when its first page can be had.
	 * @throws what `QueryApi.run` throws
	 */
	static async run(query: ResultQuery, request: QueryRequest): Promise<QueryResult> {
		const early: { progress: ResultProgress | null; result: QueryResult | null } = {
			progress: null,
			result: null
		};
		const handle = await query.run(request, (progress) => {
			early.progress = progress;
			if (early.result) early.result.#follow(progress);
		});
		const result = new QueryResult(query, handle);
		early.result = result;
		result.#follow(early.progress ?? handle.progress);
		return result;
	}

	private constructor(query: ResultQuery, handle: ResultHandle) {
		this.#handle = handle;
		const { resultId } = handle;
		this.#rows = new OrderedRows(
			query,
			handle,
			(queryId, order, onProgress) =>
				query.sortResult({ queryId, resultId, orderBy: [...order] }, onProgress),
			() => this.#tell()
		);
		this.columns = handle.columns;
		this.finished = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
		// Who does not wait for the end learns of it through `progress`.
		this.finished.catch(() => undefined);
	}

	/** How the statement was run. */
	get note(): RunNote | null {
		return this.#handle.note ?? null;
	}

	/** Of the statement itself, whatever order its rows are shown in. */
	get progress(): ResultProgress {
		return this.#progress;
	}

	get rowCount(): number {
		return this.#shownProgress.rowCount;
	}

	get rowCountIsFinal(): boolean {
		return this.#shownProgress.complete;
	}

	/** Present when the last row is there: only then all of them can be sorted. */
	get sorting(): GridSorting | undefined {
		return this.#progress.complete && this.#handle.canSort ? this.#rows : undefined;
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#rows.text(row, column);
	}

	fetch(rowStart: number, rowEnd: number): Promise<void> {
		return this.#rows.load(rowStart, rowEnd);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	exportable(): ExportableRows {
		return { resultId: this.#rows.handle.resultId, columns: this.#handle.columns, hiddenColumns: 0 };
	}

	/** Gives the result's memory back; it can't be read afterwards. */
	close(): void {
		this.#listeners.clear();
		this.#rows.close();
	}

	#follow(progress: ResultProgress): void {
		if (this.#progress.complete || this.#progress.error) return;
		this.#progress = progress;
		this.#rows.naturalProgressed(progress);
		if (progress.error)
			this.#settle.reject(new AppError(codeOf(progress.error.code), progress.error.message));
		else if (progress.complete) this.#settle.resolve();
	}

	/** Read through the rune, so that what shows the count follows it. */
	get #shownProgress(): ResultProgress {
		const { progress } = this;
		return this.#rows.handle === this.#handle ? progress : this.#rows.progress;
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

const NO_PROGRESS: ResultProgress = { rowCount: 0, complete: false, elapsedMs: 0, error: null };

function codeOf(code: string): ErrorCode {
	return ERROR_CODES.find((known) => known === code) ?? 'query/failed';
}
