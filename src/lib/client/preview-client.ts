import { AppError } from '$lib/domain/errors';
import type { ImportOptions, PreviewerApi } from '$lib/protocol/import-api';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import { WorkerHandle } from './worker-handle';

/** A file that can't be previewed in this time holds something that no reader ends with. */
const LIMIT_MS = 60_000;

/** The warm worker that looks into files before an import. */
export class PreviewClient {
	#handle: WorkerHandle<PreviewerApi> | null = null;

	/** Starts the worker, so that the first preview need not wait for it. */
	start(): void {
		this.#worker();
	}

	/**
	 * @param signal ends the worker when it is aborted, as reading can't be stopped otherwise; previews of other files
	 * that it works on end with it
	 * @throws AppError; `cancelled`; the worker is replaced after a file that it does not survive
	 */
	async preview(
		file: File,
		options: ImportOptions,
		table?: string | null,
		companion?: File | null,
		signal?: AbortSignal
	): Promise<Preview> {
		const handle = this.#worker();
		const cancel = () => {
			handle.terminate(new AppError('cancelled', 'The preview was cancelled.'));
			this.start();
		};
		signal?.addEventListener('abort', cancel);
		const tooLong = new AppError('file/damaged', 'looking into it takes too long.', { file: file.name });
		const timer = setTimeout(() => handle.terminate(tooLong), LIMIT_MS);
		try {
			return await handle.call((api) => api.preview(file, options, table, companion));
		} catch (error) {
			// a module that a malformed file has broken stays broken
			if (error instanceof AppError && error.facts['crashed'] === true) handle.terminate();
			throw error;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
		}
	}

	/** The importable files inside an archive; empty for other files. */
	members(file: File): Promise<ArchiveMember[]> {
		return this.#worker().call((api) => api.members(file));
	}

	close(): void {
		this.#handle?.terminate();
	}

	#worker(): WorkerHandle<PreviewerApi> {
		if (!this.#handle?.isAlive) {
			const worker = new Worker(new URL('../workers/preview.worker.ts', import.meta.url), { type: 'module' });
			this.#handle = new WorkerHandle<PreviewerApi>(worker, 'previewer');
		}
		return this.#handle;
	}
}
