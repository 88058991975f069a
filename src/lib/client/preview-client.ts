import type { ImportOptions, PreviewerApi } from '$lib/protocol/import-api';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import { WorkerHandle } from './worker-handle';

/** The warm worker that looks into files before an import. */
export class PreviewClient {
	#handle: WorkerHandle<PreviewerApi> | null = null;

	/** Starts the worker, so that the first preview need not wait for it. */
	start(): void {
		this.#worker();
	}

	/** @throws AppError */
	preview(file: File, options: ImportOptions, table?: string | null): Promise<Preview> {
		return this.#worker().call((api) => api.preview(file, options, table));
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
