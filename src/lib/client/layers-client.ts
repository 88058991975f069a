import { transfer } from 'comlink';
import { asAppError, type AppError } from '$lib/domain/errors';
import type { LayersApi } from '$lib/protocol/layers-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { WorkerHandle } from './worker-handle';

/** After a failure it is tried again with the next change, or at the next start. */
type Ending = 'done' | 'wanted-by-others' | 'failed';

/** Runs the work on layers, one piece after the other, in a worker that ends with the last, while nothing else is to be done. */
export class LayersClient {
	#running: Promise<Ending> | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;
	/** Why the last work ended early. */
	lastFailure: AppError | null = null;

	constructor(
		private readonly library: Pick<LibraryApi, 'abortLayerWork'> & { openPort(): MessagePort },
		private readonly engineParts: () => Promise<EngineParts | null>,
		private readonly isAsked: () => boolean = () => false
	) {}

	/** Starts when nobody has asked for anything for so long. */
	startIn(delayMs: number): void {
		clearTimeout(this.#timer);
		if (this.#isClosed) return;
		this.#timer = setTimeout(() => (this.isAsked() ? this.startIn(delayMs) : void this.settle()), delayMs);
	}

	/** Works until there is nothing left to do. */
	settle(): Promise<Ending> {
		this.#running ??= this.#run().finally(() => (this.#running = null));
		return this.#running;
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
	}

	async #run(): Promise<Ending> {
		const worker = new Worker(new URL('../workers/layers.worker.ts', import.meta.url), { type: 'module' });
		const handle = new WorkerHandle<LayersApi>(worker, 'storage worker');
		try {
			while (!this.#isClosed) {
				if (!(await this.#runOnce(handle))) return 'done';
			}
			return 'wanted-by-others';
		} catch (error) {
			this.lastFailure = asAppError(error);
			return this.lastFailure.code === 'cancelled' ? 'wanted-by-others' : 'failed';
		} finally {
			handle.terminate();
		}
	}

	async #runOnce(handle: WorkerHandle<LayersApi>): Promise<boolean> {
		const engine = await this.engineParts().catch(() => null);
		const workId = crypto.randomUUID();
		try {
			const port = this.library.openPort();
			return await handle.call((api) => api.run(workId, transfer(port, [port]), engine));
		} catch (error) {
			await this.library.abortLayerWork(workId).catch(() => undefined);
			throw error;
		}
	}
}
