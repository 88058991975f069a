import type { CellText, GridColumn, GridOrder, GridSource } from '$lib/domain/grid/grid-source';
import { RowPage } from '$lib/domain/rows/decode';
import type { QueryApi, ResultHandle, ResultProgress } from '$lib/protocol/query-api';

const CHUNK_ROWS = 256;
/** Chunks kept at least; the grid shows two or three at a time. */
const CHUNKS_KEPT = 48;

type TableQuery = Pick<QueryApi, 'openTable' | 'page' | 'release' | 'cancel'>;

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
	#chunks = new Map<number, RowPage>();
	#loading = new Map<number, Promise<void>>();
	#reordering: Promise<void> = Promise.resolve();
	readonly #listeners = new Set<() => void>();
	readonly #query: TableQuery;
	readonly #name: string;
	/** Columns of the table before the first one shown. */
	readonly #hidden: number;

	/** @param name as in SQL; `hasRecordNumbers`: the first column is the record number */
	static async open(query: TableQuery, name: string, hasRecordNumbers: boolean): Promise<TableSource> {
		const early: { listener: ((progress: ResultProgress) => void) | null } = { listener: null };
		const handle = await query.openTable(request(name, []), (progress) => early.listener?.(progress));
		const source = new TableSource(query, name, hasRecordNumbers, handle);
		early.listener = (progress) => source.#follow(handle, progress);
		return source;
	}

	private constructor(query: TableQuery, name: string, hasRecordNumbers: boolean, handle: ResultHandle) {
		this.#query = query;
		this.#name = name;
		this.#handle = handle;
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
		const text = this.#text(row, 0);
		return text === undefined || text === null ? undefined : Number(text);
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#text(row, column + this.#hidden);
	}

	async fetch(rowStart: number, rowEnd: number): Promise<void> {
		await this.#reordering;
		const first = Math.floor(rowStart / CHUNK_ROWS);
		const last = Math.ceil(rowEnd / CHUNK_ROWS);
		const wanted = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
		await Promise.all(wanted.map((chunk) => this.#load(chunk)));
		this.#forget(wanted);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	close(): void {
		this.#listeners.clear();
		this.#query.release(this.#handle.resultId).catch(() => undefined);
	}

	#text(row: number, column: number): CellText | undefined {
		const chunk = Math.floor(row / CHUNK_ROWS);
		const page = this.#chunks.get(chunk);
		const within = row - chunk * CHUNK_ROWS;
		return page && within < page.rowCount ? page.text(within, column) : undefined;
	}

	#load(chunk: number): Promise<void> {
		if (this.#chunks.has(chunk)) return Promise.resolve();
		let loading = this.#loading.get(chunk);
		if (!loading) {
			loading = this.#request(chunk).finally(() => this.#loading.delete(chunk));
			this.#loading.set(chunk, loading);
		}
		return loading;
	}

	async #request(chunk: number): Promise<void> {
		const handle = this.#handle;
		const start = chunk * CHUNK_ROWS;
		const page = await this.#query.page(handle.resultId, start, start + CHUNK_ROWS);
		if (handle !== this.#handle) return;
		const types = handle.columns.map(({ type }) => type);
		this.#chunks.set(chunk, new RowPage(page.ipc, types));
		this.#changed();
	}

	/** Drops the chunks loaded longest ago, but none of `wanted`. */
	#forget(wanted: readonly number[]): void {
		for (const chunk of this.#chunks.keys()) {
			if (this.#chunks.size <= CHUNKS_KEPT) return;
			if (!wanted.includes(chunk)) this.#chunks.delete(chunk);
		}
	}

	#sort(order: readonly GridOrder[]): void {
		this.#order = order;
		this.#reordering = this.#reopen(order);
		// `fetch` awaits it and so reports its failure.
		this.#reordering.catch(() => undefined);
		this.#chunks.clear();
		this.#loading.clear();
		this.#changed();
	}

	async #reopen(order: readonly GridOrder[]): Promise<void> {
		const old = this.#handle;
		const orderBy = order.map(({ column, descending }) => ({
			column: this.columns[column]?.name ?? '',
			descending
		}));
		const early: { handle: ResultHandle | null } = { handle: null };
		const handle = await this.#query.openTable(request(this.#name, orderBy), (progress) => {
			if (early.handle) this.#follow(early.handle, progress);
		});
		early.handle = handle;
		if (this.#order !== order) {
			await this.#query.release(handle.resultId);
			return this.#reordering;
		}
		this.#handle = handle;
		this.#chunks.clear();
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

function request(name: string, orderBy: { column: string; descending: boolean }[]) {
	return { queryId: crypto.randomUUID(), name, orderBy, filter: null };
}
