import { resolve } from '$app/paths';

/** The engine is up, and what the user does first has had its turn. */
const FIRST_VISIT_MS = 5000;

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

	/**
	 * Registers the service worker a while after the engine is up: its copy of the site has parts that the first visit
	 * does not need, and an import that runs needs all of the machine. It becomes active only after everything was
	 * stored, so `ready` is the proof.
	 */
	async watch(engine: Promise<unknown>, importsDone: () => Promise<void>): Promise<void> {
		if (!('serviceWorker' in navigator)) {
			this.#readiness = 'unsupported';
			return;
		}
		await engine.catch(() => undefined);
		await new Promise((resume) => setTimeout(resume, FIRST_VISIT_MS));
		await importsDone();
		const script = new URL('service-worker.js', new URL(resolve('/'), location.href));
		navigator.serviceWorker.register(script).catch(() => (this.#readiness = 'unsupported'));
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
