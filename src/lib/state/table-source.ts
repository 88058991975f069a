import type { ExportableRows } from '$lib/domain/export/exportable';
import type { CellText, GridColumn, GridOrder, GridSource } from '$lib/domain/grid/grid-source';
import type { QueryApi, ResultHandle, ResultProgress } from '$lib/protocol/query-api';
import { QueryPages } from './query-pages';

export type TableQuery = Pick<QueryApi, 'openTable' | 'page' | 'release'>;

export interface TableShown {
	/** The first column is the record number. */
	hasRecordNumbers?: boolean;
	/** SQL condition over the columns, or null: all rows. */
	filter?: string | null;
}

/**
 * The rows of a stored table for the grid: paged, and ordered by the engine. The table's first column is the
 * record number, which stands in front of each row instead of a running number.
 */
export class TableSource implements GridSource {
	readonly columns: readonly GridColumn[];
	readonly sorting: GridSource['sorting'];
	#order: readonly GridOrder[] = [];
	#handle: ResultHandle;
	#progress: ResultProgress;
	#pages: QueryPages;
	#reordering: Promise<void> = Promise.resolve();
	readonly #listeners = new Set<() => void>();
	readonly #query: TableQuery;
	readonly #name: string;
	readonly #filter: string | null;
	/** Columns of the table before the first one shown. */
	readonly #hidden: number;

	/** @param name as in SQL */
	static async open(
		query: TableQuery,
		name: string,
		{ hasRecordNumbers = false, filter = null }: TableShown = {}
	): Promise<TableSource> {
		const early: { listener: ((progress: ResultProgress) => void) | null } = { listener: null };
		const handle = await query.openTable(request(name, [], filter), (progress) => early.listener?.(progress));
		const source = new TableSource(query, name, { hasRecordNumbers, filter }, handle);
		early.listener = (progress) => source.#follow(handle, progress);
		return source;
	}

	private constructor(
		query: TableQuery,
		name: string,
		{ hasRecordNumbers, filter }: Required<TableShown>,
		handle: ResultHandle
	) {
		this.#filter = filter;
		this.#query = query;
		this.#name = name;
		this.#handle = handle;
		this.#pages = new QueryPages(query, handle);
		this.#progress = handle.progress;
		this.#hidden = hasRecordNumbers ? 1 : 0;
		this.columns = handle.columns.slice(this.#hidden);
		const orderOf = () => this.#order;
		this.sorting = {
			get order() {
				return orderOf();
			},
			sort: (order) => this.#sort(order)
		};
	}

	get rowCount(): number {
		return this.#progress.rowCount;
	}

	get rowCountIsFinal(): boolean {
		return this.#progress.complete;
	}

	rowNumber(row: number): number | undefined {
		if (this.#hidden === 0) return row + 1;
		const text = this.#pages.text(row, 0);
		return text === undefined || text === null ? undefined : Number(text);
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#pages.text(row, column + this.#hidden);
	}

	async fetch(rowStart: number, rowEnd: number): Promise<void> {
		await this.#reordering;
		if (await this.#pages.load(rowStart, rowEnd, this.rowCount)) this.#changed();
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	exportable(): ExportableRows {
		const { resultId, columns } = this.#handle;
		return { resultId, columns, hiddenColumns: this.#hidden };
	}

	close(): void {
		this.#listeners.clear();
		this.#query.release(this.#handle.resultId).catch(() => undefined);
	}

	#sort(order: readonly GridOrder[]): void {
		this.#order = order;
		this.#reordering = this.#reopen(order);
		// `fetch` awaits it and so reports its failure.
		this.#reordering.catch(() => undefined);
		this.#changed();
	}

	async #reopen(order: readonly GridOrder[]): Promise<void> {
		const old = this.#handle;
		const orderBy = order.map(({ column, descending }) => ({
			column: this.columns[column]?.name ?? '',
			descending
		}));
		const early: { handle: ResultHandle | null } = { handle: null };
		const handle = await this.#query.openTable(request(this.#name, orderBy, this.#filter), (progress) => {
			if (early.handle) this.#follow(early.handle, progress);
		});
		early.handle = handle;
		if (this.#order !== order) {
			await this.#query.release(handle.resultId);
			return this.#reordering;
		}
		this.#handle = handle;
		this.#pages = new QueryPages(this.#query, handle);
		this.#follow(handle, handle.progress);
		await this.#query.release(old.resultId).catch(() => undefined);
	}

	#follow(handle: ResultHandle, progress: ResultProgress): void {
		if (handle !== this.#handle) return;
		this.#progress = progress;
		this.#changed();
	}

	#changed(): void {
		for (const listener of this.#listeners) listener();
	}
}

function request(name: string, orderBy: { column: string; descending: boolean }[], filter: string | null) {
	return { queryId: crypto.randomUUID(), name, orderBy, filter };
}
