import type { LibraryEvent } from '$lib/protocol/library-api';

/** Said before a source's lock is waited for, so that work that can wait lets go of it. */
interface Wanted {
	kind: 'source-wanted';
	sourceId: string;
}

type Listener = (event: LibraryEvent) => unknown;

/** Carries changes to the listeners of this tab and to the libraries of other tabs. */
export class LibraryEvents {
	readonly #listeners = new Set<Listener>();
	readonly #wantedListeners = new Set<(sourceId: string) => void>();
	readonly #channel: BroadcastChannel | null;

	/** @param channelName shared by the tabs that see the same data, or null where no other tab does */
	constructor(channelName: string | null) {
		this.#channel = channelName === null ? null : new BroadcastChannel(channelName);
	}

	/** `onEvent` is told of other tabs' changes; this tab's listeners are told when it has resolved. */
	followOtherTabs(onEvent: (event: LibraryEvent) => Promise<void>): void {
		this.#channel?.addEventListener('message', (message: MessageEvent<LibraryEvent | Wanted>) => {
			if (message.data.kind === 'source-wanted') return this.#tellWanted(message.data.sourceId);
			const event = message.data;
			void onEvent(event)
				.catch(() => undefined)
				.then(() => this.#tell(event));
		});
	}

	/** `listener` is told which source somebody, in this tab or another, is about to wait for. */
	onWanted(listener: (sourceId: string) => void): void {
		this.#wantedListeners.add(listener);
	}

	want(sourceId: string): void {
		this.#channel?.postMessage({ kind: 'source-wanted', sourceId } satisfies Wanted);
		this.#tellWanted(sourceId);
	}

	subscribe(listener: Listener): void {
		this.#listeners.add(listener);
	}

	emit(event: LibraryEvent): void {
		this.#channel?.postMessage(event);
		this.#tell(event);
	}

	close(): void {
		this.#channel?.close();
	}

	#tellWanted(sourceId: string): void {
		for (const listener of this.#wantedListeners) listener(sourceId);
	}

	#tell(event: LibraryEvent): void {
		for (const listener of this.#listeners) {
			// A listener lives in another thread and may fail there: it is not told again.
			new Promise((resolve) => resolve(listener(event))).catch(() => this.#listeners.delete(listener));
		}
	}
}
