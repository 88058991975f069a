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
	| { kind: 'put-aside'; fileCount: number; undo: () => void }
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

	add(body: NoticeBody): void {
		this.#list = [...this.#list, { id: ++this.#lastId, body }].slice(-MOST);
	}

	dismiss(id: number): void {
		this.#list = this.#list.filter((notice) => notice.id !== id);
	}
}
