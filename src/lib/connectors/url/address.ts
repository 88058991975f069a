import { AppError } from '$lib/domain/errors';

/**
 * An address that a file can be fetched from.
 * @param pageProtocol `https:` or `http:`
 * @throws AppError `url/invalid`, `url/blocked`
 */
export function fileAddress(text: string, pageProtocol: string): URL {
	const trimmed = text.trim();
	const url = URL.parse(trimmed) ?? URL.parse(`https://${trimmed}`);
	if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '' || /\s/.test(trimmed)) {
		throw new AppError('url/invalid', `“${trimmed}” is no web address.`, { url: trimmed });
	}
	const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
	if (url.protocol === 'http:' && pageProtocol === 'https:' && !isLocal) {
		const sentence = `The browser fetches nothing over http for a page that came over https: use https://${url.host}, or download the file.`;
		throw new AppError('url/blocked', sentence, { host: url.host, reason: 'mixed-content' });
	}
	url.hash = '';
	return url;
}

/** A file's name from where it came from: the header that names it, else the end of the path. */
export function fileNameOf(url: URL, contentDisposition: string | null): string {
	const star = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(contentDisposition ?? '')?.[1];
	const plain = /filename\s*=\s*"?([^";]+)"?/i.exec(contentDisposition ?? '')?.[1];
	const path = url.pathname.split('/').filter((part) => part !== '');
	const name = decoded(star ?? plain ?? path.at(-1) ?? url.hostname);
	const clean = Array.from(name, (letter) => (letter < ' ' || '/\\'.includes(letter) ? '_' : letter));
	return clean.slice(0, 200).join('') || url.hostname;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
