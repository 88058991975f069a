import { wrap, type Remote } from 'comlink';
import { AppError } from '$lib/domain/errors';
import { installTransferHandlers } from '$lib/protocol/remote';

/**
 * One worker and the calls made to it. A comlink call in flight when its worker dies never settles by itself,
 * so every call is raced against the worker's end.
 *
 * The worker is made by the caller, as bundlers only understand the literal
 * `new Worker(new URL('…', import.meta.url), { type: 'module' })`.
 */
export class WorkerHandle<Api> {
	/** Resolves when the worker has crashed or was terminated, with the error that calls in flight get. */
	readonly ended: Promise<AppError>;
	readonly #worker: Worker;
	readonly #api: Remote<Api>;
	readonly #pending = new Set<(error: AppError) => void>();
	#end: AppError | null = null;
	#reportEnd!: (error: AppError) => void;

	/** @param title names the worker in error messages: `importer` */
	constructor(
		worker: Worker,
		readonly title: string
	) {
		installTransferHandlers();
		this.#worker = worker;
		this.#api = wrap<Api>(worker);
		this.ended = new Promise((resolve) => (this.#reportEnd = resolve));
		worker.addEventListener('error', (event) => {
			event.preventDefault();
			this.#crash(event.message);
		});
		worker.addEventListener('messageerror', () => this.#crash('a message could not be read'));
	}

	get isAlive(): boolean {
		return this.#end === null;
	}

	/** Calls are in flight. */
	get isBusy(): boolean {
		return this.#pending.size > 0;
	}

	/**
	 * Runs `call` with the worker's remote interface.
	 * @throws AppError what the worker threw; `engine/crashed` when it died; `cancelled` (or the reason given)
	 * when it was terminated
	 */
	call<T>(call: (api: Remote<Api>) => Promise<T>): Promise<T> {
		if (this.#end) return Promise.reject(this.#end);
		return new Promise<T>((resolve, reject) => {
			this.#pending.add(reject);
			call(this.#api)
				.then(resolve, reject)
				.finally(() => this.#pending.delete(reject));
		});
	}

	/** Ends the worker at once; calls in flight and later ones reject with `reason`. Harmless when it ended before. */
	terminate(reason = new AppError('cancelled', 'Cancelled.')): void {
		if (this.#end) return;
		this.#end = reason;
		this.#worker.terminate();
		for (const reject of this.#pending) reject(reason);
		this.#pending.clear();
		this.#reportEnd(reason);
	}

	#crash(detail: string | undefined): void {
		const message = `The ${this.title} stopped unexpectedly${detail ? `: ${detail}` : '.'}`;
		this.terminate(new AppError('engine/crashed', message, { worker: this.title, detail: detail ?? null }));
	}
}
