/**
 * Whether the app would open without a network: true once its service worker has stored everything it needs;
 * and whether a newer version of the app is stored and waits for this one to go.
 */
export class OfflineState {
	#readiness = $state.raw<'unknown' | 'ready' | 'unsupported'>('unknown');
	#waiting = $state.raw<ServiceWorker | null>(null);

	get readiness(): 'unknown' | 'ready' | 'unsupported' {
		return this.#readiness;
	}

	get hasUpdate(): boolean {
		return this.#waiting !== null;
	}

	/** A service worker becomes active only after everything was stored, so `ready` is the proof. */
	async watch(): Promise<void> {
		if (!('serviceWorker' in navigator)) {
			this.#readiness = 'unsupported';
			return;
		}
		const registration = await navigator.serviceWorker.ready;
		this.#readiness = 'ready';
		this.#waiting = registration.waiting;
		registration.addEventListener('updatefound', () => {
			const { installing } = registration;
			installing?.addEventListener('statechange', () => {
				if (installing.state === 'installed' && registration.active) this.#waiting = installing;
			});
		});
	}

	/** Lets the newer version take over and starts it; tabs and texts are kept. */
	update(): void {
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
		this.#waiting?.postMessage('skip-waiting');
	}
}
