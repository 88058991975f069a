/** Whether the app would open without a network: true once its service worker has stored everything it needs. */
export class OfflineState {
	#readiness = $state.raw<'unknown' | 'ready' | 'unsupported'>('unknown');

	get readiness(): 'unknown' | 'ready' | 'unsupported' {
		return this.#readiness;
	}

	/** A service worker becomes active only after everything was stored, so `ready` is the proof. */
	async watch(): Promise<void> {
		if (!('serviceWorker' in navigator)) {
			this.#readiness = 'unsupported';
			return;
		}
		await navigator.serviceWorker.ready;
		this.#readiness = 'ready';
	}
}
