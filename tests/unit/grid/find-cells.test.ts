import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCell } from '$lib/domain/grid/find-cells';
import type { GridSource } from '$lib/domain/grid/grid-source';
import { HEADER_ROW, type CellPosition } from '$lib/domain/grid/selection';

/** Rows whose cells can be read only after they were fetched. */
function sourceOf(rows: (string | null)[][], columnCount: number): GridSource {
	const loaded = new Set<number>();
	return {
		columns: Array.from({ length: columnCount }, (_, at) => ({ name: `c${at}`, type: 'VARCHAR' })),
		rowCount: rows.length,
		rowCountIsFinal: true,
		cell: (row, column) => (loaded.has(row) ? (rows[row]?.[column] ?? null) : undefined),
		fetch: async (rowStart, rowEnd) => {
			for (let row = rowStart; row < rowEnd; row++) loaded.add(row);
		},
		subscribe: () => () => undefined
	};
}

function find(
	rows: (string | null)[][],
	text: string,
	from: CellPosition,
	forward = true,
	columns = [0, 1, 2]
) {
	const signal = new AbortController().signal;
	return findCell(sourceOf(rows, 3), columns, { text, from, forward }, signal, () => undefined);
}

const ROWS = [
	['Rome', 'x', null],
	['Oslo', 'rome', 'NULL'],
	['Bern', 'y', 'Jerome']
];

describe('finding a text in the rows (GRID-12)', () => {
	it('goes on from the active cell, once round, both ways', async () => {
		expect(await find(ROWS, 'ROME', { row: HEADER_ROW, column: 1 })).toEqual({ row: 0, column: 0 });
		expect(await find(ROWS, 'rome', { row: 0, column: 0 })).toEqual({ row: 1, column: 1 });
		expect(await find(ROWS, 'rome', { row: 1, column: 1 })).toEqual({ row: 2, column: 2 });
		expect(await find(ROWS, 'rome', { row: 2, column: 2 })).toEqual({ row: 0, column: 0 });
		expect(await find(ROWS, 'rome', { row: 0, column: 0 }, false)).toEqual({ row: 2, column: 2 });
		expect(await find(ROWS, 'oslo', { row: 1, column: 0 })).toEqual({ row: 1, column: 0 });
	});

	it('looks only at columns that are shown, in their order; NULL has no text', async () => {
		expect(await find(ROWS, 'null', { row: HEADER_ROW, column: 0 })).toEqual({ row: 1, column: 2 });
		expect(await find(ROWS, 'rome', { row: HEADER_ROW, column: 0 }, true, [2, 1])).toEqual({
			row: 1,
			column: 1
		});
		expect(await find(ROWS, 'nowhere', { row: 0, column: 0 })).toBeNull();
		expect(await find([], 'x', { row: 0, column: 0 })).toBeNull();
		expect(await find(ROWS, '', { row: 0, column: 0 })).toBeNull();
	});

	it('visits every match exactly once on its way round', async () => {
		const cell = fc.constantFrom('a', 'b', null);
		const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(rows, fc.boolean(), async (made, forward) => {
				const places = made.flatMap((row, at) =>
					row.flatMap((text, column) => (text === 'a' ? [{ row: at, column }] : []))
				);
				let from: CellPosition = { row: HEADER_ROW, column: 0 };
				const visited: CellPosition[] = [];
				for (let step = 0; step < places.length; step++) {
					const found = await find(made, 'a', from, forward);
					if (found) visited.push((from = found));
				}
				expect(visited).toHaveLength(places.length);
				expect(new Set(visited.map(({ row, column }) => row * 3 + column)).size).toBe(places.length);
			})
		);
	});

	it('can be stopped', async () => {
		const stop = new AbortController();
		stop.abort();
		const request = { text: 'rome', from: { row: 2, column: 2 }, forward: true };
		expect(await findCell(sourceOf(ROWS, 3), [0, 1, 2], request, stop.signal, () => undefined)).toBeNull();
	});
});
