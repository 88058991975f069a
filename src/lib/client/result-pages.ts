import { RowPage } from '$lib/domain/rows/decode';
import type { ResultHandle, ResultPage } from '$lib/protocol/query-api';

/** Bytes of pages kept at most, but for the two last used. */
const KEPT_BYTES = 32 * 2 ** 20;
const MAX_PAGE_ROWS = 2048;
const MIN_PAGE_ROWS = 64;
const PAGE_CELLS = 200_000;

interface KeptPage {
	rowStart: number;
	sizeBytes: number;
	page: RowPage;
}

/** Rows of one open result: fetched in pages of fixed places, decoded when looked at, the last used kept. */
export class ResultPages {
	readonly handle: ResultHandle;
	readonly pageRows: number;
	readonly #fetchPage: (rowStart: number, rowEnd: number) => Promise<ResultPage>;
	/** By page number, in the order of use. */
	readonly #kept = new Map<number, KeptPage>();
	readonly #loading = new Map<number, Promise<KeptPage>>();

	constructor(handle: ResultHandle, fetchPage: (rowStart: number, rowEnd: number) => Promise<ResultPage>) {
		this.handle = handle;
		this.#fetchPage = fetchPage;
		const rows = Math.floor(PAGE_CELLS / Math.max(1, handle.columns.length));
		this.pageRows = Math.min(MAX_PAGE_ROWS, Math.max(MIN_PAGE_ROWS, rows));
	}

	/** The text of a cell, null for NULL; undefined while its page is not here. */
	text(row: number, column: number): string | null | undefined {
		const kept = this.#find(row);
		return kept?.page.text(row - kept.rowStart, column);
	}

	/** The exact value of a cell; undefined while its page is not here. */
	value(row: number, column: number): unknown {
		const kept = this.#find(row);
		return kept?.page.value(row - kept.rowStart, column);
	}

	/** Resolves when rows `[rowStart, rowEnd)` can be read, as far as the result has them by now. */
	async load(rowStart: number, rowEnd: number): Promise<void> {
		const last = Math.ceil(rowEnd / this.pageRows);
		const loads: Promise<KeptPage>[] = [];
		for (let number = Math.floor(rowStart / this.pageRows); number < last; number++) {
			const isHere = this.#covers(number, Math.min(rowEnd, (number + 1) * this.pageRows));
			if (!isHere) loads.push(this.#load(number));
		}
		await Promise.all(loads);
	}

	/** Exact values of rows `[rowStart, rowEnd)`; needs no room for more than a page beyond what it gives. */
	async rows(rowStart: number, rowEnd: number): Promise<unknown[][]> {
		const rows: unknown[][] = [];
		for (let at = rowStart; at < rowEnd;) {
			const number = Math.floor(at / this.pageRows);
			const end = Math.min(rowEnd, (number + 1) * this.pageRows);
			const { page, rowStart: pageStart } = this.#covers(number, end) ?? (await this.#load(number));
			const part = page.rows(at - pageStart, end - pageStart);
			for (const row of part) rows.push(row);
			if (part.length < end - at) break;
			at = end;
		}
		return rows;
	}

	#find(row: number): KeptPage | undefined {
		const number = Math.floor(row / this.pageRows);
		return row < 0 ? undefined : this.#covers(number, row + 1);
	}

	/** The kept page, where it reaches to `rowEnd`: a page loaded while rows still came may be short. */
	#covers(number: number, rowEnd: number): KeptPage | undefined {
		const kept = this.#kept.get(number);
		if (!kept || kept.rowStart + kept.page.rowCount < rowEnd) return undefined;
		this.#kept.delete(number);
		this.#kept.set(number, kept);
		return kept;
	}

	#load(number: number): Promise<KeptPage> {
		const loading = this.#loading.get(number) ?? this.#fetch(number);
		this.#loading.set(number, loading);
		return loading;
	}

	async #fetch(number: number): Promise<KeptPage> {
		try {
			const from = number * this.pageRows;
			const { ipc, rowStart } = await this.#fetchPage(from, from + this.pageRows);
			const types = this.handle.columns.map((column) => column.type);
			const kept = { rowStart, sizeBytes: ipc.length, page: new RowPage(ipc, types) };
			this.#kept.set(number, kept);
			this.#shrink();
			return kept;
		} finally {
			this.#loading.delete(number);
		}
	}

	#shrink(): void {
		let sizeBytes = [...this.#kept.values()].reduce((sum, kept) => sum + kept.sizeBytes, 0);
		for (const [number, kept] of this.#kept) {
			if (sizeBytes <= KEPT_BYTES || this.#kept.size <= 2) return;
			this.#kept.delete(number);
			sizeBytes -= kept.sizeBytes;
		}
	}
}
