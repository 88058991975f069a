import { asAppError, type AppError } from '$lib/domain/errors';
import type {
	ColumnChart,
	ColumnProfile,
	ProfileFilter,
	TableProfile,
	TextPatterns
} from '$lib/domain/profile/profile';
import { filtersSql } from '$lib/domain/profile/profile-sql';
import type { ProfileApi } from '$lib/protocol/profile-api';
import type { QueryApi } from '$lib/protocol/query-api';

export type ProfileStatus =
	{ kind: 'loading' } | { kind: 'ready'; profile: TableProfile } | { kind: 'failed'; error: AppError };

export type ProfileQuery = ProfileApi & Pick<QueryApi, 'cancel'>;

/** The profile of one table on the screen: numbers at once, charts of the columns that are seen, and filters. */
export class ProfileState {
	#status = $state.raw<ProfileStatus>({ kind: 'loading' });
	#filters = $state.raw<readonly ProfileFilter[]>([]);
	#charts = $state.raw<ReadonlyMap<number, ColumnChart>>(new Map());
	#patterns = $state.raw<ReadonlyMap<number, TextPatterns>>(new Map());
	/** Columns that are seen, in the order in which they came into view. */
	readonly #seen = new Set<number>();
	/** Columns whose chart is of the present filters, or is being counted. */
	#current = new Set<number>();
	#running: string | null = null;
	#isClosed = false;

	constructor(
		private readonly query: ProfileQuery,
		readonly name: string
	) {}

	get status(): ProfileStatus {
		return this.#status;
	}

	get filters(): readonly ProfileFilter[] {
		return this.#filters;
	}

	get charts(): ReadonlyMap<number, ColumnChart> {
		return this.#charts;
	}

	get patterns(): ReadonlyMap<number, TextPatterns> {
		return this.#patterns;
	}

	/** The filters as a condition in SQL, or null. */
	readonly condition = $derived.by(() =>
		this.#status.kind === 'ready' ? filtersSql(this.#filters, this.#status.profile.columns) : null
	);

	async load(): Promise<void> {
		this.#status = { kind: 'loading' };
		const queryId = crypto.randomUUID();
		this.#running = queryId;
		try {
			const profile = await this.query.profile({ queryId, name: this.name });
			this.#running = null;
			if (!this.#isClosed) this.#status = { kind: 'ready', profile };
		} catch (thrown) {
			this.#running = null;
			if (!this.#isClosed) this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
		this.#next();
	}

	/** Tells which columns are seen: only their charts are counted. */
	see(index: number, isSeen: boolean): void {
		if (isSeen) this.#seen.add(index);
		else this.#seen.delete(index);
		this.#next();
	}

	/** Sets a filter; the same one again takes it away. A column has one filter at a time. */
	toggle(filter: ProfileFilter): void {
		const others = this.#filters.filter(({ index }) => index !== filter.index);
		const isSame = this.#filters.some((one) => JSON.stringify(one) === JSON.stringify(filter));
		this.#refilter(isSame ? others : [...others, filter]);
	}

	clear(): void {
		this.#refilter([]);
	}

	/** Finds the patterns of a text column, on all rows that the filters keep. */
	async findPatterns(column: ColumnProfile): Promise<void> {
		const { index, range, distinct } = column;
		const filters = [...this.#filters];
		const queryId = crypto.randomUUID();
		try {
			const found = await this.query.textPatterns({
				queryId,
				name: this.name,
				index,
				range,
				distinct,
				filters
			});
			this.#patterns = new Map([...this.#patterns, [index, found]]);
		} catch (thrown) {
			if (!this.#isClosed) this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
	}

	close(): void {
		this.#isClosed = true;
		if (this.#running) this.query.cancel(this.#running).catch(() => undefined);
	}

	#refilter(filters: readonly ProfileFilter[]): void {
		this.#filters = filters;
		this.#current = new Set();
		this.#patterns = new Map();
		if (this.#running) this.query.cancel(this.#running).catch(() => undefined);
		this.#next();
	}

	/** Counts the next chart that is wanted: one after the other, so that filters that change are heard at once. */
	#next(): void {
		if (this.#running !== null || this.#isClosed || this.#status.kind !== 'ready') return;
		const index = [...this.#seen].find((one) => !this.#current.has(one));
		const column = index === undefined ? undefined : this.#status.profile.columns[index];
		if (column) void this.#count(column);
	}

	async #count({ index, range, distinct }: ColumnProfile): Promise<void> {
		const queryId = crypto.randomUUID();
		const current = this.#current;
		this.#running = queryId;
		current.add(index);
		try {
			const filters = [...this.#filters];
			const chart = await this.query.profileChart({
				queryId,
				name: this.name,
				index,
				range,
				distinct,
				filters
			});
			if (current === this.#current) this.#charts = new Map([...this.#charts, [index, chart]]);
		} catch (thrown) {
			// cancelled, as the filters have changed: then it is counted anew
			if (current === this.#current && !this.#isClosed) {
				this.#status = { kind: 'failed', error: asAppError(thrown) };
			}
		}
		this.#running = null;
		this.#next();
	}
}
