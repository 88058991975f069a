import { AppError } from '$lib/domain/errors';
import type { DownloadProgress } from '$lib/protocol/download-api';
import { fileAddress, fileNameOf } from './address';

/** Beyond this the browser would have to keep too much. */
const MAX_BYTES = 4 * 2 ** 30;
const REPORT_EVERY_MS = 100;
/** Nothing of the user goes with the request. */
const PRIVATE: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };

/**
 * Fetches a file from an address that the user gave, as it comes: the browser keeps it, on disk where it is large.
 * For workers.
 * @throws AppError `url/invalid`, `url/blocked`, `url/unreachable`, `url/status`, `file/too-large`, `file/empty`
 */
export async function download(
	address: string,
	onProgress: (progress: DownloadProgress) => void
): Promise<File> {
	const url = fileAddress(address, location.protocol);
	const response = await request(url);
	if (!response.ok) {
		const sentence = `${url.host} answered with the status ${response.status} ${response.statusText}`.trim();
		throw new AppError('url/status', `${sentence}.`, { host: url.host, status: response.status });
	}
	const declared = Number(response.headers.get('content-length') ?? 0);
	// the length is that of the packed bytes where the server packs them
	const isPacked = response.headers.has('content-encoding');
	const bytesTotal = declared > 0 && !isPacked ? declared : null;
	if (declared > MAX_BYTES) throw tooLarge(url);
	const blob = await whole(url, response, bytesTotal, onProgress);
	const name = fileNameOf(new URL(response.url || url), response.headers.get('content-disposition'));
	if (blob.size === 0) throw new AppError('file/empty', `${name} is empty.`, { file: name });
	return new File([blob], name, { type: blob.type });
}

async function request(url: URL): Promise<Response> {
	try {
		return await fetch(url, PRIVATE);
	} catch (cause) {
		throw (await answersAtAll(url)) ? notAllowed(url, cause) : unreachable(url, cause);
	}
}

/** Whether the server is there, and only does not allow other sites to read what it has: browsers do not tell by themselves. */
async function answersAtAll(url: URL): Promise<boolean> {
	const abort = new AbortController();
	try {
		await fetch(url, { ...PRIVATE, mode: 'no-cors', signal: abort.signal });
		return true;
	} catch {
		return false;
	} finally {
		abort.abort();
	}
}

async function whole(
	url: URL,
	response: Response,
	bytesTotal: number | null,
	onProgress: (progress: DownloadProgress) => void
): Promise<Blob> {
	let bytesRead = 0;
	let lastReport = 0;
	const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
		transform(chunk, controller) {
			bytesRead += chunk.length;
			if (bytesRead > MAX_BYTES) throw tooLarge(url);
			if (performance.now() - lastReport >= REPORT_EVERY_MS) {
				lastReport = performance.now();
				onProgress({ bytesRead, bytesTotal });
			}
			controller.enqueue(chunk);
		}
	});
	try {
		const type = response.headers.get('content-type') ?? '';
		const stream = response.body?.pipeThrough(counter) ?? null;
		const blob = await new Response(stream, { headers: { 'content-type': type } }).blob();
		onProgress({ bytesRead, bytesTotal });
		return blob;
	} catch (cause) {
		if (cause instanceof AppError) throw cause;
		const sentence = `The connection to ${url.host} broke after ${bytesRead} bytes.`;
		throw new AppError('url/unreachable', sentence, { host: url.host }, { cause });
	}
}

function notAllowed(url: URL, cause: unknown): AppError {
	const sentence = `${url.host} is there, but does not allow other sites to read its files (CORS).`;
	return new AppError('url/blocked', sentence, { host: url.host, reason: 'cors' }, { cause });
}

function unreachable(url: URL, cause: unknown): AppError {
	const sentence = `${url.host} can't be reached: it does not exist, does not answer, or there is no network.`;
	return new AppError('url/unreachable', sentence, { host: url.host }, { cause });
}

function tooLarge(url: URL): AppError {
	return new AppError('file/too-large', `What ${url.host} sends is larger than 4 GB.`, { host: url.host });
}
