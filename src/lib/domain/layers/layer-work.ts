import type { Segment, Version, VersionContent } from '../versions/version';

/**
 * A piece of work in the background that changes how a source's versions are stored, not what they are:
 * `content` computes the hashes of a version; `fold` stores a version as what differs from the next one; `promote`
 * gives a version files of its own, as it is the newest now; `tidy` drops what only removed versions needed.
 */
export type LayerTask =
	| { kind: 'content'; version: number }
	| { kind: 'fold'; version: number; base: number }
	| { kind: 'promote'; version: number }
	| { kind: 'tidy'; base: number };

/** What came of it. */
export type LayerOutcome =
	| { kind: 'content'; version: number; content: VersionContent }
	| { kind: 'stays-full'; version: number }
	| { kind: 'folded'; version: number; base: number; ownRows: number }
	| { kind: 'promoted'; version: number; segments: Segment[][] }
	| { kind: 'tidied'; base: number; ownRows: { version: number; rows: number }[] };

/** A version as the planner sees it. */
export interface StoredVersion extends Version {
	isRemoved: boolean;
	staysFull: boolean;
}

/** Versions with more rows in a table stay full: finding their equal rows would take too much memory. */
export const FOLDED_ROWS_LIMIT = 8_000_000;

/** @param versions all that are stored, ascending @returns what is to be done next, or null */
export function nextLayerTask(all: readonly StoredVersion[]): LayerTask | null {
	// opened files of other systems stay as they are
	const versions = all.filter(({ parts }) => parts.every(({ fileName }) => fileName.endsWith('.duckdb')));
	const newest = versions.findLast(({ isRemoved, problem }) => !isRemoved && problem === undefined);
	if (!newest) return null;
	if (newest.layer) return { kind: 'promote', version: newest.version };
	const unknown = versions.find(
		({ content, isRemoved, problem }) => !content && !isRemoved && problem === undefined
	);
	if (unknown) return { kind: 'content', version: unknown.version };
	return foldTask(versions) ?? tidyTask(versions);
}

function foldTask(versions: readonly StoredVersion[]): LayerTask | null {
	const full = versions.filter(({ layer, problem }) => !layer && problem === undefined);
	for (const [index, version] of full.entries()) {
		if (version.staysFull) continue;
		const base = full.slice(index + 1).find(({ isRemoved }) => !isRemoved);
		if (base) return { kind: 'fold', version: version.version, base: base.version };
	}
	return null;
}

function tidyTask(versions: readonly StoredVersion[]): LayerTask | null {
	const gone = versions.find(({ layer, isRemoved }) => layer && isRemoved);
	return gone?.layer ? { kind: 'tidy', base: gone.layer.baseVersion } : null;
}

/** Whether the rows of one version can be told in those of another: the same tables of the same stored types. */
export function haveSameShape(a: Pick<Version, 'tables'>, b: Pick<Version, 'tables'>): boolean {
	const shapeOf = ({ tables }: Pick<Version, 'tables'>) =>
		JSON.stringify(tables.map(({ columns }) => columns.map(({ type }) => type)));
	return shapeOf(a) === shapeOf(b);
}
