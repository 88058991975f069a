/** Longer ones are indented text of which little is gained. */
const MAX_BYTES = 256;

/**
 * Bytes that stood before a value: from the end of the value before it, or the brace, to its first byte, as in
 * `, "name": `. Where the same bytes stand again there is nothing to be read anew: they are compared, four at once.
 */
export class Lead {
	readonly #words: Int32Array;
	/** The last one to four bytes, and the bits that count. */
	readonly #last: number;
	readonly #mask: number;

	private constructor(
		bytes: Uint8Array,
		readonly length: number
	) {
		const padded = new Uint8Array((length + 3) & ~3);
		padded.set(bytes);
		const view = new DataView(padded.buffer);
		const whole = (length - 1) >> 2;
		this.#words = Int32Array.from({ length: whole }, (_, i) => view.getInt32(4 * i, true));
		this.#last = view.getInt32(4 * whole, true);
		this.#mask = (-1 >>> (8 * (4 * whole + 4 - length))) | 0;
	}

	/** @returns null where they are too many to be compared */
	static of(bytes: Uint8Array, start: number, end: number): Lead | null {
		if (end <= start || end - start > MAX_BYTES) return null;
		return new Lead(bytes.subarray(start, end), end - start);
	}

	/** Whether they stand at `start`; three bytes more than `length` must be there. */
	isAt(view: DataView, start: number): boolean {
		const words = this.#words;
		const { length } = words;
		let at = start;
		for (let i = 0; i < length; i++, at += 4) if (view.getInt32(at, true) !== words[i]) return false;
		return ((view.getInt32(at, true) ^ this.#last) & this.#mask) === 0;
	}
}
