import { addRun, extraRow, extraStart, isExtra, type Runs } from './runs';

/**
 * Runs as bytes. Each run is two varints: how far its source is from where the last run of its kind ended
 * (zigzag, times two, plus one for extra rows), and its length. A changed row costs about four bytes.
 */
export function encodeRuns({ lengths, starts }: Runs): Uint8Array<ArrayBuffer> {
	const bytes: number[] = [];
	let [nextBelow, nextExtra] = [0, 0];
	writeVarint(bytes, lengths.length);
	starts.forEach((start, index) => {
		const length = lengths[index] as number;
		if (isExtra(start)) {
			writeVarint(bytes, zigzag(extraRow(start) - nextExtra) * 2 + 1);
			nextExtra = extraRow(start) + length;
		} else {
			writeVarint(bytes, zigzag(start - nextBelow) * 2);
			nextBelow = start + length;
		}
		writeVarint(bytes, length);
	});
	return Uint8Array.from(bytes);
}

/** @throws RangeError where the bytes are no runs */
export function decodeRuns(bytes: Uint8Array): Runs {
	const reader = new VarintReader(bytes);
	const runs: Runs = { lengths: [], starts: [] };
	let [nextBelow, nextExtra] = [0, 0];
	for (let count = reader.next(); count > 0; count--) {
		const token = reader.next();
		const length = reader.next();
		const distance = unzigzag(Math.floor(token / 2));
		if (token % 2 === 1) {
			const row = nextExtra + distance;
			addRun(runs, extraStart(row), length);
			nextExtra = row + length;
		} else {
			const row = nextBelow + distance;
			addRun(runs, row, length);
			nextBelow = row + length;
		}
	}
	if (!reader.isAtEnd) throw new RangeError('bytes behind the last run');
	return runs;
}

function zigzag(value: number): number {
	return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(value: number): number {
	return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Whole numbers up to 2^53, seven bits a byte, the low ones first. */
function writeVarint(bytes: number[], value: number): void {
	let rest = value;
	while (rest >= 128) {
		bytes.push((rest % 128) + 128);
		rest = Math.floor(rest / 128);
	}
	bytes.push(rest);
}

class VarintReader {
	#at = 0;

	constructor(private readonly bytes: Uint8Array) {}

	get isAtEnd(): boolean {
		return this.#at === this.bytes.length;
	}

	next(): number {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = this.bytes[this.#at++];
			if (byte === undefined || factor > 2 ** 49) throw new RangeError('the runs end early');
			value += (byte % 128) * factor;
			if (byte < 128) return value;
		}
	}
}
