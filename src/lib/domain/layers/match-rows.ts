import { addRun, extraStart, type Runs } from './runs';

/**
 * Finds the rows of `upper` in `lower` by the hashes of their values. Every row of `lower` is used at most once, so
 * that rows that occur several times are counted right. Rows that follow each other in both stay together, and of
 * equal rows the first one left is taken.
 * @param extraRows number of the extra rows there are already: what is not found goes behind them
 */
export function matchRows(upper: BigUint64Array, lower: BigUint64Array, extraRows: number): Runs {
	const runs: Runs = { lengths: [], starts: [] };
	const index = new HashIndex(lower);
	let next = 0;
	let nextExtra = extraRows;
	for (const hash of upper) {
		// mostly the row behind the last one: then nothing has to be looked up
		const found = next < lower.length && lower[next] === hash && index.take(next) ? next : index.find(hash);
		if (found < 0) {
			addRun(runs, extraStart(nextExtra++), 1);
			// a changed row stands where its old one stood
			next++;
		} else {
			addRun(runs, found, 1);
			next = found + 1;
		}
	}
	return runs;
}

/** Rows by hash: an open table of first rows, and for equal hashes a chain. */
class HashIndex {
	readonly #hashes: BigUint64Array;
	readonly #low: Uint32Array;
	readonly #mask: number;
	/** Row plus one of the first row of a hash that may be free, by slot. */
	readonly #slots: Int32Array;
	readonly #chain: Int32Array;
	readonly #used: Uint8Array;

	constructor(hashes: BigUint64Array) {
		const size = 2 ** Math.ceil(Math.log2(Math.max(16, hashes.length * 2)));
		this.#hashes = hashes;
		this.#low = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
		this.#mask = size - 1;
		this.#slots = new Int32Array(size);
		this.#chain = new Int32Array(hashes.length);
		this.#used = new Uint8Array(hashes.length);
		// backwards, so that chains ascend
		for (let row = hashes.length - 1; row >= 0; row--) this.#add(row);
	}

	/** @returns whether the row was free */
	take(row: number): boolean {
		if (this.#used[row] === 1) return false;
		this.#used[row] = 1;
		return true;
	}

	/** @returns the first free row with this hash, which is taken, or -1 */
	find(hash: bigint): number {
		const slot = this.#slotOf(hash, Number(hash & 0xffffffffn));
		let row = (this.#slots[slot] as number) - 1;
		while (row >= 0 && !this.take(row)) row = (this.#chain[row] as number) - 1;
		// what is used stays so: the chain is shortened to what may be free
		if (this.#slots[slot] !== 0) this.#slots[slot] = row < 0 ? EMPTIED : row + 1;
		return row;
	}

	#add(row: number): void {
		const slot = this.#slotOf(this.#hashes[row] as bigint, this.#low[row * 2] as number);
		this.#chain[row] = this.#slots[slot] as number;
		this.#slots[slot] = row + 1;
	}

	#slotOf(hash: bigint, low: number): number {
		for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
			const row = this.#slots[slot] as number;
			if (row === 0 || (row > 0 && this.#hashes[row - 1] === hash)) return slot;
		}
	}
}

/** A slot whose rows are all used: it is passed over, but ends no search. */
const EMPTIED = -1;
