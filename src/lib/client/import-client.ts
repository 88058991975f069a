import { proxy, transfer, type Remote } from 'comlink';
import { AppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type {
	Confirm,
	ImporterApi,
	ImportRequest,
	ReadmitRequest,
	RestoreRequest,
	VersionRequest
} from '$lib/protocol/import-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { WorkerHandle } from './worker-handle';

/** After this time a cancelled import that does not answer is ended by force; the library then cleans up. */
const CANCEL_GRACE_MS = 2000;

/**
 * After so many bytes an importer ends: WebAssembly memory is never given back otherwise. Small imports in a row go on
 * with the engines that are there, as starting them takes longer than such an import.
 */
const BYTES_PER_IMPORTER = 64 << 20;

/** Work beside imports that took longer has likely made the engine's memory grow, too. */
const HEAVY_WORK_MS = 2000;

export interface ImportRun {
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
	/** Asked before a version is committed whose source wants that (SPEC GAT-1). */
	confirm?: Confirm | undefined;
}

/** Runs imports in workers of their own, which end with them; the next one can be started ahead. */
export class ImportClient {
	#spare: WorkerHandle<ImporterApi> | null = null;
	/** Those at work. */
	readonly #active = new Set<WorkerHandle<ImporterApi>>();
	readonly #bytesDone = new WeakMap<WorkerHandle<ImporterApi>, number>();

	/**
	 * @param openLibraryPort a new port to the library for each import
	 * @param abandon tells the library that an importer died without ending its import
	 */
	constructor(
		private readonly openLibraryPort: () => MessagePort,
		private readonly abandon: (importId: string) => Promise<void>
	) {}

	/** @throws AppError; `cancelled` when `signal` was aborted */
	run(request: ImportRequest, engine: EngineParts | null, run: ImportRun): Promise<Receipt> {
		const ask = run.confirm ? proxy(run.confirm) : null;
		return this.#watched(request.importId, engine, run, (api, port, report) =>
			api.run(request, port, engine, report, ask)
		);
	}

	/** Makes an old version the newest again. @throws AppError; `cancelled` when `signal` was aborted */
	restore(request: RestoreRequest, engine: EngineParts | null, run: ImportRun): Promise<Receipt> {
		return this.#watched(request.importId, engine, run, (api, port, report) =>
			api.restore(request, port, engine, report)
		);
	}

	/** Work that makes a version: it tells how far it is, and can be cancelled. */
	async #watched(
		importId: string,
		engine: EngineParts | null,
		{ signal, onProgress }: ImportRun,
		work: (
			api: Remote<ImporterApi>,
			port: MessagePort,
			report: (progress: Progress) => void
		) => Promise<Receipt>
	): Promise<Receipt> {
		if (signal?.aborted) throw new AppError('cancelled', 'The import was cancelled.');
		const handle = this.#take();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const cancel = () => {
			handle.call((api) => api.cancel()).catch(() => undefined);
			timer = setTimeout(() => handle.terminate(), CANCEL_GRACE_MS);
		};
		signal?.addEventListener('abort', cancel);
		try {
			const port = this.openLibraryPort();
			const report = proxy((progress: Progress) => onProgress?.(progress));
			const receipt = await handle.call((api) => work(api, transfer(port, [port]), report));
			this.#keep(handle, receipt.file.sizeBytes, engine);
			return receipt;
		} catch (error) {
			handle.terminate();
			// where the importer ended its import itself, this finds nothing to do
			await this.abandon(importId).catch(() => undefined);
			throw signal?.aborted
				? new AppError('cancelled', 'The import was cancelled; nothing was kept.')
				: error;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
		}
	}

	/** An importer that has not done much becomes the next one; else another one is started. */
	#keep(handle: WorkerHandle<ImporterApi>, sizeBytes: number, engine: EngineParts | null): void {
		const bytes = (this.#bytesDone.get(handle) ?? 0) + sizeBytes;
		this.#bytesDone.set(handle, bytes);
		this.#active.delete(handle);
		if (bytes > BYTES_PER_IMPORTER || this.#spare?.isAlive) {
			handle.terminate();
			if (engine) this.prepare(engine);
			return;
		}
		this.#spare = handle;
		handle.call((api) => api.reset()).catch(() => handle.terminate());
	}

	judge(request: VersionRequest, engine: EngineParts | null): Promise<Judgement> {
		return this.#once(engine, (api, port) => api.judge(request, port, engine));
	}

	suggest(request: VersionRequest, engine: EngineParts | null): Promise<SuggestedRule[]> {
		return this.#once(engine, (api, port) => api.suggest(request, port, engine));
	}

	async readmit(request: ReadmitRequest, engine: EngineParts | null): Promise<Receipt> {
		try {
			return await this.#once(engine, (api, port) => api.readmit(request, port, engine));
		} catch (error) {
			await this.abandon(request.importId).catch(() => undefined);
			throw error;
		}
	}

	/** Work beside imports, in the same kind of worker. */
	async #once<T>(
		engine: EngineParts | null,
		work: (api: Remote<ImporterApi>, port: MessagePort) => Promise<T>
	): Promise<T> {
		const handle = this.#take();
		const startedMs = performance.now();
		try {
			const port = this.openLibraryPort();
			const result = await handle.call((api) => work(api, transfer(port, [port])));
			const isHeavy = performance.now() - startedMs > HEAVY_WORK_MS;
			this.#keep(handle, isHeavy ? Infinity : 0, engine);
			return result;
		} catch (error) {
			handle.terminate();
			throw error;
		}
	}

	/** Starts a worker with an engine for the next import. */
	prepare(engine: EngineParts): void {
		if (this.#spare?.isAlive) return;
		const spare = startImporter();
		this.#spare = spare;
		// one that can't start is not kept: the import then starts its own, and tells what is wrong
		spare.call((api) => api.prepare(engine)).catch(() => spare.terminate());
	}

	/** @param reason what imports that run are ended with */
	close(reason?: AppError): void {
		this.#spare?.terminate(reason);
		for (const handle of this.#active) handle.terminate(reason);
	}

	#take(): WorkerHandle<ImporterApi> {
		const spare = this.#spare;
		this.#spare = null;
		const handle = spare?.isAlive ? spare : startImporter();
		this.#active.add(handle);
		void handle.ended.then(() => this.#active.delete(handle));
		return handle;
	}
}

function startImporter(): WorkerHandle<ImporterApi> {
	const worker = new Worker(new URL('../workers/import.worker.ts', import.meta.url), { type: 'module' });
	return new WorkerHandle<ImporterApi>(worker, 'importer');
}
