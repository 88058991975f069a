import { proxy, transfer } from 'comlink';
import { AppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { ImporterApi, ImportRequest } from '$lib/protocol/import-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { WorkerHandle } from './worker-handle';

/** After this time a cancelled import that does not answer is ended by force; the library then cleans up. */
const CANCEL_GRACE_MS = 2000;

export interface ImportRun {
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
}

/** Runs each import in a worker of its own, which ends with it; the next one can be started ahead. */
export class ImportClient {
	#spare: WorkerHandle<ImporterApi> | null = null;

	/**
	 * @param openLibraryPort a new port to the library for each import
	 * @param abandon tells the library that an importer died without ending its import
	 */
	constructor(
		private readonly openLibraryPort: () => MessagePort,
		private readonly abandon: (importId: string) => Promise<void>
	) {}

	/** @throws AppError; `cancelled` when `signal` was aborted */
	async run(
		request: ImportRequest,
		engine: EngineParts | null,
		{ signal, onProgress }: ImportRun
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
			return await handle.call((api) => api.run(request, transfer(port, [port]), engine, report));
		} catch (error) {
			// where the importer ended its import itself, this finds nothing to do
			await this.abandon(request.importId).catch(() => undefined);
			throw signal?.aborted
				? new AppError('cancelled', 'The import was cancelled; nothing was kept.')
				: error;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
			handle.terminate();
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

	close(): void {
		this.#spare?.terminate();
	}

	#take(): WorkerHandle<ImporterApi> {
		const spare = this.#spare;
		this.#spare = null;
		return spare?.isAlive ? spare : startImporter();
	}
}

function startImporter(): WorkerHandle<ImporterApi> {
	const worker = new Worker(new URL('../workers/import.worker.ts', import.meta.url), { type: 'module' });
	return new WorkerHandle<ImporterApi>(worker, 'importer');
}
