import type { LibraryEvent } from '$lib/protocol/library-api';

type Listener = (event: LibraryEvent) => unknown;

/** Carries changes to the listeners of this tab and to the libraries of other tabs. */
export class LibraryEvents {
	readonly #listeners = new Set<Listener>();
	readonly #channel: BroadcastChannel | null;

	/** @param channelName shared by the tabs that see the same data, or null where no other tab does */
	constructor(channelName: string | null) {
		this.#channel = channelName === null ? null : new BroadcastChannel(channelName);
	}

	/** `onEvent` is told of other tabs' changes; this tab's listeners are told when it has resolved. */
	followOtherTabs(onEvent: (event: LibraryEvent) => Promise<void>): void {
		this.#channel?.addEventListener('message', (message: MessageEvent<LibraryEvent>) => {
			void onEvent(message.data)
				.catch(() => undefined)
				.then(() => this.#tell(message.data));
		});
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

	#tell(event: LibraryEvent): void {
		for (const listener of this.#listeners) {
			// A listener lives in another thread and may fail there: it is not told again.
			new Promise((resolve) => resolve(listener(event))).catch(() => this.#listeners.delete(listener));
		}
	}
}
