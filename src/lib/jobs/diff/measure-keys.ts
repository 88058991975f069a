import {
	compositeCandidates,
	keyCandidates,
	loneCandidates,
	type KeySuggestion
} from '$lib/domain/diff/key-choice';
import { distinctSamplesSql, distinctSketchesSql, exactDistinctSql } from '$lib/domain/diff/key-sql';
import { samplePlan } from '$lib/domain/profile/distinct';
import type { OpenSide } from './diff-side';
import type { Statements } from './statements';

/** Columns that are looked at: keys stand in front. */
const MAX_COLUMNS = 200;

/** Keys of a table, best first: unique ones, then by the share of different values; those named like keys in front. */
export async function measureKeys(statements: Statements, side: OpenSide): Promise<KeySuggestion[]> {
	const columns = side.columns.slice(0, MAX_COLUMNS);
	if (side.rows === 0 || columns.length === 0) return [];
	const estimates = await estimateDistinct(statements, side, columns);
	const suggestions: KeySuggestion[] = [];
	for (const place of loneCandidates(columns, estimates, side.rows)) {
		suggestions.push(await measure(statements, side, [place]));
		if (suggestions.at(-1)?.isUnique) return sorted(suggestions);
	}
	for (const parts of compositeCandidates(columns, estimates, side.rows)) {
		suggestions.push(await measure(statements, side, parts));
		if (suggestions.at(-1)?.isUnique) break;
	}
	return sorted(suggestions);
}

/** How many different values columns have: by a sample where they may be keys, which a sketch is too rough for. */
async function estimateDistinct(
	statements: Statements,
	side: OpenSide,
	columns: OpenSide['columns']
): Promise<number[]> {
	const places = columns.map((_, index) => index);
	const sketches = await statements.numbers(distinctSketchesSql(side.view, places));
	const estimates = places.map((place) => sketches[`d${place}`] ?? 0);
	const likely = keyCandidates(columns, estimates, side.rows);
	if (likely.length === 0) return estimates;
	const plan = samplePlan(side.rows);
	const found = await statements.numbers(distinctSamplesSql(side.view, likely, plan));
	for (const place of likely) estimates[place] = (found[`d${place}`] ?? 0) * 2 ** plan.bits;
	return estimates;
}

async function measure(
	statements: Statements,
	side: OpenSide,
	places: readonly number[]
): Promise<KeySuggestion> {
	const { different = 0, nulls = 0 } = await statements.numbers(exactDistinctSql(side.view, places));
	return {
		columns: places.map((place) => side.columns[place]?.name ?? ''),
		rows: side.rows,
		distinct: different,
		nulls,
		isUnique: different === side.rows
	};
}

function sorted(suggestions: readonly KeySuggestion[]): KeySuggestion[] {
	return suggestions.toSorted(
		(a, b) =>
			Number(b.isUnique) - Number(a.isUnique) ||
			b.distinct - a.distinct ||
			a.columns.length - b.columns.length
	);
}
