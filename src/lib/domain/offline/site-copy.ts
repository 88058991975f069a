/** The offline copy of the site: what its service worker stores, and where. */

/** Each build has a cache of its own: this, and the build's version. */
export const CACHE_PREFIX = 'varve-app-';

/** Address of the list of files, relative to the base. */
export const LIST_PATH = '_app/precache.json';

/** The list: `scripts/finish-site.mjs` writes it. Paths are relative to the base and begin with `./`. */
export interface SiteList {
	version: string;
	paths: string[];
}

export function cacheNameOf(version: string): string {
	return `${CACHE_PREFIX}${version}`;
}
