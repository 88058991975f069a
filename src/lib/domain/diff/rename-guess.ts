import type { Rename } from './diff';

/** A guess that a dropped column lives on under a new name (SPEC DIF-12). */
export interface RenameGuess extends Rename {
	/** Share of the values that both columns have in common, 0 … 1. */
	score: number;
}

/** Below this the values have too little in common. */
export const LEAST_SCORE = 0.5;

/**
 * The likeliest renames: best scores first, each column in one guess at most. Among equal scores likeness of names decides.
 * @param overlaps the shares measured for pairs of a dropped and a new column
 */
export function guessRenames(overlaps: readonly RenameGuess[]): RenameGuess[] {
	const sorted = overlaps
		.filter((overlap) => overlap.score >= LEAST_SCORE)
		.toSorted((a, b) => b.score - a.score || nameLikeness(b) - nameLikeness(a));
	const used = { from: new Set<string>(), to: new Set<string>() };
	return sorted.filter(({ from, to }) => {
		if (used.from.has(from) || used.to.has(to)) return false;
		used.from.add(from);
		used.to.add(to);
		return true;
	});
}

/**
 * Measures pairs of columns by the values of paired rows (where there is a key) or by their sets of values.
 * @returns a SELECT of one row with `s0, s1 …`, a share for each pair, NULL where both are empty
 */
export function overlapSql(
	sides: { from: string; to: string },
	pairs: readonly { from: number; to: number }[],
	sampleRows: number
): string {
	const scores = pairs.map(({ from, to }, index) => {
		const values = (view: string, column: number) =>
			`SELECT DISTINCT CAST(c${column} AS VARCHAR) AS v FROM (SELECT c${column} FROM ${view} WHERE c${column} IS NOT NULL LIMIT ${sampleRows})`;
		const both = `SELECT count(*) FROM (${values(sides.from, from)}) AS a SEMI JOIN (${values(sides.to, to)}) AS b USING (v)`;
		const any = `SELECT count(*) FROM (${values(sides.from, from)} UNION ${values(sides.to, to)})`;
		return `((${both}) / nullif((${any}), 0))::DOUBLE AS s${index}`;
	});
	return `SELECT ${scores.join(', ')}`;
}

/** Share of the shorter name's pairs of letters that the longer one has. */
function nameLikeness({ from, to }: Rename): number {
	const a = letterPairs(from);
	const b = letterPairs(to);
	const common = [...a].filter((pair) => b.has(pair)).length;
	return common / Math.max(1, Math.min(a.size, b.size));
}

function letterPairs(name: string): Set<string> {
	const letters = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
	return new Set(
		Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2))
	);
}
