/** Ends the holding of a lock; harmless when called again. */
export type Release = () => void;

/** Named exclusive locks. They end with the tab that holds them. */
export interface Locks {
	/**
	 * Waits for the lock.
	 * @throws DOMException `AbortError` when `signal` is aborted first
	 */
	acquire(name: string, signal?: AbortSignal): Promise<Release>;
	/** @returns null where the lock is held by anyone, here or in another tab */
	tryAcquire(name: string): Promise<Release | null>;
	/** Names of the locks held anywhere. */
	held(): Promise<Set<string>>;
}

/** Locks among all tabs of the origin (Web Locks). */
export class WebLocks implements Locks {
	acquire(name: string, signal?: AbortSignal): Promise<Release> {
		return new Promise((resolve, reject) => {
			navigator.locks
				.request(name, { signal }, () => new Promise<void>((release) => resolve(() => release())))
				.catch(reject);
		});
	}

	tryAcquire(name: string): Promise<Release | null> {
		return new Promise((resolve, reject) => {
			navigator.locks
				.request(name, { ifAvailable: true }, (lock) => {
					if (lock) return new Promise<void>((release) => resolve(() => release()));
					resolve(null);
				})
				.catch(reject);
		});
	}

	async held(): Promise<Set<string>> {
		const { held = [] } = await navigator.locks.query();
		return new Set(held.flatMap((lock) => lock.name ?? []));
	}
}

/** Locks within one tab: for data that no other tab can see. */
export class MemoryLocks implements Locks {
	readonly #queues = new Map<string, (() => void)[]>();

	acquire(name: string, signal?: AbortSignal): Promise<Release> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(abortError());
			const queue = this.#queues.get(name);
			const take = () => resolve(this.#releaseOf(name));
			if (!queue) {
				this.#queues.set(name, []);
				return take();
			}
			queue.push(take);
			signal?.addEventListener('abort', () => {
				const index = queue.indexOf(take);
				if (index >= 0) queue.splice(index, 1);
				reject(abortError());
			});
		});
	}

	async tryAcquire(name: string): Promise<Release | null> {
		return this.#queues.has(name) ? null : this.acquire(name);
	}

	async held(): Promise<Set<string>> {
		return new Set(this.#queues.keys());
	}

	#releaseOf(name: string): Release {
		let released = false;
		return () => {
			if (released) return;
			released = true;
			const next = this.#queues.get(name)?.shift();
			if (next) next();
			else this.#queues.delete(name);
		};
	}
}

function abortError(): DOMException {
	return new DOMException('The wait was ended.', 'AbortError');
}
