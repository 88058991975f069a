import { asAppError, type AppError } from '$lib/domain/errors';
import type { GridSource } from '$lib/domain/grid/grid-source';

/**
 * Asks a source for the rows in view: one request at a time, and of those that come meanwhile only the newest, so
 * that rows scrolled past are never waited for.
 */
export class RowLoader {
	#source: GridSource;
	#onfailed: (error: AppError) => void;
	#next: { rowStart: number; rowEnd: number } | null = null;
	#isBusy = false;

	constructor(source: GridSource, onfailed: (error: AppError) => void) {
		this.#source = source;
		this.#onfailed = onfailed;
	}

	want(rowStart: number, rowEnd: number): void {
		this.#next = { rowStart, rowEnd };
		if (!this.#isBusy) void this.#run();
	}

	async #run(): Promise<void> {
		this.#isBusy = true;
		try {
			while (this.#next) {
				const { rowStart, rowEnd } = this.#next;
				this.#next = null;
				await this.#source.fetch(rowStart, rowEnd);
			}
		} catch (error) {
			this.#next = null;
			this.#onfailed(asAppError(error));
		} finally {
			this.#isBusy = false;
		}
	}
}
