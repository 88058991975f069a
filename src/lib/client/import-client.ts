import { proxy, transfer } from 'comlink';
import { AppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { ImporterApi, ImportRequest } from '$lib/protocol/import-api';
import { WorkerHandle } from './worker-handle';

/** After this time a cancelled import that does not answer is ended by force; the library then cleans up. */
const CANCEL_GRACE_MS = 2000;

export interface ImportRun {
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
}

/** Runs one import in a worker of its own, which ends with it. */
export class ImportClient {
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
		engineWasm: Blob | null,
		{ signal, onProgress }: ImportRun
	): Promise<Receipt> {
		if (signal?.aborted) throw new AppError('cancelled', 'The import was cancelled.');
		const worker = new Worker(new URL('../workers/import.worker.ts', import.meta.url), { type: 'module' });
		const handle = new WorkerHandle<ImporterApi>(worker, 'importer');
		let timer: ReturnType<typeof setTimeout> | undefined;
		const cancel = () => {
			handle.call((api) => api.cancel()).catch(() => undefined);
			timer = setTimeout(() => handle.terminate(), CANCEL_GRACE_MS);
		};
		signal?.addEventListener('abort', cancel);
		try {
			const port = this.openLibraryPort();
			const report = proxy((progress: Progress) => onProgress?.(progress));
			return await handle.call((api) => api.run(request, transfer(port, [port]), engineWasm, report));
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
}
