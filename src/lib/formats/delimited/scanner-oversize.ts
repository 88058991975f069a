import { CR, LF } from './scanner-record';

/** Raw text of a reject is kept up to this many bytes; the message tells the rest. */
export const RAW_LIMIT_BYTES = 1 << 20;

/** A record over the limit while it is run through: its head is kept, the rest only counted. */
export class OversizeRecord {
	readonly head: Uint8Array;
	byteLength: number;
	/** A byte that the last piece ended with decides about the next one. */
	#pending: 'nothing' | 'escape' | 'line-end' = 'nothing';

	/** @param start what has come of the record @param isOpen a quote is open where that ends */
	constructor(
		start: Uint8Array,
		readonly byteOffset: number | null,
		public isOpen: boolean
	) {
		this.head = start.slice(0, RAW_LIMIT_BYTES);
		this.byteLength = start.length;
	}

	/**
	 * Runs on; a doubled quote only toggles twice.
	 * @returns the offset after the record's line end, or -1 where all of `buffer` is the record's
	 */
	skip(buffer: Uint8Array, { quote, escape }: { quote: number; escape: number }): number {
		const end = buffer.length;
		if (this.#pending === 'line-end') return buffer[0] === LF ? 1 : 0;
		for (let i = this.#pending === 'escape' ? 1 : 0; i < end; i++) {
			const byte = buffer[i] as number;
			if (this.isOpen && byte === escape && byte !== quote) {
				i++;
				this.#pending = i === end ? 'escape' : 'nothing';
			} else if (byte === quote) this.isOpen = !this.isOpen;
			else if (!this.isOpen && (byte === LF || byte === CR)) {
				this.byteLength += i;
				if (byte === LF) return i + 1;
				if (i + 1 < end) return buffer[i + 1] === LF ? i + 2 : i + 1;
				this.#pending = 'line-end';
				return -1;
			}
		}
		this.byteLength += end;
		return -1;
	}
}
