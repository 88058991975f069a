import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { sourceNameFromFile } from '$lib/domain/sources/source';
import type { ArchiveMember } from '$lib/formats/format';
import type { DownloadProgress } from '$lib/protocol/download-api';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { AppClient } from './client-shape';
import { ImportItem } from './import-item.svelte';
import { Job, type JobsState, type JobStatus } from './jobs-state.svelte';
import type { NoticesState } from './notices-state.svelte';
import type { Workspace } from './workspace.svelte';

/** The import dialog: its files, which one is shown, and the way from a preview to a job. */
export class ImportState {
	#items = $state.raw<readonly ImportItem[]>([]);
	#selectedId = $state.raw<string | null>(null);
	#isOpen = $state.raw(false);
	readonly #client: AppClient;
	readonly #workspace: Workspace;
	readonly #jobs: JobsState;
	readonly #notices: NoticesState;
	readonly #isOtherDialogOpen: () => boolean;

	constructor(
		client: AppClient,
		workspace: Workspace,
		jobs: JobsState,
		notices: NoticesState,
		isOtherDialogOpen: () => boolean
	) {
		this.#client = client;
		this.#workspace = workspace;
		this.#jobs = jobs;
		this.#notices = notices;
		this.#isOtherDialogOpen = isOtherDialogOpen;
	}

