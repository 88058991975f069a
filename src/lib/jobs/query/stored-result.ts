import { AppError } from '$lib/domain/errors';
import { countIpcRows, END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import type { ResultColumn, ResultPage, ResultProgress } from '$lib/protocol/query-api';
import { slicePage } from './slice-page';
import type { Spill } from './spill';

/** A page never has more rows than these and the batches at its edges. */
export const MAX_PAGE_ROWS = 20_000;

/** Progress is told at most this often. */
const PROGRESS_INTERVAL_MS = 100;

/** An open result: what the page can be asked for. */
export interface OpenResult {
	readonly columns: ResultColumn[];
	readonly progress: ResultProgress;
	/** Rows `[rowStart, rowEnd)` as far as they are there; whole batches, so a page may begin before `rowStart`. */
	page(rowStart: number, rowEnd: number, maxRows?: number): Promise<ResultPage>;
	/** Resolves when there are more than `rowCount` rows, or no more come; left out where all are there at once. */
	grown?(rowCount: number): Promise<ResultProgress>;
	/** Part files that must stay attached. */
	filesInUse(): string[];
	release(): Promise<void>;
}

interface Batch {
	rowStart: number;
	rowCount: number;
	offset: number;
	length: number;
}

/** A result whose rows are put down as they come, and read back page by page. */
export class StoredResult implements OpenResult {
	readonly columns: ResultColumn[];
	readonly #schema: Uint8Array<ArrayBuffer>;
	readonly #spill: Spill;
	readonly #startedAt: number;
	readonly #onProgress: (progress: ResultProgress) => void;
	readonly #batches: Batch[] = [];
	#rowCount = 0;
	#isFull = false;
	#toldAt = 0;
	/** Those who wait in `grown`. */
	readonly #waiting: (() => void)[] = [];
	#end: { elapsedMs: number; error: ResultProgress['error'] } | null = null;

	constructor(
		columns: ResultColumn[],
		schema: Uint8Array<ArrayBuffer>,
		spill: Spill,
		startedAt: number,
		onProgress: (progress: ResultProgress) => void
	) {
		this.columns = columns;
		this.#schema = schema;
		this.#spill = spill;
		this.#startedAt = startedAt;
		this.#onProgress = onProgress;
	}

	get progress(): ResultProgress {
		return {
			rowCount: this.#rowCount,
			complete: this.#end !== null,
			elapsedMs: this.#end?.elapsedMs ?? performance.now() - this.#startedAt,
			error: this.#end?.error ?? null
		};
	}

	/** All rows have come and are kept. */
	get isWhole(): boolean {
		return this.#end !== null && this.#end.error === null && !this.#isFull;
	}

	get sizeBytes(): number {
		return this.#spill.sizeBytes;
	}

	/** Rows that do not fit any more are still counted. */
	append(bytes: Uint8Array<ArrayBuffer>): void {
		const rowCount = countIpcRows(bytes);
		if (rowCount === 0) return;
		const offset = this.#spill.sizeBytes;
		this.#isFull ||= !this.#spill.append(bytes);
		if (!this.#isFull) {
			this.#batches.push({ rowStart: this.#rowCount, rowCount, offset, length: bytes.length });
		}
		this.#rowCount += rowCount;
		this.#wake();
		if (performance.now() - this.#toldAt < PROGRESS_INTERVAL_MS) return;
		this.#toldAt = performance.now();
		this.#onProgress(this.progress);
	}

	/** No more rows come; `error` says why, where that is not their end. */
	end(error: AppError | null): void {
		if (this.#end) return;
		this.#end = {
			elapsedMs: performance.now() - this.#startedAt,
			error: error && { code: error.code, message: error.message }
		};
		this.#wake();
		this.#onProgress(this.progress);
	}

	async grown(rowCount: number): Promise<ResultProgress> {
		while (this.#rowCount <= rowCount && !this.#end) {
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
		return this.progress;
	}

	async page(rowStart: number, rowEnd: number, maxRows = MAX_PAGE_ROWS): Promise<ResultPage> {
		const end = Math.min(rowEnd, rowStart + maxRows, this.#rowCount);
		const first = this.#batchIndex(rowStart);
		const batches: Batch[] = [];
		for (let at = first; at < this.#batches.length; at++) {
			const batch = this.#batches[at];
			if (!batch || batch.rowStart >= end) break;
			batches.push(batch);
		}
		const [firstBatch] = batches;
		const last = batches.at(-1);
		if (!firstBatch || !last) {
			if (rowStart < this.#rowCount) throw this.#noRoom();
			return { rowStart, rowCount: 0, ipc: joined([this.#schema, END_OF_STREAM]) };
		}
		const bytes = this.#spill.read(firstBatch.offset, last.offset + last.length - firstBatch.offset);
		const page = {
			rowStart: firstBatch.rowStart,
			rowCount: last.rowStart + last.rowCount - firstBatch.rowStart,
			ipc: joined([this.#schema, bytes, END_OF_STREAM])
		};
		return slicePage(page, rowStart, end);
	}

	filesInUse(): string[] {
		return [];
	}

	release(): Promise<void> {
		this.end(new AppError('cancelled', 'The result was closed.'));
		return this.#spill.close();
	}

	#wake(): void {
		for (const resume of this.#waiting.splice(0)) resume();
	}

	/** Index of the batch that has `row`, or the number of batches. */
	#batchIndex(row: number): number {
		let low = 0;
		let high = this.#batches.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const batch = this.#batches[middle];
			if (batch && batch.rowStart + batch.rowCount <= row) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#noRoom(): AppError {
		const kept = this.#batches.at(-1);
		const rows = kept ? kept.rowStart + kept.rowCount : 0;
		return new AppError(
			'storage/full',
			`There was only room to keep the first ${rows} of ${this.#rowCount} rows. Free storage, or select fewer rows.`,
			{ rows, rowCount: this.#rowCount }
		);
	}
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
	let at = 0;
	for (const piece of pieces) {
		bytes.set(piece, at);
		at += piece.length;
	}
	return bytes;
}
