import { SKETCH_MARGIN } from '../profile/distinct';
import type { DiffColumn } from './diff';

/** A key that could be used, and how well it tells rows apart. */
export interface KeySuggestion {
	columns: string[];
	rows: number;
	/** Different keys. */
	distinct: number;
	/** Rows with NULL in a part. */
	nulls: number;
	isUnique: boolean;
}

/** What is known of a column's values before they are counted. */
export interface Spread {
	/** Different values, estimated. */
	different: number;
	/** No value was seen twice, and NULL once at most: only such a column can tell all rows apart. */
	mayBeUnique: boolean;
}

/** Share of different values from which on a lone column is worth counting exactly. */
const WORTH_COUNTING = 0.85;
/** From this share on it is by a sketch, which may be off: then a better estimate is made first. */
const WORTH_ESTIMATING = WORTH_COUNTING * (1 - SKETCH_MARGIN);
/** Below this share a sketch rarely is of a unique column: two standard errors (see `SKETCH_MARGIN`). */
const SKETCH_OF_UNIQUE = 0.74;
/** A key with some duplicates is still taken from this share on. */
const GOOD_ENOUGH = 0.95;
const ESTIMATED_COLUMNS = 20;
const TRIED_COLUMNS = 4;
const TRIED_COMPOSITES = 5;

const UNKNOWN: Spread = { different: 0, mayBeUnique: false };

const KEY_NAMES = /(^|[^a-z])(id|key|code|no|nr|number|uuid|guid|symbol|sku|iban|isin)([^a-z]|$)|id$/i;

/** Columns that may have enough different values for a key, as far as sketches tell, likeliest first. */
export function keyCandidates(
	columns: readonly DiffColumn[],
	sketches: readonly number[],
	rows: number
): number[] {
	return columns
		.map((column, index) => ({ column, index, share: (sketches[index] ?? 0) / Math.max(1, rows) }))
		.filter(({ column, share }) => isKeyType(column.type) && share >= WORTH_ESTIMATING)
		.toSorted(
			(a, b) =>
				Number(b.share >= SKETCH_OF_UNIQUE) - Number(a.share >= SKETCH_OF_UNIQUE) ||
				likelihood(b.column) - likelihood(a.column) ||
				a.index - b.index
		)
		.slice(0, ESTIMATED_COLUMNS)
		.map(({ index }) => index);
}

/**
 * Lone columns worth counting exactly, likeliest first: those that may be unique by how they are named and where they
 * stand, then the others by their share of different values.
 */
export function loneCandidates(
	columns: readonly DiffColumn[],
	spreads: readonly Spread[],
	rows: number
): number[] {
	return columns
		.map((column, index) => ({ index, column, ...(spreads[index] ?? UNKNOWN) }))
		.filter(({ column, different }) => isKeyType(column.type) && different >= rows * WORTH_COUNTING)
		.toSorted(
			(a, b) =>
				Number(b.mayBeUnique) - Number(a.mayBeUnique) ||
				(a.mayBeUnique ? 0 : b.different - a.different) ||
				likelihood(b.column) - likelihood(a.column) ||
				a.index - b.index
		)
		.slice(0, TRIED_COLUMNS)
		.map(({ index }) => index);
}

/** Pairs and triples worth counting exactly: of the columns with the most different values, those that could suffice. */
export function compositeCandidates(
	columns: readonly DiffColumn[],
	spreads: readonly Spread[],
	rows: number
): number[][] {
	const best = columns
		.map((column, index) => ({ index, column, estimate: (spreads[index] ?? UNKNOWN).different }))
		.filter(({ column, estimate }) => isKeyType(column.type) && estimate > 1)
		.toSorted((a, b) => likelihood(b.column) - likelihood(a.column) || b.estimate - a.estimate)
		.slice(0, 5)
		.toSorted((a, b) => a.index - b.index);
	const pairs = best.flatMap((a, at) => best.slice(at + 1).map((b) => [a, b]));
	const triples = best.flatMap((a, at) =>
		best.slice(at + 1).flatMap((b, next) => best.slice(at + next + 2).map((c) => [a, b, c]))
	);
	return [...pairs, ...triples]
		.filter((parts) => parts.reduce((product, part) => product * part.estimate, 1) >= rows * WORTH_ESTIMATING)
		.slice(0, TRIED_COMPOSITES)
		.map((parts) => parts.map((part) => part.index));
}

/** The suggestion that is used when nobody chooses, or null: then whole rows are compared. */
export function bestKey(suggestions: readonly KeySuggestion[]): KeySuggestion | null {
	const unique = suggestions.find((suggestion) => suggestion.isUnique);
	if (unique) return unique;
	const [best] = suggestions.toSorted((a, b) => b.distinct / b.rows - a.distinct / a.rows);
	return best && best.distinct >= best.rows * GOOD_ENOUGH ? best : null;
}

function likelihood(column: DiffColumn): number {
	return KEY_NAMES.test(column.name.replace(/([a-z])([A-Z])/g, '$1_$2')) ? 1 : 0;
}

/** Amounts and measures are no keys, however different they are. */
function isKeyType(type: string): boolean {
	return !/^(DOUBLE|FLOAT|DECIMAL|BLOB|STRUCT|MAP|UNION|INTERVAL)/.test(type) && !type.endsWith(']');
}
