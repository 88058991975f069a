import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionRequest } from '$lib/protocol/import-api';

/** So long nothing must have been imported. */
const IDLE_MS = 1500;

/**
 * Versions whose metrics are still to be measured: a source without rules does not wait for them at import. They are
 * measured one by one, newest first, while nothing is imported or asked for; what was not when the page is closed is
 * when the Quality tab is opened.
 */
export class JudgeLater {
	#wanted: VersionRequest[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isPaused = false;
	#isJudging = false;

	/**
	 * @param judge measures a version and keeps what it finds
	 * @param isAsked the user waits for an answer to something else
	 */
	constructor(
		private readonly judge: (request: VersionRequest) => Promise<unknown>,
		private readonly isAsked: () => boolean = () => false
	) {}

	/** An import begins: what is left waits for its end. */
	pause(): void {
		this.#isPaused = true;
		clearTimeout(this.#timer);
	}

	/** It has ended; with a receipt where it went well. */
	resume(receipt: Receipt | null): void {
		this.#isPaused = false;
		if (receipt?.status === 'committed' && !receipt.phases.some(({ name }) => name === 'judging')) {
			const { sourceId, version } = receipt;
			this.#wanted.push({ sourceId, version });
		}
		this.#wait();
	}

	/** Somebody judges this version now. */
	forget({ sourceId, version }: VersionRequest): void {
		this.#wanted = this.#wanted.filter((one) => one.sourceId !== sourceId || one.version !== version);
	}

	close(): void {
		this.pause();
		this.#wanted = [];
	}

	#wait(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#judgeAll(), IDLE_MS);
	}

	async #judgeAll(): Promise<void> {
		if (this.#isJudging) return;
		this.#isJudging = true;
		while (!this.#isPaused) {
			if (this.isAsked()) {
				this.#wait();
				break;
			}
			const request = this.#wanted.pop();
			if (!request) break;
			// a version that is gone meanwhile has no metrics
			await this.judge(request).catch(() => undefined);
		}
		this.#isJudging = false;
	}
}
