import { CHANGE_KINDS, type ChangeKind, type DiffOptions, type DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import { ALL_ROWS, type RowsChoice } from '$lib/domain/diff/rows-sql';
import { asAppError, isCancelled, type AppError } from '$lib/domain/errors';
import type { CellHistory, DiffProgress, DiffSide } from '$lib/protocol/diff-api';
import type { AppClient } from './client-shape';
import { DiffSource } from './diff-source';
import { Latest } from './latest';

export type DiffStatus =
	| { kind: 'idle' }
	| { kind: 'running'; progress: DiffProgress | null }
	| { kind: 'ready'; summary: DiffSummary }
	| { kind: 'cancelled' }
	| { kind: 'failed'; error: AppError };

/** Two versions of a table of one source. */
export interface VersionsTarget {
	sourceId: string;
	sourceName: string;
	table: string | null;
	from: number;
	to: number;
}

/** Any two tables or statements. What is chosen for them is not kept. */
export interface SidesTarget {
	sides: readonly [DiffSide, DiffSide];
}

export type DiffTarget = VersionsTarget | SidesTarget;

/** Columns from which on unchanged ones are hidden at first. */
const MANY_COLUMNS = 6;

/** One diff on the screen: counts first, then rows by what is chosen. */
export class DiffState {
	#status = $state.raw<DiffStatus>({ kind: 'idle' });
	#rows = $state.raw<DiffSource | null>(null);
	#rowsError = $state.raw<AppError | null>(null);
	#kinds = $state.raw<readonly ChangeKind[]>(CHANGE_KINDS);
	#changed = $state.raw<readonly string[]>([]);
	#search = $state.raw('');
	#hidesUnchanged = $state.raw(false);
	#suggestions = $state.raw<readonly KeySuggestion[] | null>(null);
	#guesses = $state.raw<readonly RenameGuess[] | null>(null);
	#options = $state.raw<Partial<DiffOptions>>({});
	readonly #client: AppClient;
	readonly #diffId = crypto.randomUUID();
	readonly #latest = new Latest();
	readonly #latestRows = new Latest();
	#target: DiffTarget | null = null;

	constructor(client: AppClient) {
		this.#client = client;
	}

	get status(): DiffStatus {
		return this.#status;
	}

	/** Null while they are opened. */
	get rows(): DiffSource | null {
		return this.#rows;
	}

	get rowsError(): AppError | null {
		return this.#rowsError;
	}

	get kinds(): readonly ChangeKind[] {
		return this.#kinds;
	}

	/** Names of the columns one of which at least must have changed; empty for any. */
	get changed(): readonly string[] {
		return this.#changed;
	}

	get search(): string {
		return this.#search;
	}

	get hidesUnchanged(): boolean {
		return this.#hidesUnchanged;
	}

	/** Null until they were measured. */
	get suggestions(): readonly KeySuggestion[] | null {
		return this.#suggestions;
	}

	/** Null until they were looked for, or where no column went while another came. */
	get guesses(): readonly RenameGuess[] | null {
		return this.#guesses;
	}

	/** As kept for the source, or chosen for these sides. */
	get options(): Partial<DiffOptions> {
		return this.#options;
	}

	readonly summary = $derived(this.#status.kind === 'ready' ? this.#status.summary : null);

	/** Compares, unless just this is on the screen. */
	async show(target: DiffTarget): Promise<void> {
		if (JSON.stringify(target) === JSON.stringify(this.#target)) return;
		this.#target = target;
		this.#changed = [];
		this.#suggestions = null;
		this.#options = 'sides' in target ? {} : await this.#keptOptions(target.sourceId);
		await this.#run();
	}

	/** Compares with other options, which are kept for the source. */
	async change(options: Partial<DiffOptions>): Promise<void> {
		this.#options = { ...this.#options, ...options };
		this.#changed = [];
		const target = this.#target;
		if (target && !('sides' in target)) await this.#client.library.keepDiffOptions(target.sourceId, options);
		await this.#run();
	}

	cancel(): void {
		this.#client.differ.cancel(this.#diffId).catch(() => undefined);
	}

	retry(): Promise<void> {
		return this.#run();
	}

	/** Shows or hides a kind of change; where none would be left, all. */
	toggleKind(kind: ChangeKind): void {
		const kinds = CHANGE_KINDS.filter((other) => this.#kinds.includes(other) !== (other === kind));
		this.#kinds = kinds.length === 0 ? CHANGE_KINDS : kinds;
		void this.#openRows();
	}

	toggleColumn(name: string): void {
		const rest = this.#changed.filter((other) => other !== name);
		this.#changed = rest.length < this.#changed.length ? rest : [...rest, name];
		void this.#openRows();
	}

	find(text: string): void {
		this.#search = text;
		void this.#openRows();
	}

	hideUnchanged(hides: boolean): void {
		this.#hidesUnchanged = hides;
		void this.#openRows();
	}

	/** Measures which columns could be the key. */
	async suggestKeys(): Promise<void> {
		if (!this.#target || this.#suggestions) return;
		const [, side] = sidesOf(this.#target);
		const request = { queryId: crypto.randomUUID(), side };
		this.#suggestions = await this.#client.differ.suggestKeys(request).catch(() => []);
	}

	/** @throws what `DiffApi.cellHistory` throws */
	history(key: { column: string; value: string | null }[]): Promise<CellHistory> {
		const target = this.#target && !('sides' in this.#target) ? this.#target : null;
		const { sourceId: source = '', table = null } = target ?? {};
		return this.#client.differ.cellHistory({ queryId: crypto.randomUUID(), source, table, key });
	}

	/** The rows that are chosen, in full, from the first to the last; for an export. */
	async *chosenRows(): AsyncGenerator<unknown[][]> {
		yield* this.#client.readDiff(this.#diffId, this.#choice());
	}

	/** The rows that are chosen, as a workbook. */
	asExcel({ fields }: DiffSummary): Promise<Blob | null> {
		return this.#client.exportDiff(this.#diffId, this.#choice(), fields, 'xlsx');
	}

	close(): void {
		this.#latest.begin();
		this.#latestRows.begin();
		this.#rows?.close();
		this.cancel();
		this.#client.differ.releaseDiff(this.#diffId).catch(() => undefined);
	}

	async #run(): Promise<void> {
		const target = this.#target;
		if (!target) return;
		const isLatest = this.#latest.begin();
		await this.#client.differ.cancel(this.#diffId).catch(() => undefined);
		this.#latestRows.begin();
		this.#rows?.close();
		this.#rows = null;
		this.#guesses = null;
		this.#status = { kind: 'running', progress: null };
		try {
			const [from, to] = sidesOf(target);
			const options = 'sides' in target ? this.#options : {};
			const request = { diffId: this.#diffId, from, to, options };
			const summary = await this.#client.differ.diff(request, (progress) => {
				if (isLatest() && this.#status.kind === 'running') this.#status = { kind: 'running', progress };
			});
			if (!isLatest()) return;
			this.#hidesUnchanged = summary.modified > 0 && summary.fields.length > MANY_COLUMNS;
			this.#status = { kind: 'ready', summary };
			await this.#openRows();
			await this.#guessRenames(from, to, summary, isLatest);
		} catch (thrown) {
			const error = asAppError(thrown);
			if (isLatest()) this.#status = isCancelled(error) ? { kind: 'cancelled' } : { kind: 'failed', error };
		}
	}

	async #keptOptions(sourceId: string): Promise<Partial<DiffOptions>> {
		return (await this.#client.library.diffOptions(sourceId).catch(() => null)) ?? {};
	}

	async #guessRenames(
		from: DiffSide,
		to: DiffSide,
		summary: DiffSummary,
		isLatest: () => boolean
	): Promise<void> {
		if (summary.schema.added.length === 0 || summary.schema.removed.length === 0) return;
		const request = { queryId: crypto.randomUUID(), from, to };
		const guesses = await this.#client.differ.guessRenames(request).catch(() => []);
		const { added, removed } = summary.schema;
		if (isLatest())
			this.#guesses = guesses.filter((guess) => removed.includes(guess.from) && added.includes(guess.to));
	}

	#choice(): RowsChoice {
		return { ...ALL_ROWS, kinds: this.#kinds, changed: this.#changed, search: this.#search.trim() };
	}

	async #openRows(): Promise<void> {
		const { summary } = this;
		if (!summary) return;
		const isLatest = this.#latestRows.begin();
		const isChanged = new Set(summary.columns.filter(({ changed }) => changed > 0).map(({ name }) => name));
		try {
			const rows = await DiffSource.open(
				this.#client.differ,
				this.#diffId,
				summary,
				this.#choice(),
				(field) => !this.#hidesUnchanged || field.isKey || isChanged.has(field.name)
			);
			if (!isLatest()) return rows.close();
			this.#rows?.close();
			this.#rows = rows;
			this.#rowsError = null;
		} catch (thrown) {
			if (isLatest()) this.#rowsError = asAppError(thrown);
		}
	}
}

function sidesOf(target: DiffTarget): readonly [DiffSide, DiffSide] {
	return 'sides' in target ? target.sides : [sideOf(target, target.from), sideOf(target, target.to)];
}

function sideOf({ sourceName, table }: VersionsTarget, version: number): DiffSide {
	return { kind: 'table', name: `${sourceName}@${version}${table === null ? '' : `.${table}`}` };
}
