import { asAppError, type AppError } from '$lib/domain/errors';
import type { CellText, GridOrder, GridSorting } from '$lib/domain/grid/grid-source';
import type { QueryApi, ResultHandle, ResultProgress } from '$lib/protocol/query-api';
import { QueryPages } from './query-pages';

type RowsQuery = Pick<QueryApi, 'page' | 'release'>;

/** Opens the same rows in an order that is not the natural one. */
export type OpenOrdered = (
	queryId: string,
	order: readonly GridOrder[],
	onProgress: (progress: ResultProgress) => void
) => Promise<ResultHandle>;

interface OpenRows {
	handle: ResultHandle;
	pages: QueryPages;
	progress: ResultProgress;
	order: readonly GridOrder[];
}

/**
 * The rows of an open result, in their natural order or in one the user wants, which is a result of its own. The rows
 * shown stay until those of another order are there; the natural ones are kept.
 */
export class OrderedRows implements GridSorting {
	readonly #query: RowsQuery;
	readonly #openOrdered: OpenOrdered;
	readonly #onchange: () => void;
	readonly #natural: OpenRows;
	#shown: OpenRows;
	#order: readonly GridOrder[] = [];
	/** Of the order that is being made. */
	#runningId: string | null = null;
	#reordering: Promise<void> = Promise.resolve();
	/** Why the last order could not be made; told by the next `load`, for which the rows pass as not loaded. */
	#failure: AppError | null = null;

	constructor(query: RowsQuery, natural: ResultHandle, openOrdered: OpenOrdered, onchange: () => void) {
		this.#query = query;
		this.#openOrdered = openOrdered;
		this.#onchange = onchange;
		this.#natural = this.#rowsOf(natural, []);
		this.#shown = this.#natural;
	}

	get order(): readonly GridOrder[] {
		return this.#order;
	}

	get isBusy(): boolean {
		return this.#runningId !== null;
	}

	/** The result shown. */
	get handle(): ResultHandle {
		return this.#shown.handle;
	}

	get progress(): ResultProgress {
		return this.#shown.progress;
	}

	/** The rows in their natural order still come. */
	naturalProgressed(progress: ResultProgress): void {
		this.#natural.progress = progress;
		this.#onchange();
	}

	/** Undefined where the row is not loaded. */
	text(row: number, column: number): CellText | undefined {
		return this.#failure ? undefined : this.#shown.pages.text(row, column);
	}

	/** Loads rows `[rowStart, rowEnd)`. @throws AppError, also where the order asked for could not be made */
	async load(rowStart: number, rowEnd: number): Promise<void> {
		for (let awaited; awaited !== this.#reordering;) {
			awaited = this.#reordering;
			await awaited;
		}
		const failure = this.#failure;
		this.#failure = null;
		if (failure) throw failure;
		const { pages, progress } = this.#shown;
		if (await pages.load(rowStart, rowEnd, progress.rowCount)) this.#onchange();
	}

	sort(order: readonly GridOrder[]): void {
		this.#stopRunning();
		this.#order = order;
		this.#failure = null;
		this.#reordering = this.#reorder(order);
		this.#onchange();
	}

	close(): void {
		this.#stopRunning();
		if (this.#shown !== this.#natural) this.#release(this.#shown);
		this.#release(this.#natural);
	}

	/** Never rejects. */
	async #reorder(order: readonly GridOrder[]): Promise<void> {
		if (order.length === 0) return this.#show(this.#natural);
		const queryId = crypto.randomUUID();
		this.#runningId = queryId;
		// progress can overtake the answer
		const early: { progress: ResultProgress | null; rows: OpenRows | null } = { progress: null, rows: null };
		try {
			const handle = await this.#openOrdered(queryId, order, (progress) => {
				early.progress = progress;
				if (early.rows) this.#progressed(early.rows, progress);
			});
			const rows = this.#rowsOf({ ...handle, progress: early.progress ?? handle.progress }, order);
			early.rows = rows;
			if (this.#runningId !== queryId) return this.#release(rows);
			this.#show(rows);
		} catch (cause) {
			if (this.#runningId !== queryId) return;
			this.#failure = asAppError(cause, 'query/failed');
			this.#order = this.#shown.order;
		}
		this.#runningId = null;
		this.#onchange();
	}

	#show(rows: OpenRows): void {
		const before = this.#shown;
		this.#shown = rows;
		if (before !== rows && before !== this.#natural) this.#release(before);
	}

	#progressed(rows: OpenRows, progress: ResultProgress): void {
		rows.progress = progress;
		if (rows === this.#shown) this.#onchange();
	}

	/** Ends the making of an order that nobody wants any more. */
	#stopRunning(): void {
		const id = this.#runningId;
		this.#runningId = null;
		if (id !== null) this.#query.release(id).catch(() => undefined);
	}

	#rowsOf(handle: ResultHandle, order: readonly GridOrder[]): OpenRows {
		return { handle, pages: new QueryPages(this.#query, handle), progress: handle.progress, order };
	}

	#release({ handle }: OpenRows): void {
		this.#query.release(handle.resultId).catch(() => undefined);
	}
}
