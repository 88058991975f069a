import type { CellText } from '$lib/domain/grid/grid-source';
import { RowPage } from '$lib/domain/rows/decode';
import type { QueryApi, ResultHandle } from '$lib/protocol/query-api';

/** A page has about this many cells, and of a result about this many pages are kept. */
const PAGE_CELLS = 50_000;
const MIN_PAGE_ROWS = 64;
const MAX_PAGE_ROWS = 2_048;
const KEPT_PAGES = 40;

/** The rows that came for a page: perhaps more at both ends, as the worker cuts nowhere but between batches. */
interface LoadedPage {
	rowStart: number;
	page: RowPage;
}

/** The decoded pages of one result: those asked for last are kept, and none is asked for twice at once. */
export class QueryPages {
	readonly #query: Pick<QueryApi, 'page'>;
	readonly #resultId: string;
	readonly #types: readonly string[];
	readonly #pageRows: number;
	/** By page number; the page used longest ago comes first. */
	readonly #pages = new Map<number, LoadedPage>();
	readonly #loading = new Map<number, Promise<void>>();

	/** @param maxPageRows fewer where each row of a page costs the worker something */
	constructor(
		query: Pick<QueryApi, 'page'>,
		{ resultId, columns }: ResultHandle,
		maxPageRows = MAX_PAGE_ROWS
	) {
		this.#query = query;
		this.#resultId = resultId;
		this.#types = columns.map(({ type }) => type);
		const rows = Math.floor(PAGE_CELLS / Math.max(1, columns.length));
		this.#pageRows = Math.min(Math.max(rows, MIN_PAGE_ROWS), maxPageRows);
	}

	/** Undefined where the row is not loaded. */
	text(row: number, column: number): CellText | undefined {
		const number = Math.floor(row / this.#pageRows);
		const loaded = this.#pages.get(number);
		if (!loaded || row < loaded.rowStart || row >= loaded.rowStart + loaded.page.rowCount) return undefined;
		return loaded.page.text(row - loaded.rowStart, column);
	}

	/**
	 * Loads rows `[rowStart, rowEnd)` of the `rowCount` there are by now.
	 * @returns whether anything new was loaded
	 */
	async load(rowStart: number, rowEnd: number, rowCount: number): Promise<boolean> {
		const first = Math.floor(rowStart / this.#pageRows);
		const end = Math.ceil(Math.min(rowEnd, rowCount) / this.#pageRows);
		const wanted = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
		const missing = wanted.filter((number) => !this.#isWhole(number, rowCount));
		for (const number of wanted) this.#touch(number);
		await Promise.all(missing.map((number) => this.#loadPage(number)));
		this.#forgetOldest(new Set(wanted));
		return missing.length > 0;
	}

	/** A page loaded while the result was still running may have been cut by its end. */
	#isWhole(number: number, rowCount: number): boolean {
		const loaded = this.#pages.get(number);
		const rowEnd = Math.min((number + 1) * this.#pageRows, rowCount);
		return loaded !== undefined && loaded.rowStart + loaded.page.rowCount >= rowEnd;
	}

	#loadPage(number: number): Promise<void> {
		const present = this.#loading.get(number);
		if (present) return present;
		const loading = this.#requestPage(number).finally(() => this.#loading.delete(number));
		this.#loading.set(number, loading);
		return loading;
	}

	async #requestPage(number: number): Promise<void> {
		const rowStart = number * this.#pageRows;
		const answer = await this.#query.page(this.#resultId, rowStart, rowStart + this.#pageRows);
		this.#pages.delete(number);
		this.#pages.set(number, { rowStart: answer.rowStart, page: new RowPage(answer.ipc, this.#types) });
	}

	#touch(number: number): void {
		const page = this.#pages.get(number);
		if (!page) return;
		this.#pages.delete(number);
		this.#pages.set(number, page);
	}

	#forgetOldest(wanted: ReadonlySet<number>): void {
		for (const number of this.#pages.keys()) {
			if (this.#pages.size <= KEPT_PAGES) return;
			if (!wanted.has(number)) this.#pages.delete(number);
		}
	}
}
