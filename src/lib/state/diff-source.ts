import { setBits } from '$lib/domain/diff/counts-sql';
import type { ChangeKind, DiffField, DiffSummary } from '$lib/domain/diff/diff';
import { leadingColumns, type RowsChoice } from '$lib/domain/diff/rows-sql';
import type { CellText, GridChanges, GridColumn, GridOrder, GridSource } from '$lib/domain/grid/grid-source';
import type { ResultHandle } from '$lib/protocol/query-api';
import type { AppClient } from './client-shape';
import { QueryPages } from './query-pages';

type DiffQuery = Pick<AppClient['differ'], 'openDiff' | 'page' | 'release'>;

/** Columns of a page in front of the masks. */
const KIND = 0;
const RECORD_OLD = 1;
const RECORD_NEW = 2;
const MASKS = 3;

/** Rows of a diff are looked up one by one, so the first ones are there sooner where few are asked for. */
const PAGE_ROWS = 256;

/** The changed rows of a diff for the grid. A cell is the new value, of removed rows the old one. */
export class DiffSource implements GridSource {
	readonly columns: readonly GridColumn[];
	readonly rowCountIsFinal = true;
	readonly changes: GridChanges;
	readonly sorting: GridSource['sorting'];
	readonly #query: DiffQuery;
	readonly #diffId: string;
	readonly #fields: readonly DiffField[];
	/** Places of the shown fields among all. */
	readonly #shown: readonly number[];
	readonly #lead: number;
	readonly #choice: RowsChoice;
	#order: readonly GridOrder[] = [];
	#handle: ResultHandle;
	#pages: QueryPages;
	#reordering: Promise<void> = Promise.resolve();
	readonly #listeners = new Set<() => void>();

	/** @param isShown whether a field is a column of the grid; the key's stand in front */
	static async open(
		query: DiffQuery,
		diffId: string,
		{ fields }: DiffSummary,
		choice: RowsChoice,
		isShown: (field: DiffField) => boolean
	): Promise<DiffSource> {
		const handle = await query.openDiff({ diffId, queryId: crypto.randomUUID(), choice });
		const source = new DiffSource(query, diffId, fields, choice, isShown, handle);
		// the grid asks for the same rows, and reports their failure, once it has been laid out
		source.fetch(0, 1).catch(() => undefined);
		return source;
	}

	private constructor(
		query: DiffQuery,
		diffId: string,
		fields: readonly DiffField[],
		choice: RowsChoice,
		isShown: (field: DiffField) => boolean,
		handle: ResultHandle
	) {
		this.#query = query;
		this.#diffId = diffId;
		this.#fields = fields;
		this.#choice = choice;
		this.#handle = handle;
		this.#lead = leadingColumns(fields).length;
		const places = [...fields.entries()].filter(([, field]) => isShown(field));
		const ordered = [...places.filter(([, { isKey }]) => isKey), ...places.filter(([, { isKey }]) => !isKey)];
		this.#shown = ordered.map(([place]) => place);
		this.#pages = new QueryPages(query, handle, PAGE_ROWS);
		this.columns = ordered.map(([, { name, toType, fromType }]) => ({
			name,
			type: toType ?? fromType ?? 'VARCHAR'
		}));
		this.changes = {
			kind: (row) => (this.#pages.text(row, KIND) ?? undefined) as ChangeKind | undefined,
			old: (row, column) => this.#old(row, column)
		};
		const orderOf = () => this.#order;
		this.sorting = {
			get order() {
				return orderOf();
			},
			sort: (order) => this.#sort(order)
		};
	}

	get rowCount(): number {
		return this.#handle.progress.rowCount;
	}

	/** The record's number in the newer version; of a removed row in the older. */
	rowNumber(row: number): number | undefined {
		const text = this.#pages.text(row, RECORD_NEW) ?? this.#pages.text(row, RECORD_OLD);
		return text === undefined || text === null ? undefined : Number(text);
	}

	cell(row: number, column: number): CellText | undefined {
		return this.#pages.text(row, this.#place(this.#shown[column] ?? 0, this.#side(row)));
	}

	/** The key's values of a row, as texts; undefined where there is no such row (any more). */
	async keyOf(row: number): Promise<{ column: string; value: string | null }[] | undefined> {
		await this.fetch(row, row + 1);
		const key: { column: string; value: string | null }[] = [];
		for (const [index, field] of this.#fields.entries()) {
			if (!field.isKey) continue;
			const value = this.#pages.text(row, this.#place(index, this.#side(row)));
			if (value === undefined) return undefined;
			key.push({ column: field.name, value });
		}
		return key;
	}

	async fetch(rowStart: number, rowEnd: number): Promise<void> {
		await this.#reordering;
		if (await this.#pages.load(rowStart, rowEnd, this.rowCount)) this.#changed();
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	close(): void {
		this.#listeners.clear();
		this.#query.release(this.#handle.resultId).catch(() => undefined);
	}

	#side(row: number): 'old' | 'new' {
		return this.#pages.text(row, KIND) === 'removed' ? 'old' : 'new';
	}

	#place(field: number, side: 'old' | 'new'): number {
		return this.#lead + 2 * field + (side === 'old' ? 0 : 1);
	}

	#old(row: number, column: number): CellText | undefined {
		const place = this.#shown[column] ?? 0;
		const bit = this.#fields[place]?.bit ?? null;
		if (bit === null) return undefined;
		const masks = Array.from({ length: this.#lead - MASKS }, (_, at) =>
			Number(this.#pages.text(row, MASKS + at) ?? 0)
		);
		return setBits(masks).includes(bit) ? this.#pages.text(row, this.#place(place, 'old')) : undefined;
	}

	#sort(order: readonly GridOrder[]): void {
		this.#order = order;
		this.#reordering = this.#reopen(order);
		// `fetch` awaits it and so reports its failure
		this.#reordering.catch(() => undefined);
		this.#changed();
	}

	async #reopen(order: readonly GridOrder[]): Promise<void> {
		const old = this.#handle;
		const orderBy = order.map(({ column, descending }) => ({
			column: this.columns[column]?.name ?? '',
			side: 'new' as const,
			descending
		}));
		const handle = await this.#query.openDiff({
			diffId: this.#diffId,
			queryId: crypto.randomUUID(),
			choice: { ...this.#choice, orderBy }
		});
		if (this.#order !== order) {
			await this.#query.release(handle.resultId);
			return this.#reordering;
		}
		this.#handle = handle;
		this.#pages = new QueryPages(this.#query, handle, PAGE_ROWS);
		this.#changed();
		await this.#query.release(old.resultId).catch(() => undefined);
	}

	#changed(): void {
		for (const listener of this.#listeners) listener();
	}
}
