import { proxy } from 'comlink';
import { AppError } from '$lib/domain/errors';
import type { DownloaderApi, DownloadProgress } from '$lib/protocol/download-api';
import { WorkerHandle } from './worker-handle';

/**
 * Fetches a file from another host. Only a worker of its own can: the page's policy allows no other host, and only the
 * user's word starts that worker (SPEC OFF-9).
 * @throws AppError see `DownloaderApi`; `cancelled` when `signal` was aborted
 */
export async function downloadFile(
	address: string,
	run: { signal?: AbortSignal | undefined; onProgress?: ((progress: DownloadProgress) => void) | undefined }
): Promise<File> {
	run.signal?.throwIfAborted();
	const worker = new Worker(new URL('../workers/download.worker.ts', import.meta.url), { type: 'module' });
	const handle = new WorkerHandle<DownloaderApi>(worker, 'downloader');
	const cancel = () => handle.terminate(new AppError('cancelled', 'The download was cancelled.'));
	run.signal?.addEventListener('abort', cancel);
	try {
		const report = proxy((progress: DownloadProgress) => run.onProgress?.(progress));
		return await handle.call((api) => api.download(address, report));
	} finally {
		run.signal?.removeEventListener('abort', cancel);
		handle.terminate();
	}
}
