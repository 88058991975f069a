import { AppError } from '$lib/domain/errors';
import { isRandom, sortedSqliteStatement, type ResultOrder } from '$lib/domain/sql/sorted-statement';
import type { QueryRequest } from '$lib/protocol/query-api';
import type { CacheKey } from './result-cache';
import type { Statement } from './statement';
import type { Sending } from './statement-runner';

/** An order of rows, and what the result in its natural order was made of (null where nobody can tell). */
export interface Sorting {
	orderBy: readonly ResultOrder[];
	basis: string | null;
}

interface Sortable {
	request: QueryRequest;
	basis: string | null;
}

/** Open results that the engine can give in another order: by running their statements again, sorted (SPEC QRY-16). */
export class SortableResults {
	readonly #results = new Map<string, Sortable>();

	/** @returns whether the result of a statement can be sorted: not where running it again would give other rows */
	add(request: QueryRequest, { kind, words }: Statement, basis: CacheKey | null): boolean {
		if (kind !== 'reader' || isRandom(words)) return false;
		this.#results.set(request.queryId, { request, basis: basis?.text ?? null });
		return true;
	}

	/** @throws `query/failed` */
	find(resultId: string): Sortable {
		const result = this.#results.get(resultId);
		if (result) return result;
		throw new AppError('query/failed', 'This result can’t be sorted any more. Run the statement again.');
	}

	forget(resultId: string): void {
		this.#results.delete(resultId);
	}
}

/**
 * What the sorted result is kept under.
 * @throws `query/failed` where the statement would read other versions than it did
 */
export function sortedKey({ orderBy, basis }: Sorting, now: CacheKey | null): CacheKey | null {
	if (basis !== null && now !== null && basis !== now.text) {
		const message = 'What this statement reads has changed since it ran. Run it again, then sort its rows.';
		throw new AppError('query/failed', message);
	}
	return now && { ...now, text: [now.text, JSON.stringify(orderBy)].join('\0sorted\0') };
}

/** A statement as SQLite is to run it. */
export function sqliteSending({ sql, origin }: Statement, sorting: Sorting | null): Sending {
	const sent = sorting ? sortedSqliteStatement(sql, sorting.orderBy) : { sql, start: 0 };
	return { ...sent, length: sql.length, origin, columns: null };
}
