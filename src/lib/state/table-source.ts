import type { ExportableRows } from '$lib/domain/export/exportable';
import type { CellText, GridColumn, GridSource } from '$lib/domain/grid/grid-source';
import type { QueryApi, ResultHandle, ResultProgress } from '$lib/protocol/query-api';
import { OrderedRows, type OpenOrdered } from './ordered-rows';

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
	readonly sorting: OrderedRows;
	readonly #rows: OrderedRows;
	readonly #listeners = new Set<() => void>();
	/** Columns of the table before the first one shown. */
	readonly #hidden: number;

	/** @param name as in SQL */
	static async open(
		query: TableQuery,
		name: string,
		{ hasRecordNumbers = false, filter = null }: TableShown = {}
	): Promise<TableSource> {
		// progress can overtake the answer
		const early: { progress: ResultProgress | null; follow: ((progress: ResultProgress) => void) | null } = {
			progress: null,
			follow: null
		};
		const handle = await query.openTable(request(crypto.randomUUID(), name, [], filter), (progress) => {
			early.progress = progress;
			early.follow?.(progress);
		});
		const progress = early.progress ?? handle.progress;
		const source = new TableSource(query, name, { hasRecordNumbers, filter }, { ...handle, progress });
		early.follow = (later) => source.#rows.naturalProgressed(later);
		return source;
	}

	private constructor(
		query: TableQuery,
		name: string,
		{ hasRecordNumbers, filter }: Required<TableShown>,
		handle: ResultHandle
	) {
		this.#hidden = hasRecordNumbers ? 1 : 0;
		this.columns = handle.columns.slice(this.#hidden);
		const open: OpenOrdered = (queryId, order, onProgress) => {
			const orderBy = order.map(({ column, descending }) => ({
				column: this.columns[column]?.name ?? '',
				descending
			}));
			return query.openTable(request(queryId, name, orderBy, filter), onProgress);
		};
		this.#rows = new OrderedRows(query, handle, open, () => this.#changed());
		this.sorting = this.#rows;
	}

	get rowCount(): number {
		return this.#rows.progress.rowCount;
	}

	get rowCountIsFinal(): boolean {
		return this.#rows.progress.complete;
	}

	rowNumber(row: number): number | undefined {
		if (this.#hidden === 0) return row + 1;
		const text = this.#rows.text(row, 0);
		return text === undefined || text === null ? undefined : Number(text);
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#rows.text(row, column + this.#hidden);
	}

	fetch(rowStart: number, rowEnd: number): Promise<void> {
		return this.#rows.load(rowStart, rowEnd);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	exportable(): ExportableRows {
		const { resultId, columns } = this.#rows.handle;
		return { resultId, columns, hiddenColumns: this.#hidden };
	}

	close(): void {
		this.#listeners.clear();
		this.#rows.close();
	}

	#changed(): void {
		for (const listener of this.#listeners) listener();
	}
}

function request(
	queryId: string,
	name: string,
	orderBy: { column: string; descending: boolean }[],
	filter: string | null
) {
	return { queryId, name, orderBy, filter };
}
