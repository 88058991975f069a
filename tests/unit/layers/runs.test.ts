import { describe, expect, test } from 'vitest';
import { TableLayout, type TableStep } from '$lib/domain/layers/layout';
import { matchRows } from '$lib/domain/layers/match-rows';
import {
	addRun,
	composeRuns,
	extraStart,
	rowCountOf,
	RunReader,
	sameRows,
	usedExtraRows,
	withoutUnusedRows,
	type Runs
} from '$lib/domain/layers/runs';
import { decodeRuns, encodeRuns } from '$lib/domain/layers/runs-code';
import { chosenSeed, seeded } from '../../support/seed';

const seed = chosenSeed();
console.log(`runs: SEED=${seed}`);

/** Every row's start. */
function expand({ starts, lengths }: Runs): number[] {
	return starts.flatMap((start, run) =>
		Array.from({ length: lengths[run] as number }, (_, i) => (start < 0 ? start - i : start + i))
	);
}

/** The rows of the last step, told in those of the base. */
function composed(steps: readonly TableStep[], baseRows: number): Runs {
	return steps.reduce((lower, { rows }) => composeRuns(rows, lower), sameRows(baseRows));
}

function runsOf(starts: readonly number[]): Runs {
	const runs: Runs = { lengths: [], starts: [] };
	for (const start of starts) addRun(runs, start, 1);
	return runs;
}

const values = (...numbers: number[]) => BigUint64Array.from(numbers, (n) => BigInt(n));

describe('VER-10 runs of rows', () => {
	test('rows that follow each other are one run, below as among the extra rows', () => {
		const runs = runsOf([0, 1, 2, extraStart(0), extraStart(1), 4, 5]);
		expect(runs).toEqual({ lengths: [3, 2, 2], starts: [0, extraStart(0), 4] });
		expect(rowCountOf(runs)).toBe(7);
	});

	test('a file without changes is one run, one with a changed row three', () => {
		expect(matchRows(values(1, 2, 3), values(1, 2, 3), 0)).toEqual({ lengths: [3], starts: [0] });
		expect(matchRows(values(1, 9, 3), values(1, 2, 3), 5)).toEqual({
			lengths: [1, 1, 1],
			starts: [0, extraStart(5), 2]
		});
	});

	test('of rows that occur several times each is used once', () => {
		expect(expand(matchRows(values(7, 7, 7), values(7, 1, 7), 0))).toEqual([0, 2, extraStart(0)]);
	});

	test('bytes that are no runs are refused', () => {
		expect(() => decodeRuns(new Uint8Array([3, 1]))).toThrow(RangeError);
		expect(() => decodeRuns(new Uint8Array([0, 0]))).toThrow(RangeError);
	});

	test('random rows: every row is found with its value, bytes and composition keep them', () => {
		const random = seeded(seed);
		const below = (n: number) => Math.floor(random() * n);
		for (let round = 0; round < 200; round++) {
			const kinds = 1 + below(40);
			const file = (rows: number) => BigUint64Array.from({ length: rows }, () => BigInt(below(kinds)));
			const edit = (rows: BigUint64Array) =>
				BigUint64Array.from(
					[...rows].flatMap((row) =>
						random() < 0.1 ? [] : random() < 0.1 ? [row, BigInt(below(kinds))] : [row]
					)
				);
			const base = file(below(60));
			const versions = [edit(base)];
			for (let i = 0; i < below(6); i++) versions.push(edit(versions.at(-1) as BigUint64Array));
			const extra: bigint[] = [];
			const steps: TableStep[] = [];
			let lower = base;
			for (const version of versions) {
				const rows = matchRows(version, lower, extra.length);
				expand(rows).forEach((start, position) => {
					if (start < 0) extra.push(version[position] as bigint);
				});
				const records: Runs = { lengths: [], starts: [] };
				let record = 1;
				for (let i = 0; i < version.length; i++, record++) {
					if (random() < 0.1) record += 1 + below(3);
					addRun(records, record, 1);
				}
				expect(decodeRuns(encodeRuns(rows))).toEqual(rows);
				expect(new Set(expand(rows)).size).toBe(version.length);
				steps.push({ rows, records });
				const layout = new TableLayout(base.length, steps);
				const found = [...layout.pieces()].flatMap((piece) =>
					Array.from({ length: piece.length }, (_, i) =>
						piece.start < 0 ? extra[-1 - piece.start + i] : base[piece.start + i]
					)
				);
				expect(found, `SEED=${seed} round ${round}`).toEqual([...version]);
				const numbers = [...layout.pieces()].flatMap((piece) =>
					Array.from({ length: piece.length }, (_, i) => piece.record + i)
				);
				expect(numbers).toEqual(expand(records));
				const wanted = Array.from({ length: below(30) }, () => below(record + 3));
				const listed = [...layout.piecesOf(wanted)].flatMap(({ length, start, record: first }) =>
					Array.from({ length }, (_, i) => [first + i, start < 0 ? start - i : start + i])
				);
				const all = expand(composed(steps, base.length));
				const those = numbers.flatMap((number, position) =>
					wanted.includes(number) ? [[number, all[position]]] : []
				);
				expect(listed, `SEED=${seed} round ${round}`).toEqual(those);
				lower = version;
			}
		}
	});

	test('any part of an order can be read', () => {
		const random = seeded(seed);
		const order = Array.from({ length: 300 }, (_, i) => (random() < 0.3 ? extraStart(i) : i * 2));
		const reader = new RunReader(runsOf(order));
		for (let round = 0; round < 100; round++) {
			const from = Math.floor(random() * 301);
			const to = from + Math.floor(random() * (301 - from));
			const rows = [...reader.pieces(from, to)].flatMap(({ start, length }) =>
				expand({ starts: [start], lengths: [length] })
			);
			expect(rows).toEqual(order.slice(from, to));
		}
	});

	test('VER-14 without a version between, its neighbours stay what they are, and unused rows go', () => {
		const middle = runsOf([0, extraStart(0), 2, extraStart(1)]);
		const oldest = runsOf([0, 1, extraStart(2)]);
		const direct = composeRuns(oldest, middle);
		expect(expand(direct)).toEqual([0, extraStart(0), extraStart(2)]);
		const kept = usedExtraRows([direct], 3);
		expect(expand(kept)).toEqual([0, 2]);
		expect(expand(withoutUnusedRows(direct, kept, 3))).toEqual([0, extraStart(0), extraStart(1)]);
	});
});
