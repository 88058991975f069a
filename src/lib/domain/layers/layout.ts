import { composeRuns, RunReader, sameRows, type Piece, type Runs } from './runs';

/** How a table of a version is made from the one of the next version: its steps, and its record numbers. */
export interface TableStep {
	/** Told in rows of the next version, and in extra rows. */
	rows: Runs;
	/** Record numbers in row order: a start is a record number. */
	records: Runs;
}

/** A piece whose rows also have record numbers that follow each other. */
export interface RecordPiece extends Piece {
	record: number;
}

/** A table of an old version: which rows of the base and which extra rows it consists of, in file order. */
export class TableLayout {
	readonly #rows: RunReader;
	readonly #records: RunReader;

	/** @param steps from the version below the base down to the version meant, one at least */
	constructor(baseRows: number, steps: readonly TableStep[]) {
		let rows = sameRows(baseRows);
		for (const step of steps) rows = composeRuns(step.rows, rows);
		const records = steps.at(-1)?.records;
		if (!records) throw new RangeError('a layout needs a step');
		this.#rows = new RunReader(rows);
		this.#records = new RunReader(records);
	}

	get rowCount(): number {
		return this.#rows.rowCount;
	}

	/** The rows with these record numbers, in file order. */
	*piecesOf(records: readonly number[]): Generator<RecordPiece> {
		const wanted = Float64Array.from(records).sort();
		for (const { position, start, length } of this.#records.pieces(0, this.rowCount)) {
			const end = firstNotBelow(wanted, start + length);
			let at = firstNotBelow(wanted, start);
			while (at < end) {
				const first = wanted[at] as number;
				let next = first + 1;
				for (at++; at < end && (wanted[at] as number) <= next; at++) next = (wanted[at] as number) + 1;
				yield* this.pieces(position + first - start, position + next - start);
			}
		}
	}

	/** Rows `[from, to)` in file order. */
	*pieces(from = 0, to = this.rowCount): Generator<RecordPiece> {
		for (const { position, start, length } of this.#rows.pieces(from, to)) {
			for (const records of this.#records.pieces(position, position + length)) {
				const offset = records.position - position;
				yield {
					position: records.position,
					start: start < 0 ? start - offset : start + offset,
					length: records.length,
					record: records.start
				};
			}
		}
	}
}

/** The index of the first of ascending numbers that is `least` or more. */
function firstNotBelow(numbers: Float64Array, least: number): number {
	let [low, high] = [0, numbers.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((numbers[middle] as number) < least) low = middle + 1;
		else high = middle;
	}
	return low;
}
