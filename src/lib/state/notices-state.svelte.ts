import type { AppError } from '$lib/domain/errors';

/** A short message at the edge of the screen; what it says is made into a sentence by the UI. */
export type NoticeBody =
	| {
			kind: 'imported';
			sourceId: string;
			sourceName: string;
			version: number;
			rows: number;
			rejected: number;
	  }
	| { kind: 'unchanged'; sourceId: string; sourceName: string; version: number }
	| { kind: 'asking'; fileName: string; jobId: string }
	| { kind: 'restored'; sourceId: string; sourceName: string; version: number; fromVersion: number }
	| { kind: 'put-aside'; fileCount: number; undo: () => void }
	| { kind: 'query-removed'; name: string; undo: () => void }
	| { kind: 'error'; error: AppError };

export interface Notice {
	id: number;
	body: NoticeBody;
}

/** At most this many stand at once; older ones make room. */
const MOST = 4;

export class NoticesState {
	#list = $state.raw<readonly Notice[]>([]);
	#lastId = 0;

	get list(): readonly Notice[] {
		return this.#list;
	}

	/** @returns its id */
	add(body: NoticeBody): number {
		const id = ++this.#lastId;
		this.#list = [...this.#list, { id, body }].slice(-MOST);
		return id;
	}

	dismiss(id: number): void {
		this.#list = this.#list.filter((notice) => notice.id !== id);
	}
}
