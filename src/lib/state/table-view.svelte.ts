import { asAppError, type AppError } from '$lib/domain/errors';
import type { GridSource } from '$lib/domain/grid/grid-source';
import { Latest } from './latest';
import { TableSource, type TableQuery, type TableShown } from './table-source';

export type TableStatus =
	{ kind: 'loading' } | { kind: 'ready'; source: GridSource } | { kind: 'failed'; error: AppError };

/** One stored table on the screen. */
export class TableView {
	#status = $state.raw<TableStatus>({ kind: 'loading' });
	#open: TableSource | null = null;
	readonly #query: TableQuery;
	readonly #latest = new Latest();

	constructor(query: TableQuery) {
		this.#query = query;
	}

	get status(): TableStatus {
		return this.#status;
	}

	/** Shows the table with this name in SQL; a table that was shown before stays until the new one is there. */
	async open(name: string, shown: TableShown = {}): Promise<void> {
		const isLatest = this.#latest.begin();
		try {
			const source = await TableSource.open(this.#query, name, shown);
			if (!isLatest()) return source.close();
			this.#open?.close();
			this.#open = source;
			this.#status = { kind: 'ready', source };
		} catch (thrown) {
			if (isLatest()) this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
	}

	close(): void {
		this.#latest.begin();
		this.#open?.close();
		this.#open = null;
	}
}
