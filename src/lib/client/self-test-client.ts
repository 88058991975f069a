import { version } from '$app/environment';
import { resolve } from '$app/paths';
import { cacheNameOf, LIST_PATH, type SiteList } from '$lib/domain/offline/site-copy';
import {
	failed,
	limited,
	passed,
	settle,
	WORKER_CHECKS,
	type CheckOutcome,
	type SelfCheckId,
	type WorkerCheckId
} from '$lib/domain/self-test/check';
import type { SelfTestApi } from '$lib/protocol/self-test-api';
import { checkEngine } from './self-test-engine';
import { WorkerHandle } from './worker-handle';

/** Slow machines need a while to compile the engine. */
const LIMIT_MS = 120_000;

type PageCheckId = Exclude<SelfCheckId, WorkerCheckId>;

/** Runs the checks of the self-test: in a worker where the app works in a worker, else here. */
export class SelfTestClient {
	readonly #handle = new WorkerHandle<SelfTestApi>(
		new Worker(new URL('../workers/self-test.worker.ts', import.meta.url), { type: 'module' }),
		'self-test'
	);

	/** Never throws: what goes wrong is the outcome. */
	check(id: SelfCheckId): Promise<CheckOutcome> {
		const run = isWorkerCheck(id)
			? () => this.#handle.call((api) => api.check(id))
			: () => this.#onPage[id]();
		return settle(run, failed, LIMIT_MS, (ms) => new Promise((done) => setTimeout(done, ms)));
	}

	close(): void {
		this.#handle.terminate();
	}

	readonly #onPage: Record<PageCheckId, () => Promise<CheckOutcome>> = {
		'secure-context': async () => (isSecureContext ? passed() : failed({ reason: location.protocol })),
		worker: async () => {
			const locks = await this.#handle.call((api) => api.check('locks'));
			return passed({ answered: locks.state });
		},
		engine: checkEngine,
		'service-worker': checkServiceWorker,
		'offline-files': checkOfflineFiles,
		space: async () => {
			const { usage = 0, quota = 0 } = await navigator.storage.estimate();
			return quota > usage ? passed({ usage, quota }) : limited({ usage, quota });
		},
		persistence: async () => ((await navigator.storage.persisted()) ? passed() : limited())
	};
}

function isWorkerCheck(id: SelfCheckId): id is WorkerCheckId {
	return (WORKER_CHECKS as readonly string[]).includes(id);
}

/** Active means: everything was stored. A first visit may still be storing. */
async function checkServiceWorker(): Promise<CheckOutcome> {
	if (!('serviceWorker' in navigator)) return limited({ reason: 'unsupported' });
	const registration = await navigator.serviceWorker.getRegistration();
	if (!registration) return limited({ reason: 'unregistered' });
	if (!registration.active) return limited({ reason: 'storing' });
	return passed({ waiting: registration.waiting !== null });
}

/** Compares the list of this build's files with what really lies in its cache. */
async function checkOfflineFiles(): Promise<CheckOutcome> {
	const name = cacheNameOf(version);
	if (!(await caches.has(name))) return limited({ reason: 'no-copy' });
	const base = new URL(resolve('/'), location.href);
	const cache = await caches.open(name);
	const stored = await cache.match(new URL(LIST_PATH, base));
	if (!stored) return limited({ reason: 'storing' });
	const { paths } = (await stored.json()) as SiteList;
	const present = await Promise.all(
		paths.map(async (path) => isWhole(await cache.match(new URL(path, base))))
	);
	const missing = paths.filter((_, at) => !present[at]);
	if (missing.length > 0)
		return failed({ reason: 'missing', missing: missing.length, first: missing[0] ?? '' });
	return passed({ files: paths.length });
}

async function isWhole(response: Response | undefined): Promise<boolean> {
	return response?.ok === true && (await response.blob()).size > 0;
}
