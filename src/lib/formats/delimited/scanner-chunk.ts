import type { RecordPlaces, ScannedChunk, ScannedReject, ScannerOptions } from './scanner-types';

const BOM = [0xef, 0xbb, 0xbf];

/** Collects sound records into the next chunk: whole runs of the input are copied at once. */
export class ChunkBuilder {
	/** Sound records so far. */
	rowCount = 0;

	#out: Uint8Array<ArrayBuffer>;
	#length = 0;
	#runStart = 0;
	#index = 0;
	#recordsBefore = 0;
	#rejects: ScannedReject[] = [];
	/** Characters of the rejects' texts: they count towards the chunk, so that memory stays bounded. */
	#rejectChars = 0;
	#gaps: { row: number; shift: number }[] = [];
	#places: PlaceList | null;

	constructor(
		private readonly crlf: boolean,
		private readonly options: ScannerOptions
	) {
		this.#out = new Uint8Array(options.chunkBytes + (1 << 16));
		this.#places = options.trackRecords ? new PlaceList() : null;
	}

	/** Sound records start at `at` of the current buffer. */
	startRun(at: number): void {
		this.#runStart = at;
	}

	/** Bytes in the chunk when the current run is taken up to `at`. */
	size(at: number): number {
		return this.#length + (at - this.#runStart) + this.#rejectChars;
	}

	/** Copies the current run up to `end`; the next run starts there. */
	flushRun(buffer: Uint8Array, end: number): void {
		if (end > this.#runStart) this.append(buffer.subarray(this.#runStart, end));
		this.#runStart = end;
	}

	append(bytes: Uint8Array): void {
		// An engine drops a byte-order mark at the start of its input: one of ours goes before one of the data's.
		const marked = this.#length === 0 && BOM.every((byte, i) => bytes[i] === byte);
		this.#reserve(bytes.length + (marked ? BOM.length : 0));
		if (marked) {
			this.#out.set(BOM, 0);
			this.#length = BOM.length;
		}
		this.#out.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	endLine(): void {
		this.#reserve(2);
		if (this.crlf) this.#out[this.#length++] = 13;
		this.#out[this.#length++] = 10;
	}

	reject(reject: ScannedReject): void {
		this.#rejects.push(reject);
		this.#rejectChars += reject.raw.length;
		const last = this.#gaps.at(-1);
		if (last?.row === this.rowCount + 1) last.shift++;
		else this.#gaps.push({ row: this.rowCount + 1, shift: (last?.shift ?? 0) + 1 });
	}

	track(raw: Uint8Array, byteOffset: number | null): void {
		this.#places?.push(raw, byteOffset);
	}

	/** @returns the chunk, or null when there is neither a row nor a reject in it */
	take(recordsRead: number, textEnd: number): ScannedChunk | null {
		if (this.rowCount === 0 && this.#rejects.length === 0) return null;
		const chunk: ScannedChunk = {
			index: this.#index++,
			firstRecord: this.#recordsBefore + 1,
			recordsRead: recordsRead - this.#recordsBefore,
			rowCount: this.rowCount,
			bytes: this.#out.subarray(0, this.#length),
			gaps: this.#gaps,
			rejects: this.#rejects,
			places: this.#places,
			textEnd
		};
		this.#recordsBefore = recordsRead;
		this.#out = new Uint8Array(this.#out.length);
		this.rowCount = 0;
		this.#length = 0;
		this.#rejects = [];
		this.#rejectChars = 0;
		this.#gaps = [];
		this.#places = this.options.trackRecords ? new PlaceList() : null;
		return chunk;
	}

	#reserve(more: number): void {
		if (this.#length + more <= this.#out.length) return;
		const grown = new Uint8Array(Math.max(this.#length + more, Math.ceil(this.#out.length * 1.5)));
		grown.set(this.#out.subarray(0, this.#length));
		this.#out = grown;
	}
}

/** The raw text and the place of each row of one chunk: kept while the chunk is being loaded. */
class PlaceList implements RecordPlaces {
	#bytes = new Uint8Array(1 << 16);
	#length = 0;
	readonly #ends: number[] = [];
	readonly #offsets: (number | null)[] = [];

	push(raw: Uint8Array, byteOffset: number | null): void {
		if (this.#length + raw.length > this.#bytes.length) {
			const grown = new Uint8Array(Math.max(this.#length + raw.length, this.#bytes.length * 2));
			grown.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = grown;
		}
		this.#bytes.set(raw, this.#length);
		this.#length += raw.length;
		this.#ends.push(this.#length);
		this.#offsets.push(byteOffset);
	}

	raw(row: number): string {
		const start = row === 0 ? 0 : (this.#ends[row - 1] ?? 0);
		return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(start, this.#ends[row]));
	}

	byteOffset(row: number): number | null {
		return this.#offsets[row] ?? null;
	}
}
