import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionRequest } from '$lib/protocol/import-api';

/** So long nothing must have been imported. */
const IDLE_MS = 1500;

/**
 * Versions whose metrics are still to be measured: a source without rules does not wait for them at import. They are
 * measured one by one while nothing is imported; what was not when the page is closed can be from the Quality tab.
 */
export class JudgeLater {
	#wanted: VersionRequest[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;

	/** @param judge measures a version and keeps what it finds */
	constructor(private readonly judge: (request: VersionRequest) => Promise<unknown>) {}

	add({ status, sourceId, version, phases }: Receipt): void {
		const wasJudged = phases.some(({ name }) => name === 'judging');
		if (status === 'committed' && !wasJudged) this.#wanted.push({ sourceId, version });
		this.wait();
	}

	/** Something is imported: what is left waits for its end. */
	wait(): void {
		clearTimeout(this.#timer);
		if (this.#wanted.length > 0 && !this.#isClosed) {
			this.#timer = setTimeout(() => void this.#next(), IDLE_MS);
		}
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
	}

	async #next(): Promise<void> {
		const request = this.#wanted.shift();
		if (!request) return;
		// a version that is gone meanwhile has no metrics
		await this.judge(request).catch(() => undefined);
		this.wait();
	}
}
