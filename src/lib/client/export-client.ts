import { proxy, transfer } from 'comlink';
import { AppError } from '$lib/domain/errors';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { ExporterApi, ExportOutcome, ExportRequest } from '$lib/protocol/export-api';
import type { QueryClient } from './query-client';
import { WorkerHandle } from './worker-handle';

/** After this time a cancelled export that does not answer is ended by force. */
const CANCEL_GRACE_MS = 2000;
/** As in `ExportFolder`, which the page must not import. */
const LOCK_PREFIX = 'varve:exports:';

export interface ExportRun {
	signal?: AbortSignal;
	onProgress?: (progress: ExportProgress) => void;
}

/** Runs each export in a worker of its own, which ends with it. */
export class ExportClient {
	readonly #query: QueryClient;
	#owner: Promise<string> | null = null;

	/** @param query has the results that are exported */
	constructor(query: QueryClient) {
		this.#query = query;
	}

	/** @throws AppError; `cancelled` when `signal` was aborted */
	async run(
		request: Omit<ExportRequest, 'owner'>,
		{ signal, onProgress }: ExportRun = {}
	): Promise<ExportOutcome> {
		if (signal?.aborted) throw new AppError('cancelled', 'The export was cancelled.');
		const owner = await (this.#owner ??= holdFolder());
		const engine = request.format === 'duckdb' ? await this.#query.engineParts() : null;
		const worker = new Worker(new URL('../workers/export.worker.ts', import.meta.url), { type: 'module' });
		const handle = new WorkerHandle<ExporterApi>(worker, 'exporter');
		let timer: ReturnType<typeof setTimeout> | undefined;
		const cancel = () => {
			handle.call((api) => api.cancel()).catch(() => undefined);
			timer = setTimeout(() => handle.terminate(), CANCEL_GRACE_MS);
		};
		signal?.addEventListener('abort', cancel);
		// its rows would never come
		void this.#query.ended().then((error) => handle.terminate(error));
		const { port1, port2 } = new MessageChannel();
		try {
			await this.#query.connect(port1);
			const report = proxy((progress: ExportProgress) => onProgress?.(progress));
			return await handle.call((api) =>
				api.run({ ...request, owner }, transfer(port2, [port2]), engine, report)
			);
		} catch (error) {
			throw signal?.aborted
				? new AppError('cancelled', 'The export was cancelled; nothing was kept.')
				: error;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
			handle.terminate();
		}
	}
}

/** Names a folder that is this tab's until it is closed. */
function holdFolder(): Promise<string> {
	const owner = crypto.randomUUID();
	return new Promise((resolve) => {
		const held = navigator.locks.request(LOCK_PREFIX + owner, () => {
			resolve(owner);
			return new Promise<never>(() => undefined);
		});
		held.catch(() => resolve(owner));
	});
}
