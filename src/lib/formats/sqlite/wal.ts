const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC_LITTLE = 0x377f_0682;
const MAGIC_BIG = 0x377f_0683;

/** What a write-ahead log adds to its database (https://sqlite.org/fileformat.html, 4). */
export interface WalContents {
	/** Offset in the log of the newest committed content of each page, by page number from 1. */
	pages: ReadonlyMap<number, number>;
	/** Pages the database has after the last commit. */
	pageCount: number;
}

/** Reads the committed part of a `-wal` file. @returns null where it holds nothing that was committed */
export function readWal(wal: Uint8Array, pageBytes: number): WalContents | null {
	if (wal.length < WAL_HEADER_BYTES) return null;
	const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
	const magic = view.getUint32(0);
	if ((magic !== MAGIC_LITTLE && magic !== MAGIC_BIG) || view.getUint32(8) !== pageBytes) return null;
	const sum = new Checksum(view, magic === MAGIC_LITTLE);
	sum.add(0, 24);
	if (!sum.equals(24)) return null;
	const pages = new Map<number, number>();
	let committed: WalContents | null = null;
	const frameBytes = FRAME_HEADER_BYTES + pageBytes;
	for (let at = WAL_HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
		const isOfThisLog =
			view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
		sum.add(at, 8);
		sum.add(at + FRAME_HEADER_BYTES, pageBytes);
		if (!isOfThisLog || !sum.equals(at + 16)) break;
		pages.set(view.getUint32(at), at + FRAME_HEADER_BYTES);
		const pageCount = view.getUint32(at + 4);
		if (pageCount > 0) committed = { pages: new Map(pages), pageCount };
	}
	return committed;
}

/** The database with its log's pages in place, as a file that is put together lazily: nothing is copied. */
export function mergeWal(database: File, wal: File, contents: WalContents, pageBytes: number): File {
	const parts: Blob[] = [];
	const numbers = [...contents.pages.keys()].sort((a, b) => a - b);
	let next = 1;
	for (const page of numbers) {
		if (page > contents.pageCount) break;
		if (page > next) parts.push(database.slice((next - 1) * pageBytes, (page - 1) * pageBytes));
		const at = contents.pages.get(page) ?? 0;
		parts.push(wal.slice(at, at + pageBytes));
		next = page + 1;
	}
	if (next <= contents.pageCount)
		parts.push(database.slice((next - 1) * pageBytes, contents.pageCount * pageBytes));
	return new File(parts, database.name, { lastModified: database.lastModified });
}

/** The log's running checksum over pairs of 32-bit words. */
class Checksum {
	#a = 0;
	#b = 0;

	constructor(
		private readonly view: DataView,
		private readonly isLittle: boolean
	) {}

	add(offset: number, length: number): void {
		for (let at = offset; at < offset + length; at += 8) {
			this.#a = (this.#a + this.view.getUint32(at, this.isLittle) + this.#b) >>> 0;
			this.#b = (this.#b + this.view.getUint32(at + 4, this.isLittle) + this.#a) >>> 0;
		}
	}

	/** Compares with the checksum stored at `offset`. */
	equals(offset: number): boolean {
		return this.#a === this.view.getUint32(offset) && this.#b === this.view.getUint32(offset + 4);
	}
}
