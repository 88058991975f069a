import type { SyncAccessHandle } from '$lib/storage/sources/sync-access';

/** Bytes written one after the other and read back by offset. */
export interface Spill {
	readonly sizeBytes: number;
	/** @returns false when there is no more room; nothing is written then */
	append(bytes: Uint8Array<ArrayBuffer>): boolean;
	read(offset: number, length: number): Uint8Array<ArrayBuffer>;
	close(): Promise<void>;
}

/** In the private file system. */
export class FileSpill implements Spill {
	#sizeBytes = 0;
	#isClosed = false;
	readonly #access: SyncAccessHandle;
	readonly #remove: () => Promise<void>;

	constructor(access: SyncAccessHandle, remove: () => Promise<void>) {
		this.#access = access;
		this.#remove = remove;
	}

	get sizeBytes(): number {
		return this.#sizeBytes;
	}

	append(bytes: Uint8Array<ArrayBuffer>): boolean {
		try {
			// browsers differ in what a full disk does: an exception, or fewer bytes written than asked
			if (this.#access.write(bytes, { at: this.#sizeBytes }) < bytes.length) return false;
		} catch {
			return false;
		}
		this.#sizeBytes += bytes.length;
		return true;
	}

	read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(length);
		this.#access.read(bytes, { at: offset });
		return bytes;
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#access.close();
		await this.#remove();
	}
}

/** In memory, up to a bound. */
export class MemorySpill implements Spill {
	static readonly LIMIT_BYTES = 256 * 2 ** 20;
	#sizeBytes = 0;
	#pieces = new Map<number, Uint8Array<ArrayBuffer>>();

	get sizeBytes(): number {
		return this.#sizeBytes;
	}

	append(bytes: Uint8Array<ArrayBuffer>): boolean {
		if (this.#sizeBytes + bytes.length > MemorySpill.LIMIT_BYTES) return false;
		this.#pieces.set(this.#sizeBytes, bytes);
		this.#sizeBytes += bytes.length;
		return true;
	}

	/** Only what was appended in one piece, or in pieces that follow each other. */
	read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(length);
		for (let at = 0; at < length;) {
			const piece = this.#pieces.get(offset + at);
			if (!piece) throw new RangeError('not the start of a piece');
			bytes.set(piece.subarray(0, length - at), at);
			at += piece.length;
		}
		return bytes;
	}

	async close(): Promise<void> {
		this.#pieces = new Map();
	}
}

/** In memory while it is small, as most results are; then in a file. */
export class GrowingSpill implements Spill {
	static readonly SMALL_BYTES = 1 << 20;
	readonly #openFile: () => Promise<Spill>;
	#spill: Spill = new MemorySpill();
	#opening: Promise<void> | null = null;
	#isClosed = false;

	constructor(openFile: () => Promise<Spill>) {
		this.#openFile = openFile;
	}

	get sizeBytes(): number {
		return this.#spill.sizeBytes;
	}

	append(bytes: Uint8Array<ArrayBuffer>): boolean {
		if (!this.#spill.append(bytes)) return false;
		if (this.sizeBytes > GrowingSpill.SMALL_BYTES) this.#opening ??= this.#move();
		return true;
	}

	read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		return this.#spill.read(offset, length);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#opening;
		await this.#spill.close();
	}

	/** What comes while the file is being opened goes to memory, and then with the rest. Without a file it stays there. */
	async #move(): Promise<void> {
		let file: Spill;
		try {
			file = await this.#openFile();
		} catch {
			return;
		}
		const small = this.#spill;
		if (this.#isClosed || !file.append(small.read(0, small.sizeBytes))) {
			await file.close();
			return;
		}
		this.#spill = file;
		await small.close();
	}
}
