/// <reference types="@sveltejs/kit" />
import { version } from '$service-worker';
import { CACHE_PREFIX, cacheNameOf, LIST_PATH, type SiteList } from './lib/domain/offline/site-copy';

// The offline copy of the app. Each build has its own cache, filled before that build may take over, so a page
// never gets files of two builds. A new build waits until the old build's tabs are closed, or until the user asks
// for it (`skip-waiting`): an open tab keeps the worker scripts that its chunks were built with.

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE_NAME = cacheNameOf(version);
/** The folder this script lies in: the app's base, whatever the host calls it. Ends with a slash. */
const BASE = new URL('./', worker.location.href).href;
const CONCURRENT_FETCHES = 4;
const IMMUTABLE = '/_app/immutable/';

/** Every file of the site with the version it belongs to, written by scripts/finish-site.mjs: Kit's own list lacks
 * what workers load (their chunks, nested workers, the engine). */
const LIST = new URL(LIST_PATH, BASE).href;

worker.addEventListener('install', (event) => event.waitUntil(precache()));

worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));

worker.addEventListener('message', (event) => {
	if (event.data === 'skip-waiting') event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	if (request.method !== 'GET' || !request.url.startsWith(BASE)) return;
	if (request.mode !== 'navigate') return event.respondWith(answerFile(request));
	event.respondWith(answerPage(request));
	event.waitUntil(removeUnusedCaches());
});

/**
 * Fills this build's cache. What an older build stored already is copied (the names of immutable files hold their
 * hash); what the page has just loaded comes out of the browser's HTTP cache.
 */
async function precache(): Promise<void> {
	const list = (await (await fetch(LIST, { cache: 'no-store' })).json()) as SiteList;
	if (list.version !== version)
		throw new Error('the host is between two builds; the browser tries again later');
	const cache = await caches.open(CACHE_NAME);
	const older = await oldCaches();
	const queue = list.paths.map((path) => new URL(path, BASE).href);
	const storeAll = async () => {
		for (let address = queue.pop(); address; address = queue.pop()) {
			const stored = address.includes(IMMUTABLE) ? await fromCaches(older, address) : undefined;
			await (stored ? cache.put(address, stored) : cache.add(address));
		}
	};
	await Promise.all(Array.from({ length: CONCURRENT_FETCHES }, storeAll));
	await cache.put(LIST, Response.json(list));
}

/** On the first visit the open page gets its offline copy at once; later builds take over page by page. */
async function takeOver(): Promise<void> {
	if ((await oldCaches()).length === 0) await worker.clients.claim();
	await removeUnusedCaches();
}

async function oldCaches(): Promise<string[]> {
	return (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE_NAME);
}

/** Drops the files of older builds, but not while another tab may still load some, nor those of a build to come. */
async function removeUnusedCaches(): Promise<void> {
	if (worker.registration.installing ?? worker.registration.waiting) return;
	const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
	if (tabs.length > 1) return;
	await Promise.all((await oldCaches()).map((name) => caches.delete(name)));
}

/** A page: from the cache; one that is not there from the host; where neither has it, the app's first page. */
async function answerPage(request: Request): Promise<Response> {
	const cache = await caches.open(CACHE_NAME);
	const cached = await cache.match(request, { ignoreSearch: true });
	if (cached) return cached;
	const { origin, pathname, search } = new URL(request.url);
	const folder = `${origin}${pathname}/`;
	if (await cache.match(folder)) return Response.redirect(folder + search);
	return (await fromHost(request)) ?? Response.redirect(BASE + search);
}

/** A file: of this build, of an older build whose tab is still open, or from the host. */
async function answerFile(request: Request): Promise<Response> {
	return (await fromCaches([CACHE_NAME, ...(await oldCaches())], request)) ?? fetch(request);
}

async function fromCaches(names: string[], request: Request | string): Promise<Response | undefined> {
	for (const name of names) {
		const cached = await (await caches.open(name)).match(request);
		if (cached) return cached;
	}
	return undefined;
}

/** @returns the page as the host has it, or null where it has none or can't be reached */
async function fromHost(request: Request): Promise<Response | null> {
	try {
		const response = await fetch(request);
		return response.ok || response.type === 'opaqueredirect' ? response : null;
	} catch {
		return null;
	}
}
