import type { LibraryApi, StorageStatus } from '$lib/protocol/library-api';
import { Latest } from './latest';

/** From this share of the quota on, the meter warns. */
const NEARLY_FULL = 0.9;

/** Where data is kept, how much, and whether the browser has promised to keep it. */
export class StorageState {
	#status = $state.raw<StorageStatus | null>(null);
	#persistAnswer = $state.raw<'unasked' | 'granted' | 'refused'>('unasked');
	readonly #library: Pick<LibraryApi, 'storage' | 'persist'>;
	readonly #latest = new Latest();

	constructor(library: Pick<LibraryApi, 'storage' | 'persist'>) {
		this.#library = library;
	}

	get status(): StorageStatus | null {
		return this.#status;
	}

	get persistAnswer(): 'unasked' | 'granted' | 'refused' {
		return this.#persistAnswer;
	}

	readonly isMemoryOnly = $derived(this.#status?.mode === 'memory');
	readonly usedShare = $derived(
		this.#status && this.#status.quotaBytes > 0 ? this.#status.usedBytes / this.#status.quotaBytes : 0
	);
	readonly isNearlyFull = $derived(this.usedShare >= NEARLY_FULL);

	show(status: StorageStatus): void {
		this.#status = status;
	}

	async refresh(): Promise<void> {
		const isLatest = this.#latest.begin();
		const status = await this.#library.storage();
		if (isLatest()) this.#status = status;
	}

	/** Asks the browser not to evict the data. */
	async persist(): Promise<void> {
		this.#persistAnswer = (await this.#library.persist()) ? 'granted' : 'refused';
		await this.refresh();
	}
}
