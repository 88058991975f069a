/** The header of an SQLite database file: its first 100 bytes (https://sqlite.org/fileformat.html, 1.3). */
export const HEADER_BYTES = 100;

const MAGIC = 'SQLite format 3\0';
const ENCODINGS = { 1: 'UTF-8', 2: 'UTF-16le', 3: 'UTF-16be' } as const;
const EXTENSIONS = /\.(sqlite3?|db3?|s3db|sl3|sdb)$/i;

export interface SqliteHeader {
	pageBytes: number;
	/** Pages that the file should have, or null where an old writer did not say. */
	pageCount: number | null;
	/** In write-ahead mode: what was written last may lie in a `-wal` file beside it. */
	isWal: boolean;
	encoding: 'UTF-8' | 'UTF-16le' | 'UTF-16be';
}

export type HeaderFinding =
	| { kind: 'sound'; header: SqliteHeader }
	/** Another kind of file. */
	| { kind: 'other' }
	/** Looks like an SQLite database that is encrypted: nothing of it can be read without its key. */
	| { kind: 'encrypted' }
	| { kind: 'damaged'; why: string };

/** Whether a file starts as SQLite databases do. */
export function isSqlite(head: Uint8Array): boolean {
	return [...MAGIC].every((character, index) => head[index] === character.charCodeAt(0));
}

/**
 * What a file is, by its first bytes, size and name. That the header is sound does not say so of the pages behind it.
 * @param head at least the first 100 bytes, where the file has as many; 4096 tell encryption more surely
 */
export function inspectHeader(head: Uint8Array, sizeBytes: number, fileName: string): HeaderFinding {
	if (!isSqlite(head)) {
		return EXTENSIONS.test(fileName) && looksEncrypted(head, sizeBytes)
			? { kind: 'encrypted' }
			: { kind: 'other' };
	}
	if (sizeBytes < HEADER_BYTES || head.length < HEADER_BYTES)
		return damaged('it ends within its first 100 bytes');
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const pageBytes = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
	if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0)
		return damaged(`its header names a page size of ${pageBytes}`);
	const [writeVersion, readVersion] = [view.getUint8(18), view.getUint8(19)];
	if (readVersion > 2) return damaged(`its header names the unknown file version ${readVersion}`);
	// the page count is only good where the change counter it was written with is the present one
	const isCounted = view.getUint32(24) === view.getUint32(92) && view.getUint32(28) > 0;
	const pageCount = isCounted ? view.getUint32(28) : null;
	const encoding = ENCODINGS[view.getUint32(56) as keyof typeof ENCODINGS] ?? 'UTF-8';
	if (sizeBytes < pageBytes) return damaged('it is shorter than one page');
	if (pageCount !== null && sizeBytes < pageCount * pageBytes) {
		const there = Math.floor(sizeBytes / pageBytes);
		return damaged(`it is cut off: ${there} of ${pageCount} pages are there`);
	}
	return {
		kind: 'sound',
		header: { pageBytes, pageCount, isWal: writeVersion === 2 || readVersion === 2, encoding }
	};
}

function damaged(why: string): HeaderFinding {
	return { kind: 'damaged', why };
}

/** Encrypted databases are whole pages of noise. */
function looksEncrypted(head: Uint8Array, sizeBytes: number): boolean {
	if (sizeBytes === 0 || sizeBytes % 512 !== 0 || head.length < 512) return false;
	const counts = new Uint32Array(256);
	for (const byte of head) counts[byte] = (counts[byte] ?? 0) + 1;
	let bits = 0;
	for (const count of counts) if (count > 0) bits -= (count / head.length) * Math.log2(count / head.length);
	// noise has nearly 8 bits a byte; samples this small a little less
	return bits > (head.length >= 4096 ? 7.8 : 7.2);
}
