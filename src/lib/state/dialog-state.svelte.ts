import type { DiffSide } from '$lib/protocol/diff-api';

/** The dialogs besides the import; one at a time, as no modal stands on another. */
export type Dialog =
	| { kind: 'palette' }
	| { kind: 'shortcuts' }
	| { kind: 'import-url' }
	/** `tabId`: the tab whose sides are changed; null opens another. */
	| { kind: 'compare'; from: DiffSide | null; to: DiffSide | null; tabId: string | null }
	| { kind: 'rename-source'; sourceId: string; name: string }
	| { kind: 'save-query'; tabId: string }
	| { kind: 'rename-query'; queryId: string; name: string }
	| { kind: 'remove-source'; sourceId: string; name: string; versionCount: number; storedBytes: number }
	| { kind: 'label-version'; sourceId: string; name: string; version: number }
	| { kind: 'restore-version'; sourceId: string; name: string; version: number }
	| { kind: 'retention'; sourceId: string; name: string }
	| { kind: 'remove-version'; sourceId: string; name: string; version: number; storedBytes: number };

export class DialogState {
	#open = $state.raw<Dialog | null>(null);

	get open(): Dialog | null {
		return this.#open;
	}

	show(dialog: Dialog): void {
		this.#open = dialog;
	}

	close(): void {
		this.#open = null;
	}
}
