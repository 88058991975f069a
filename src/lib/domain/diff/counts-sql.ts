import type { DiffField } from './diff';
import { MASK_BITS } from './pairs-sql';

/** Condition that a compared field has changed, over the masks of a table of pairs. */
export function bitSql(bit: number): string {
	return `m${Math.floor(bit / MASK_BITS)} & ${2 ** (bit % MASK_BITS)} <> 0`;
}

/** Counts of a table of pairs: `added`, `removed`, `modified`, the same with `dup_` in front, and `b0 …` for each bit. */
export function countsSql(pairs: string, fields: readonly DiffField[]): string {
	const counts = ['added', 'removed', 'modified'].flatMap((name, kind) => [
		`count(*) FILTER (kind = ${kind}) AS ${name}`,
		`count(*) FILTER (kind = ${kind} AND dup) AS dup_${name}`
	]);
	const bits = fields.flatMap(({ bit }) =>
		bit === null ? [] : [`count(*) FILTER (${bitSql(bit)}) AS b${bit}`]
	);
	return `SELECT ${[...counts, ...bits].join(', ')} FROM ${pairs}`;
}

/** The bits that are set in the masks of a row. */
export function setBits(masks: readonly number[]): number[] {
	return masks.flatMap((mask, word) =>
		Array.from({ length: MASK_BITS }, (_, bit) => bit)
			.filter((bit) => (mask & (1 << bit)) !== 0)
			.map((bit) => word * MASK_BITS + bit)
	);
}
