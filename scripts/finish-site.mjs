// What is left to do when Kit has written the site: the 404 page, and the list of files for offline use.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { notFoundPage } from './not-found-page.mjs';

const LIST = '_app/precache.json';
/** What only a host or the browser's installer asks for, and what would lie if it were kept. */
const NOT_PRECACHED = /^(404\.html|service-worker\.js|_app\/version\.json|icon-.*|empty\.duckdb)$/;

/**
 * Wraps an adapter that writes into `folder`.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @param {string} folder
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function finishSite(adapter, folder) {
	return {
		...adapter,
		async adapt(builder) {
			await adapter.adapt(builder);
			writeFileSync(join(folder, '404.html'), notFoundPage);
			writeFileSync(join(folder, LIST), JSON.stringify(precacheList(folder)));
		}
	};
}

/** The site's version and its files as addresses relative to the base: `./`, `self-test/`, `_app/…`. */
export function precacheList(folder) {
	const { version } = JSON.parse(readFileSync(join(folder, '_app/version.json'), 'utf8'));
	const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) =>
			relative(folder, join(entry.parentPath ?? entry.path, entry.name))
				.split(sep)
				.join('/')
		)
		.filter((path) => path !== LIST && !NOT_PRECACHED.test(path))
		.map(
			(path) =>
				`./${path
					.replace(/(^|\/)index\.html$/, '$1')
					.split('/')
					.map(encodeURIComponent)
					.join('/')}`
		)
		.toSorted();
	return { version, paths };
}
