/**
 * A row order as runs: run `i` stands for `lengths[i]` rows that follow each other in their source, the first at
 * `starts[i]`. A start of 0 or more is a row of the layer below; a negative one is row `-1 - start` of the extra
 * rows, which go on as -2, -3 … while the run does. Runs are as long as they can be.
 */
export interface Runs {
	readonly lengths: number[];
	readonly starts: number[];
}

/** A piece of a row order: rows `[position, position + length)` come from `start` on (see `Runs`). */
export interface Piece {
	position: number;
	start: number;
	length: number;
}

export function isExtra(start: number): boolean {
	return start < 0;
}

/** Row number among the extra rows. */
export function extraRow(start: number): number {
	return -1 - start;
}

/** The start that stands for row `row` of the extra rows. */
export function extraStart(row: number): number {
	return -1 - row;
}

/** The start of what lies `offset` rows behind `start`. */
export function startAt(start: number, offset: number): number {
	return isExtra(start) ? start - offset : start + offset;
}

/** Rows 0 … `rows` of the layer below, as they are. */
export function sameRows(rows: number): Runs {
	return rows > 0 ? { lengths: [rows], starts: [0] } : { lengths: [], starts: [] };
}

export function rowCountOf({ lengths }: Runs): number {
	return lengths.reduce((sum, length) => sum + length, 0);
}

/** Adds rows at the end, to the last run where they go on from it. */
export function addRun(runs: Runs, start: number, length: number): void {
	if (length === 0) return;
	const last = runs.lengths.length - 1;
	const lastStart = runs.starts[last];
	const lastLength = runs.lengths[last] ?? 0;
	const goesOn =
		lastStart !== undefined &&
		isExtra(lastStart) === isExtra(start) &&
		startAt(lastStart, lastLength) === start;
	if (goesOn) {
		runs.lengths[last] = lastLength + length;
		return;
	}
	runs.starts.push(start);
	runs.lengths.push(length);
}

/** A row order that can be asked for its pieces; asking in ascending order is quick. */
export class RunReader {
	readonly rowCount: number;
	readonly #runs: Runs;
	/** Position of the first row of each run. */
	readonly #positions: Float64Array;
	#at = 0;

	constructor(runs: Runs) {
		this.#runs = runs;
		this.#positions = new Float64Array(runs.lengths.length);
		let position = 0;
		runs.lengths.forEach((length, index) => {
			this.#positions[index] = position;
			position += length;
		});
		this.rowCount = position;
	}

	/** The pieces of rows `[from, to)`, which lie within the order. */
	*pieces(from: number, to: number): Generator<Piece> {
		let index = this.#find(from);
		for (let position = from; position < to; index++) {
			const offset = position - (this.#positions[index] as number);
			const length = Math.min((this.#runs.lengths[index] as number) - offset, to - position);
			yield { position, start: startAt(this.#runs.starts[index] as number, offset), length };
			position += length;
			this.#at = index;
		}
	}

	#find(position: number): number {
		const starts = this.#positions;
		if (position < 0 || position >= this.rowCount) return starts.length;
		for (let index = this.#at; index < this.#at + 4 && index < starts.length; index++) {
			const end = starts[index + 1] ?? this.rowCount;
			if ((starts[index] as number) <= position && position < end) return index;
		}
		let [low, high] = [0, starts.length - 1];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((starts[middle] as number) <= position) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}

/** `upper` is told in rows of the version whose own order is `lower`: the same, told in the rows that `lower` is told in. */
export function composeRuns(upper: Runs, lower: Runs): Runs {
	const composed: Runs = { lengths: [], starts: [] };
	const reader = new RunReader(lower);
	upper.starts.forEach((start, index) => {
		const length = upper.lengths[index] as number;
		if (isExtra(start)) addRun(composed, start, length);
		else
			for (const piece of reader.pieces(start, start + length)) addRun(composed, piece.start, piece.length);
	});
	return composed;
}

/** The rows among `rowCount` extra rows that `orders` use, ascending. */
export function usedExtraRows(orders: readonly Runs[], rowCount: number): Runs {
	const used = new Uint8Array(rowCount);
	for (const { starts, lengths } of orders) {
		starts.forEach((start, index) => {
			const row = extraRow(start);
			if (isExtra(start)) used.fill(1, row, row + (lengths[index] as number));
		});
	}
	const rows: Runs = { lengths: [], starts: [] };
	used.forEach((isUsed, row) => isUsed === 1 && addRun(rows, row, 1));
	return rows;
}

/** `order` after the extra rows that are not in `kept` were left out. */
export function withoutUnusedRows(order: Runs, kept: Runs, rowCount: number): Runs {
	const now = new Int32Array(rowCount).fill(-1);
	let next = 0;
	kept.starts.forEach((start, index) => {
		for (let row = start; row < start + (kept.lengths[index] as number); row++) now[row] = next++;
	});
	const moved: Runs = { lengths: [], starts: [] };
	order.starts.forEach((start, index) => {
		const length = order.lengths[index] as number;
		if (isExtra(start)) addRun(moved, extraStart(now[extraRow(start)] as number), length);
		else addRun(moved, start, length);
	});
	return moved;
}
