import { asAppError, type AppError } from '$lib/domain/errors';
import { cleanSourceName, sourceNameFromFile } from '$lib/domain/sources/source';
import type { ColumnOverride } from '$lib/formats/delimited/options';
import type { Preview } from '$lib/formats/format';
import type { ImportOptions, TableOverride } from '$lib/protocol/import-api';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { AppClient } from './client-shape';
import type { Job, JobStatus } from './jobs-state.svelte';

/** Where an import goes. `follow`: the source that another file of the list goes into. */
export type ImportTarget =
	{ kind: 'new'; name: string } | { kind: 'existing'; sourceId: string } | { kind: 'follow'; itemId: string };

/** Before the import: how the preview stands; from then on: how the job stands. */
export type ItemStatus =
	{ kind: 'previewing' } | { kind: 'ready' } | { kind: 'unreadable'; error: AppError } | JobStatus;

/** A version that waits for somebody to say whether it is to be kept (SPEC GAT-1). */
export interface Question {
	change: VersionChange;
	answer: (isKept: boolean) => void;
}

export interface NewItem {
	file: File;
	/** Path inside a zip, or null. */
	member: string | null;
	/** Of the file, or of the member unpacked. */
	sizeBytes: number;
	target: ImportTarget;
	options: ImportOptions;
	/** The log beside a database file. */
	companion: File | null;
}

/** One file (or member of a zip) in the import dialog: its options, its preview, and later its job. */
export class ImportItem {
	readonly id = crypto.randomUUID();
	readonly file: File;
	readonly member: string | null;
	readonly sizeBytes: number;
	/** The log beside a database file, where it was given along with it. */
	readonly companion: File | null;
	#options = $state.raw<ImportOptions>({});
	#target = $state.raw<ImportTarget>({ kind: 'new', name: '' });
	#targetIsChosen = false;
	#preview = $state.raw<Preview | null>(null);
	#outcome = $state.raw<'pending' | 'shown' | AppError>('pending');
	#job = $state.raw<Job | null>(null);
	#question = $state.raw<Question | null>(null);
	#isDiscarded = $state.raw(false);
	#shownTable = $state.raw<string | null>(null);
	readonly #client: Pick<AppClient, 'preview'>;
	#wanted = 0;
	#asking: Promise<void> | null = null;
	#cancel: AbortController | null = null;

	constructor(
		client: Pick<AppClient, 'preview'>,
		{ file, member, sizeBytes, target, options, companion }: NewItem
	) {
		this.#client = client;
		this.file = file;
		this.member = member;
		this.sizeBytes = sizeBytes;
		this.companion = companion;
		this.#target = target;
		this.#options = member === null ? options : { ...options, member };
	}

	/** The file's name, or the member's name without folders. */
	get name(): string {
		return (this.member ?? this.file.name).split('/').at(-1) ?? this.file.name;
	}

	get options(): ImportOptions {
		return this.#options;
	}

	get target(): ImportTarget {
		return this.#target;
	}

	/** The newest preview that came; it stays while a newer one is worked on. */
	get preview(): Preview | null {
		return this.#preview;
	}

	get job(): Job | null {
		return this.#job;
	}

	/** What its import wants to be told, or null. */
	get question(): Question | null {
		return this.#question;
	}

	/** The user has said no to the version. */
	get isDiscarded(): boolean {
		return this.#isDiscarded;
	}

