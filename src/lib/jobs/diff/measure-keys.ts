import {
	compositeCandidates,
	keyCandidates,
	loneCandidates,
	type KeySuggestion,
	type Spread
} from '$lib/domain/diff/key-choice';
import { distinctSamplesSql, distinctSketchesSql, exactDistinctSql } from '$lib/domain/diff/key-sql';
import { samplePlan } from '$lib/domain/profile/distinct';
import type { OpenSide } from './diff-side';
import type { Statements } from './statements';

/** Columns that are looked at: keys stand in front. */
const MAX_COLUMNS = 200;

/**
 * Keys of a table, best first: unique ones, then by the share of different values; those named like keys in front.
 * @param isUsable columns that may be part of a key, by name
 */
export async function measureKeys(
	statements: Statements,
	side: OpenSide,
	isUsable: (name: string) => boolean = () => true
): Promise<KeySuggestion[]> {
	const columns = side.columns.slice(0, MAX_COLUMNS);
	const places = columns.flatMap(({ name }, place) => (isUsable(name) ? [place] : []));
	if (side.rows === 0 || places.length === 0) return [];
	const spreads = await estimateSpreads(statements, side, places);
	const suggestions: KeySuggestion[] = [];
	for (const place of loneCandidates(columns, spreads, side.rows)) {
		suggestions.push(await measure(statements, side, [place]));
		if (suggestions.at(-1)?.isUnique) return sorted(suggestions);
	}
	for (const parts of compositeCandidates(columns, spreads, side.rows)) {
		suggestions.push(await measure(statements, side, parts));
		if (suggestions.at(-1)?.isUnique) break;
	}
	return sorted(suggestions);
}

/**
 * How many different values columns have, by their place: by a sample where they may be keys, which a sketch is too rough
 * for. Places that are not asked for are empty.
 */
async function estimateSpreads(
	statements: Statements,
	side: OpenSide,
	places: readonly number[]
): Promise<Spread[]> {
	const found = await statements.numbers(distinctSketchesSql(side.view, places));
	const sketches: number[] = [];
	for (const place of places) sketches[place] = found[`d${place}`] ?? 0;
	const spreads = sketches.map((different) => ({ different, mayBeUnique: false }));
	const likely = keyCandidates(side.columns, sketches, side.rows);
	if (likely.length === 0) return spreads;
	const plan = samplePlan(side.rows);
	const sample = await statements.numbers(distinctSamplesSql(side.view, likely, plan));
	for (const place of likely) {
		const [different = 0, rows, values = 0] = ['d', 'r', 'v'].map((kind) => sample[kind + place]);
		const mayBeUnique = different === rows && values >= side.rows - 1;
		spreads[place] = { different: different * 2 ** plan.bits, mayBeUnique };
	}
	return spreads;
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
