import type { Judgement } from '$lib/domain/quality/judgement';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { DiffField } from '$lib/domain/diff/diff';
import type { RowsChoice } from '$lib/domain/diff/rows-sql';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { AppError } from '$lib/domain/errors';
import { sourceNameFromFile } from '$lib/domain/sources/source';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import type { ImportRequest, ReadmitRequest, RestoreRequest, VersionRequest } from '$lib/protocol/import-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { exportedColumns } from './diff-columns';
import { downloadFile } from './download-client';
import { ExportClient } from './export-client';
import { JudgeLater } from './judge-later';
import { ImportClient, type ImportRun } from './import-client';
import { LayersClient } from './layers-client';
import { LibraryClient } from './library-client';
import { PreviewClient } from './preview-client';
import { QueryClient } from './query-client';

/** Rows of a diff that are read at once. */
const ROWS_AT_ONCE = 4096;
/** Sources that are opened SQLite files: nothing is imported into them. */
const OPENED_KIND = 'sqlite';
/** Work on layers waits so long for the next import or change. */
const LAYERS_DELAY_MS = 10_000;

/** Everything the page can ask of its workers. One for a tab. */
export class WorkspaceClient {
	readonly library = new LibraryClient();
	readonly query = new QueryClient(() => this.library.openPort());
	/** Compares stored versions: in a worker of its own, so that it neither waits for queries nor holds them up. */
	readonly differ = new QueryClient(
		() => this.library.openPort(),
		() => this.query.engineParts().catch(() => undefined)
	);
	/** Stores old versions as what differs from newer ones, when there is nothing else to do. */
	readonly layers = new LayersClient(
		this.library,
		() => this.query.engineParts(),
		() => this.#isAsked
	);
	readonly exporter = new ExportClient(this.query);
	readonly #previewer = new PreviewClient();
	readonly #importer = new ImportClient(
		() => this.library.openPort(),
		(importId) => this.library.abortImport(importId)
	);
	readonly #judgeLater = new JudgeLater(
		(request) => this.judge(request),
		() => this.#isAsked
	);
	/** Imports of this tab run one after the other: each uses all the cores. */
	#lastImport: Promise<unknown> = Promise.resolve();

	/**
	 * Resolves where the library's worker has crashed. All other workers have ports to it, which answer no more: so
	 * they are ended, and what waits for them is told. Nothing is restarted behind the user's back; a reload is.
	 */
	readonly crashed: Promise<AppError> = this.#watchLibrary();

	/** Resolves when storage is open. @throws AppError `storage/…` */
	readonly ready: Promise<void> = this.#start();

	preview(...asked: Parameters<PreviewClient['preview']>): Promise<Preview> {
		return this.#previewer.preview(...asked);
	}

	members(file: File): Promise<ArchiveMember[]> {
		return this.#previewer.members(file);
	}

	/** @throws AppError `url/…` */
	download(address: string, run: Parameters<typeof downloadFile>[1]): Promise<File> {
		return downloadFile(address, run);
	}

	/** @throws AppError; `cancelled` when `run.signal` was aborted, also while waiting for its turn */
	importFile(request: ImportRequest, run: ImportRun): Promise<Receipt> {
		return this.#makeVersion((engine) => this.#importer.run(request, engine, run));
	}

	/** Makes an old version the newest again, as a new one. @throws AppError `version/unknown`, `storage/damaged` */
	restoreVersion(request: RestoreRequest, run: ImportRun): Promise<Receipt> {
		return this.#makeVersion((engine) => this.#importer.restore(request, engine, run));
	}

	#makeVersion(work: (engine: EngineParts | null) => Promise<Receipt>): Promise<Receipt> {
		const turn = this.#lastImport.then(async () => {
			// without the query worker's engine, the importer loads one for itself
			const engine = await this.query.engineParts().catch(() => null);
			this.#judgeLater.pause();
			return work(engine)
				.then((receipt) => this.#afterImport(receipt))
				.finally(() => engine && this.#importer.prepare(engine));
		});
		this.#lastImport = turn.then(
			(receipt) => this.#judgeLater.resume(receipt),
			() => this.#judgeLater.resume(null)
		);
		return turn;
	}

	/** Resolves when none of this tab's imports runs or waits. */
	async importsDone(): Promise<void> {
		let last;
		while (last !== this.#lastImport) {
			last = this.#lastImport;
			await last;
		}
	}

	/** Judges a stored version by the source's rules of today. */
	judge(request: VersionRequest): Promise<Judgement> {
		this.#judgeLater.forget(request);
		return this.#inImportTurn((engine) => this.#importer.judge(request, engine));
	}

	/** Rules that every row of a version keeps. */
	suggestRules(request: VersionRequest): Promise<SuggestedRule[]> {
		return this.#inImportTurn((engine) => this.#importer.suggest(request, engine));
	}

	/** A new version with corrected rejects. @throws AppError `quality/bad-value`, `quality/blocked` */
	readmit(request: ReadmitRequest): Promise<Receipt> {
		return this.#inImportTurn((engine) => this.#importer.readmit(request, engine));
	}

	#inImportTurn<T>(work: (engine: EngineParts | null) => Promise<T>): Promise<T> {
		const turn = this.#lastImport.then(async () => {
			const engine = await this.query.engineParts().catch(() => null);
			return work(engine).finally(() => engine && this.#importer.prepare(engine));
		});
		this.#lastImport = turn.catch(() => undefined);
		return turn;
	}

	/**
	 * Where a file goes that nobody sends anywhere (SPEC VER-4): the source named like the file, or fed by
	 * a file of that name before, or a new one.
	 * @param given a source's id or name, or the name of a source that may be new
	 * @throws AppError `source/unknown`
	 */
	async importTarget(
		file: File,
		given: { source?: string; as?: string; member?: string }
	): Promise<Pick<ImportRequest, 'sourceId' | 'newName'>> {
		const newName = given.as ?? sourceNameFromFile(given.member ?? file.name);
		if (given.source !== undefined) return { sourceId: (await this.sourceId(given.source)) ?? null, newName };
		const named = await this.library.findSource(newName);
		const known = named?.kind === OPENED_KIND ? null : named;
		const renamed = known || given.as !== undefined ? null : await this.#sourceOfFile(file.name);
		return { sourceId: known?.id ?? renamed, newName };
	}

	/**
	 * Opens an SQLite file in place of the one of that name, or as a new source.
	 * @param given name of the source
	 */
	async openFile(file: File, given: { as?: string; wal?: File } = {}): Promise<Receipt> {
		const newName = given.as ?? sourceNameFromFile(file.name);
		const known = await this.library.findSource(newName);
		const sourceId = known?.kind === OPENED_KIND && known.status !== 'damaged' ? known.id : null;
		const importId = crypto.randomUUID();
		return this.query.openSqlite({
			importId,
			file,
			sourceId,
			newName,
			...(given.wal && { wal: given.wal })
		});
	}

	/** The source whose newest version came from a file of this name: it may have been renamed since. */
	async #sourceOfFile(fileName: string): Promise<string | null> {
		for (const source of await this.library.sources()) {
			if (source.status === 'damaged' || source.newestVersion === null || source.kind === OPENED_KIND)
				continue;
			const versions = await this.library.versions(source.id);
			if (versions.at(-1)?.receipt.file.name === fileName) return source.id;
		}
		return null;
	}

	/** @throws AppError `source/unknown` */
	async sourceId(idOrName: string): Promise<string> {
		const source = await this.library.findSource(idOrName);
		// the library knows the sentence for an unknown source
		if (!source) await this.library.versions(idOrName);
		return source?.id ?? idOrName;
	}

	async *readDiff(diffId: string, choice: RowsChoice): AsyncGenerator<unknown[][]> {
		const handle = await this.differ.openDiff({ diffId, queryId: crypto.randomUUID(), choice });
		try {
			for (let at = 0; at < handle.progress.rowCount; at += ROWS_AT_ONCE)
				yield await this.differ.rows(handle, at, Math.min(at + ROWS_AT_ONCE, handle.progress.rowCount));
		} finally {
			await this.differ.release(handle.resultId);
		}
	}

	/** The chosen rows of an open diff as a table: `change`, the records' numbers, `<name> old` and `<name> new`. */
	async exportDiff(
		diffId: string,
		choice: RowsChoice,
		fields: readonly DiffField[],
		format: ExportFormatId
	): Promise<Blob | null> {
		const handle = await this.differ.openDiff({ diffId, queryId: crypto.randomUUID(), choice });
		try {
			const { columns, places } = exportedColumns(handle.columns, fields);
			const part = { rowStart: 0, rowEnd: handle.progress.rowCount, columns: places };
			const { resultId } = handle;
			const exporter = new ExportClient(this.differ);
			return (await exporter.run({ resultId, columns, part, format, options: {}, file: null })).blob;
		} finally {
			await this.differ.release(handle.resultId);
		}
	}

	/** @param reason what those get who still wait for something */
	close(reason?: AppError): void {
		this.layers.close();
		this.query.close(reason);
		this.differ.close(reason);
		this.#importer.close(reason);
		this.#judgeLater.close();
		this.#previewer.close();
		this.library.close();
	}

	/** The rules of the source's time line; where these fail, the import has gone well all the same. */
	async #afterImport(receipt: Receipt): Promise<Receipt> {
		if (receipt.status === 'committed')
			await this.library.applyRetention(receipt.sourceId).catch(() => undefined);
		return receipt;
	}

	/** Somebody waits for a query or a diff: what can wait does. */
	get #isAsked(): boolean {
		return this.query.isBusy || this.differ.isBusy;
	}

	async #warmUp(): Promise<void> {
		await this.query.open();
		this.#importer.prepare(await this.query.engineParts());
		await this.library.prepare();
	}

	async #watchLibrary(): Promise<AppError> {
		const error = await this.library.ended;
		// closed, not crashed: then nobody is left to be told
		if (error.code === 'cancelled') return new Promise(() => undefined);
		this.close(error);
		return error;
	}

	async #start(): Promise<void> {
		await this.library.open();
		await this.library.subscribe((event) => {
			if (event.kind === 'source-changed') this.layers.startIn(LAYERS_DELAY_MS);
			if (event.kind === 'storage-changed') return;
			for (const client of [this.query, this.differ])
				client.invalidate(event.sourceId).catch(() => undefined);
		});
		// all are wanted soon; none is waited for
		this.#previewer.start();
		void this.#warmUp().catch(() => undefined);
		this.layers.startIn(LAYERS_DELAY_MS);
	}
}
