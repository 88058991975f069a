import type { CellText, GridColumn, GridOrder, GridSource } from '$lib/domain/grid/grid-source';

interface Making {
	columns: GridColumn[];
	rowCount: number;
	cell: (row: number, column: number) => CellText;
	/** Rows in a page; pages are there only after `fetch`. */
	pageRows?: number;
	canSort?: boolean;
}

/** Rows made by a function: a source with as many as wanted, loaded page by page like a real one. */
export class MadeSource implements GridSource {
	readonly columns: GridColumn[];
	rowCount: number;
	rowCountIsFinal = true;
	readonly sorting?: { order: readonly GridOrder[]; sort(order: readonly GridOrder[]): void };
	readonly fetched: [number, number][] = [];
	failure: Error | null = null;
	#listeners = new Set<() => void>();
	#pages = new Set<number>();
	#pageRows: number;
	#cell: (row: number, column: number) => CellText;

	constructor({ columns, rowCount, cell, pageRows = 500, canSort = false }: Making) {
		this.columns = columns;
		this.rowCount = rowCount;
		this.#cell = cell;
		this.#pageRows = pageRows;
		if (canSort) {
			const sorting = {
				order: [] as readonly GridOrder[],
				sort: (order: readonly GridOrder[]) => {
					sorting.order = order;
					this.#pages.clear();
					this.tell();
				}
			};
			this.sorting = sorting;
		}
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#pages.has(Math.floor(row / this.#pageRows)) ? this.#cell(row, column) : undefined;
	}

	async fetch(rowStart: number, rowEnd: number): Promise<void> {
		this.fetched.push([rowStart, rowEnd]);
		await Promise.resolve();
		if (this.failure) throw this.failure;
		for (let page = Math.floor(rowStart / this.#pageRows); page * this.#pageRows < rowEnd; page++) {
			this.#pages.add(page);
		}
		this.tell();
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

/** Columns `c0` (BIGINT), `c1` (VARCHAR), `c2` (BIGINT) … with cells like `r7c1`, and numbers in number columns. */
export function numbered(rowCount: number, columnCount: number, canSort = false): MadeSource {
	const columns = Array.from({ length: columnCount }, (_, column) => ({
		name: `c${column}`,
		type: column % 2 === 0 ? 'BIGINT' : 'VARCHAR'
	}));
	const cell = (row: number, column: number) =>
		column % 2 === 0 ? String(row * columnCount + column) : `r${row}c${column}`;
	return new MadeSource({ columns, rowCount, cell, canSort });
}
