import { proxy, transfer } from 'comlink';
import type { DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { RowPage } from '$lib/domain/rows/decode';
import type {
	CellHistory,
	CellHistoryRequest,
	DiffProgress,
	DiffRequest,
	DiffRowsRequest,
	DiffSide
} from '$lib/protocol/diff-api';
import type {
	EngineParts,
	EngineStatus,
	OpenSqliteRequest,
	QueryApi,
	QueryRequest,
	ResultHandle,
	ResultPage,
	ResultProgress,
	ResultRead,
	SortRequest,
	TableRequest
} from '$lib/protocol/query-api';
import type { ColumnChart, TableProfile, TextPatterns } from '$lib/domain/profile/profile';
import type { ProfileChartRequest, ProfileRequest } from '$lib/protocol/profile-api';
import { WorkerHandle } from './worker-handle';

type OnProgress = (progress: ResultProgress) => void;

/** Rows asked for at once by `rows`. */
const PAGE_ROWS = 4096;

const IGNORE: OnProgress = () => undefined;

/** The page's side of the query worker, which is started when it is first needed and again when it died. */
export class QueryClient implements QueryApi {
	readonly #openLibraryPort: () => MessagePort;
	readonly #loadedParts: () => Promise<EngineParts | undefined>;
	#worker: WorkerHandle<QueryApi> | null = null;
	#opening: Promise<EngineStatus> | null = null;
	/** Why there is no worker any more. */
	#closed: AppError | null = null;

	/**
	 * @param openLibraryPort a new port to the library for each worker
	 * @param loadedParts the engine as another worker has loaded it
	 */
	constructor(
		openLibraryPort: () => MessagePort,
		loadedParts: () => Promise<EngineParts | undefined> = async () => undefined
	) {
		this.#openLibraryPort = openLibraryPort;
		this.#loadedParts = loadedParts;
	}

	/** Somebody waits for an answer. */
	get isBusy(): boolean {
		return this.#worker?.isAlive === true && this.#worker.isBusy;
	}

	/** Starts worker and engine unless they run. @throws `engine/start` */
	open(): Promise<EngineStatus> {
		if (this.#opening && this.#worker?.isAlive) return this.#opening;
		const port = this.#openLibraryPort();
		const worker = this.#alive();
		const opening = this.#loadedParts().then((parts) =>
			worker.call((api) => api.open(transfer(port, [port]), parts))
		);
		this.#opening = opening;
		opening.catch(() => {
			if (this.#opening === opening) this.#opening = null;
		});
		return opening;
	}

	status(): Promise<EngineStatus> {
		return this.#alive().call((api) => api.status());
	}

	engineParts(): Promise<EngineParts> {
		return this.#alive().call((api) => api.engineParts());
	}

	/** @param signal cancels the statement, also while its rows still come */
	async run(request: QueryRequest, onProgress = IGNORE, signal?: AbortSignal): Promise<ResultHandle> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.run(request, proxy(onProgress)))
		);
	}

	async sortResult(request: SortRequest, onProgress = IGNORE, signal?: AbortSignal): Promise<ResultHandle> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.sortResult(request, proxy(onProgress)))
		);
	}

	async openTable(request: TableRequest, onProgress = IGNORE, signal?: AbortSignal): Promise<ResultHandle> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.openTable(request, proxy(onProgress)))
		);
	}

	async diff(
		request: DiffRequest,
		onProgress: (progress: DiffProgress) => void = () => undefined,
		signal?: AbortSignal
	): Promise<DiffSummary> {
		return this.#cancellable(request.diffId, signal, (worker) =>
			worker.call((api) => api.diff(request, proxy(onProgress)))
		);
	}

	async openDiff(request: DiffRowsRequest, signal?: AbortSignal): Promise<ResultHandle> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.openDiff(request))
		);
	}

	async releaseDiff(diffId: string): Promise<void> {
		if (this.#worker?.isAlive) await this.#worker.call((api) => api.releaseDiff(diffId));
	}

	async suggestKeys(request: { queryId: string; side: DiffSide }): Promise<KeySuggestion[]> {
		await this.open();
		return this.#alive().call((api) => api.suggestKeys(request));
	}

	async guessRenames(request: { queryId: string; from: DiffSide; to: DiffSide }): Promise<RenameGuess[]> {
		await this.open();
		return this.#alive().call((api) => api.guessRenames(request));
	}

	async cellHistory(request: CellHistoryRequest): Promise<CellHistory> {
		await this.open();
		return this.#alive().call((api) => api.cellHistory(request));
	}

	async profile(request: ProfileRequest, signal?: AbortSignal): Promise<TableProfile> {
		return this.#cancellable(request.queryId, signal, (worker) => worker.call((api) => api.profile(request)));
	}

	async profileChart(request: ProfileChartRequest, signal?: AbortSignal): Promise<ColumnChart> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.profileChart(request))
		);
	}

	async textPatterns(request: ProfileChartRequest, signal?: AbortSignal): Promise<TextPatterns> {
		return this.#cancellable(request.queryId, signal, (worker) =>
			worker.call((api) => api.textPatterns(request))
		);
	}

	page(resultId: string, rowStart: number, rowEnd: number): Promise<ResultPage> {
		return this.#alive().call((api) => api.page(resultId, rowStart, rowEnd));
	}

	read(resultId: string, rowStart: number, rowEnd: number): Promise<ResultRead> {
		return this.#alive().call((api) => api.read(resultId, rowStart, rowEnd));
	}

	connect(port: MessagePort): Promise<void> {
		return this.#alive().call((api) => api.connect(transfer(port, [port])));
	}

	/** Resolves when the present worker ends, and all its results with it. */
	ended(): Promise<AppError> {
		return this.#alive().ended;
	}

	/** Exact values of rows `[rowStart, rowEnd)` of an open result, as far as they are there (SPEC VAL-1). */
	async rows({ resultId, columns }: ResultHandle, rowStart: number, rowEnd: number): Promise<unknown[][]> {
		const types = columns.map((column) => column.type);
		const rows: unknown[][] = [];
		for (let at = rowStart; at < rowEnd;) {
			const { ipc, rowStart: pageStart } = await this.page(resultId, at, Math.min(rowEnd, at + PAGE_ROWS));
			const part = new RowPage(ipc, types).rows(at - pageStart, rowEnd - pageStart);
			if (part.length === 0) break;
			for (const row of part) rows.push(row);
			at += part.length;
		}
		return rows;
	}

	async openSqlite(request: OpenSqliteRequest): Promise<Receipt> {
		await this.open();
		return this.#alive().call((api) => api.openSqlite(request));
	}

	async release(resultId: string): Promise<void> {
		if (this.#worker?.isAlive) await this.#worker.call((api) => api.release(resultId));
	}

	async cancel(queryId: string): Promise<void> {
		if (this.#worker?.isAlive) await this.#worker.call((api) => api.cancel(queryId));
	}

	async invalidate(sourceId: string): Promise<void> {
		if (this.#worker?.isAlive) await this.#worker.call((api) => api.invalidate(sourceId));
	}

	/** Ends the worker, whose memory is given back only so; the next call starts another. */
	stop(): void {
		this.#worker?.terminate();
	}

	/** Ends the worker for good. @param reason what calls get, those in flight and later ones */
	close(reason = new AppError('cancelled', 'The query engine has been closed.')): void {
		this.#closed = reason;
		this.#worker?.terminate(reason);
	}

	async #cancellable<T>(
		queryId: string,
		signal: AbortSignal | undefined,
		call: (worker: WorkerHandle<QueryApi>) => Promise<T>
	): Promise<T> {
		if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
		let isCancelled = false;
		signal?.addEventListener(
			'abort',
			() => {
				isCancelled = true;
				this.cancel(queryId).catch(() => undefined);
			},
			{ once: true }
		);
		await this.open();
		// a cancel that came while the engine was starting has found nothing to cancel
		if (isCancelled) throw new AppError('cancelled', 'Cancelled.');
		return call(this.#alive());
	}

	#alive(): WorkerHandle<QueryApi> {
		if (this.#closed) throw this.#closed;
		if (this.#worker?.isAlive) return this.#worker;
		this.#opening = null;
		this.#worker = new WorkerHandle<QueryApi>(
			new Worker(new URL('../workers/query.worker.ts', import.meta.url), { type: 'module' }),
			'query engine'
		);
		return this.#worker;
	}
}