	readonly status = $derived.by<ItemStatus>(() => {
		if (this.#job) return this.#job.status;
		if (this.#outcome === 'pending') return { kind: 'previewing' };
		if (this.#outcome === 'shown') return { kind: 'ready' };
		return { kind: 'unreadable', error: this.#outcome };
	});

	/** The name a new source gets when the user says nothing. */
	get suggestedName(): string {
		return sourceNameFromFile(this.name);
	}

	/** True where the user has said anything about how the file is read. */
	get hasOverrides(): boolean {
		return Object.keys(this.#options).some((key) => key !== 'member');
	}

	chooseTarget(target: ImportTarget): void {
		this.#targetIsChosen = true;
		this.#target = target.kind === 'new' ? { kind: 'new', name: target.name } : target;
	}

	/** Sets the target and the options that go with it, unless the user has chosen already. */
	proposeTarget(target: ImportTarget, options: ImportOptions): void {
		if (this.#targetIsChosen) return;
		this.#target = target;
		if (this.hasOverrides || Object.keys(options).length === 0) return;
		this.#options = this.member === null ? options : { ...options, member: this.member };
		void this.refresh();
	}

	/** The name a new source will really get. */
	cleanName(): string {
		return this.#target.kind === 'new' ? cleanSourceName(this.#target.name || this.suggestedName) : '';
	}

	/** Changes options; `undefined` lets the option be detected again. The preview follows. */
	change(patch: Partial<ImportOptions>): void {
		const merged = Object.entries({ ...this.#options, ...patch }).filter(([, value]) => value !== undefined);
		this.#options = Object.fromEntries(merged);
		void this.refresh();
	}

	/** Shows another table of the file. */
	showTable(name: string): void {
		this.#shownTable = name;
		void this.refresh();
	}

	/** Changes one table of a file with several, found by its name in the file. */
	changeTable(name: string, patch: Omit<TableOverride, 'name'>): void {
		const others = (this.#options.tables ?? []).filter((table) => table.name !== name);
		const old = (this.#options.tables ?? []).find((table) => table.name === name);
		const said = Object.entries({ ...old, ...patch, name: undefined }).filter(
			([, value]) => value !== undefined
		);
		const tables = said.length ? [...others, { ...Object.fromEntries(said), name }] : others;
		this.change({ tables: tables.length ? tables : undefined });
	}

	/** Changes one column of the shown table, found by its position in the file. */
	changeColumn(position: number, patch: Omit<ColumnOverride, 'position' | 'name'>): void {
		const table = this.#preview?.tables[this.#preview.shownTable];
		if (table && (this.#preview?.tables.length ?? 0) > 1) {
			const known = this.#options.tables?.find(({ name }) => name === table.name)?.columns;
			this.changeTable(table.name, { columns: changedColumns(known, position, patch) });
		} else this.change({ columns: changedColumns(this.#options.columns, position, patch) });
	}

	/** Lets everything be detected again. */
	reset(): void {
		this.#options = this.member === null ? {} : { member: this.member };
		void this.refresh();
	}

	/** Previews with the present options: one at a time, and after it the newest options once more if they changed. */
	refresh(): Promise<void> {
		this.#wanted++;
		this.#outcome = 'pending';
		this.#asking ??= this.#ask().finally(() => (this.#asking = null));
		return this.#asking;
	}

	startJob(job: Job): void {
		this.#job = job;
		this.#isDiscarded = false;
		void job.ended.then(() => (this.#question = null));
	}

	/** Puts a question up until it is answered, or the job has ended. */
	ask(change: VersionChange): Promise<boolean> {
		return new Promise((resolve) => {
			const answer = (isKept: boolean) => {
				this.#question = null;
				this.#isDiscarded = !isKept;
				resolve(isKept);
			};
			this.#question = { change, answer };
		});
	}

	/** Ends the preview that is being made: nobody waits for it any more. */
	putAside(): void {
		this.#cancel?.abort();
	}

	/** Makes the preview that `putAside` ended. */
	comeBack(): void {
		if (this.#cancel?.signal.aborted) void this.refresh();
	}

	/** Back to the preview, after a failed or cancelled import. */
	retry(): void {
		this.#job = null;
		void this.refresh();
	}

	async #ask(): Promise<void> {
		for (let asked = 0; asked !== this.#wanted;) {
			asked = this.#wanted;
			const cancel = new AbortController();
			this.#cancel = cancel;
			try {
				const preview = await this.#client.preview(
					this.file,
					this.#options,
					this.#shownTable,
					this.companion,
					cancel.signal
				);
				if (asked !== this.#wanted) continue;
				this.#preview = preview;
				this.#outcome = 'shown';
				this.#cancel = null;
			} catch (thrown) {
				if (asked === this.#wanted) this.#outcome = asAppError(thrown);
			}
		}
	}
}

function changedColumns(
	columns: readonly ColumnOverride[] = [],
	position: number,
	patch: Omit<ColumnOverride, 'position' | 'name'>
): ColumnOverride[] | undefined {
	const others = columns.filter((column) => column.position !== position);
	const old = columns.find((column) => column.position === position);
	const { position: _, ...rest } = { ...old, ...patch };
	const said = Object.entries(rest).filter(([, value]) => value !== undefined);
	const changed = said.length ? [...others, { position, ...Object.fromEntries(said) }] : others;
	return changed.length > 0 ? changed : undefined;
}