	get items(): readonly ImportItem[] {
		return this.#items;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	readonly selected = $derived(
		this.#items.find((item) => item.id === this.#selectedId) ?? this.#items[0] ?? null
	);
	/** Items whose preview stands and which are not started. */
	readonly startable = $derived(this.#items.filter((item) => item.status.kind === 'ready'));

	/** @param sourceId the source the files were dropped on: they become its next versions */
	async add(files: readonly File[], sourceId: string | null = null): Promise<void> {
		if (files.length === 0) return;
		const items = withCompanions(files).map(([file, companion]) =>
			this.#newItem(file, null, sourceId, companion)
		);
		this.#items = [...this.#items.filter((item) => !hasEnded(item)), ...items];
		this.#selectedId = items[0]?.id ?? null;
		this.#isOpen = true;
		await Promise.all(items.map((item) => this.#prepare(item, sourceId)));
	}

	/** Fetches a file from an address that the user gave. @throws AppError `url/…` */
	download(
		address: string,
		signal: AbortSignal,
		onProgress: (progress: DownloadProgress) => void
	): Promise<File> {
		return this.#client.download(address, { signal, onProgress });
	}

	select(id: string): void {
		this.#selectedId = id;
	}

	remove(id: string): void {
		this.#items = this.#items.filter((item) => item.id !== id);
		if (this.#items.length === 0) this.#isOpen = false;
	}

	/** Closes the dialog: what runs goes on in the background, what was not started is put aside (and can come back). */
	close(): void {
		this.#isOpen = false;
		const aside = this.#items.filter((item) => item.job === null);
		this.#items = this.#items.filter((item) => item.job?.isActive);
		for (const item of this.#items) if (item.question) this.#remind(item);
		const wanted = aside.filter((item) => item.status.kind !== 'unreadable');
		for (const item of wanted) item.putAside();
		if (wanted.length === 0) return;
		this.#notices.add({
			kind: 'put-aside',
			fileCount: wanted.length,
			undo: () => {
				this.#items = [...this.#items, ...wanted];
				for (const item of wanted) item.comeBack();
				this.#selectedId = wanted[0]?.id ?? null;
				this.#isOpen = true;
			}
		});
	}

	/** Opens the dialog again on what a job works on. */
	showJob(jobId: string): void {
		const item = this.#items.find((one) => one.job?.id === jobId);
		if (!item) return;
		this.#selectedId = item.id;
		this.#isOpen = true;
	}

	/** Whether a job waits for an answer. */
	isAsking(jobId: string): boolean {
		return this.#items.some((item) => item.job?.id === jobId && item.question !== null);
	}

	hasJob(jobId: string): boolean {
		return this.#items.some((item) => item.job?.id === jobId);
	}

	/** Starts one import; it waits for its turn. @param keepBlocked store it though it breaks a blocking rule */
	start(item: ImportItem, keepBlocked = false): void {
		const job = new Job(item.name, async ({ signal, onProgress }) =>
			this.#client.importFile(
				{
					importId: crypto.randomUUID(),
					file: item.file,
					sourceId: this.#sourceIdFor(item),
					newName: item.cleanName() || item.suggestedName,
					options: item.options,
					companion: item.companion ?? undefined,
					keepBlocked
				},
				{ signal, onProgress, confirm: (change) => this.#ask(item, change) }
			)
		);
		item.startJob(job);
		this.#jobs.enqueue(job);
		void job.ended.then((status) => this.#tell(item, status));
	}

	/** Whether a file can be opened to be queried in place: SQLite files as they are. */
	canOpenInPlace(item: ImportItem): boolean {
		const { preview, status, member } = item;
		const isPlain = preview?.format === 'sqlite' && preview.packed === 'none' && member === null;
		return status.kind === 'ready' && isPlain;
	}

	/** Opens a file in place of an import; its `-wal` file counts where it was given along with it. */
	openInPlace(item: ImportItem): void {
		const as = item.cleanName() || item.suggestedName;
		const { file, companion: wal } = item;
		const job = new Job(item.name, () => this.#client.openFile(file, { as, ...(wal && { wal }) }));
		item.startJob(job);
		this.#jobs.enqueue(job);
		void job.ended.then((status) => this.#tell(item, status));
	}

	startAll(): void {
		for (const item of this.startable) this.start(item);
	}

	/**
	 * Imports files one after the other as versions of one new source, without the dialog.
	 * @param onreceipt told of each import as it ends
	 */
	async importSeries(
		files: readonly File[],
		name: string,
		onreceipt: (receipt: Receipt) => void
	): Promise<void> {
		let newest: Receipt | null = null;
		for (const file of files) {
			const sourceId: string | null = newest?.sourceId ?? null;
			const job: Job = new Job(file.name, ({ signal, onProgress }) =>
				this.#client.importFile(
					{ importId: crypto.randomUUID(), file, sourceId, newName: name, options: {} },
					{ signal, onProgress }
				)
			);
			this.#jobs.enqueue(job);
			const status: JobStatus = await job.ended;
			if (status.kind === 'failed') throw status.error;
			if (status.kind !== 'done') return;
			newest = status.receipt;
			onreceipt(newest);
		}
	}

	#newItem(
		file: File,
		member: ArchiveMember | null,
		sourceId: string | null,
		companion: File | null = null
	): ImportItem {
		const name = sourceNameFromFile(member?.path ?? file.name);
		return new ImportItem(this.#client, {
			file,
			member: member?.path ?? null,
			sizeBytes: member?.sizeBytes ?? file.size,
			target: sourceId ? { kind: 'existing', sourceId } : { kind: 'new', name },
			options: {},
			companion
		});
	}

	async #prepare(item: ImportItem, sourceId: string | null): Promise<void> {
		await Promise.all([item.refresh(), this.#proposeTarget(item, sourceId)]);
		const { status } = item;
		if (status.kind === 'unreadable' && status.error.code === 'archive/several-members')
			await this.#unpack(item, sourceId);
	}

	/** The same file name goes to the same source, read as it was read the last time. */
	async #proposeTarget(item: ImportItem, sourceId: string | null): Promise<void> {
		const source = sourceId
			? this.#workspace.source(sourceId)
			: await this.#workspace.sourceOfFile(item.name);
		if (!source) return;
		const versions = await this.#client.library.versions(source.id).catch(() => []);
		const { member: _, ...options } = (versions.at(-1)?.options ?? {}) as ImportOptions;
		item.proposeTarget({ kind: 'existing', sourceId: source.id }, options);
	}

	/** A zip with several tables: every one of them takes the zip's place in the list. */
	async #unpack(zip: ImportItem, sourceId: string | null): Promise<void> {
		const members = await this.#client.members(zip.file);
		const items = members.map((member) => this.#newItem(zip.file, member, sourceId));
		const wasSelected = this.selected === zip;
		this.#items = this.#items.flatMap((item) => (item === zip ? items : [item]));
		if (wasSelected) this.#selectedId = items[0]?.id ?? null;
		await Promise.all(items.map((item) => this.#prepare(item, sourceId)));
	}

	/** Shows a question at once where that disturbs nobody; else a message leads to it. */
	#ask(item: ImportItem, change: VersionChange): Promise<boolean> {
		const answer = item.ask(change);
		const isPreparing = this.#isOpen && this.selected !== item && this.selected?.job === null;
		if (isPreparing || (!this.#isOpen && this.#isOtherDialogOpen())) this.#remind(item);
		else {
			this.#selectedId = item.id;
			this.#isOpen = true;
		}
		return answer;
	}

	#remind(item: ImportItem): void {
		const { job } = item;
		if (!job) return;
		const notice = this.#notices.add({ kind: 'asking', fileName: item.name, jobId: job.id });
		void job.ended.then(() => this.#notices.dismiss(notice));
	}

	#sourceIdFor(item: ImportItem): string | null {
		const { target } = item;
		if (target.kind === 'new') return null;
		if (target.kind === 'existing') return target.sourceId;
		const leader = this.#items.find((one) => one.id === target.itemId);
		const status = leader?.job?.status;
		if (status?.kind === 'done') return status.receipt.sourceId;
		throw new AppError('source/unknown', 'The file before this one was not imported.', {
			name: leader?.name ?? ''
		});
	}

	#tell(item: ImportItem, status: JobStatus): void {
		const seen = this.#isOpen && this.selected === item;
		if (status.kind === 'failed' && !seen) this.#notices.add({ kind: 'error', error: status.error });
		if (status.kind !== 'done' || seen) return;
		const { receipt } = status;
		const { sourceId, sourceName, version } = receipt;
		const rows = receipt.tables.reduce((sum, table) => sum + table.rowsLoaded, 0);
		const rejected = receipt.tables.reduce((sum, table) => sum + table.rowsRejected, 0);
		const kind = receipt.status === 'unchanged' ? 'unchanged' : 'imported';
		this.#notices.add({ kind, sourceId, sourceName, version, rows, rejected });
	}
}

function hasEnded(item: ImportItem): boolean {
	return item.job !== null && !item.job.isActive;
}

/** Logs of databases (`x.db-wal`, `x.duckdb.wal`) go with the database that they lie beside. */
function withCompanions(files: readonly File[]): [File, File | null][] {
	const logOf = (file: File) =>
		files.find(({ name }) => name === `${file.name}-wal` || name === `${file.name}.wal`) ?? null;
	const logs = new Set(files.map(logOf));
	return files.filter((file) => !logs.has(file)).map((file) => [file, logOf(file)]);
}
