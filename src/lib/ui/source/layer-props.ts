import type { SourceSummary } from '$lib/domain/sources/source';
import type { Version } from '$lib/domain/versions/version';

/** A version as a layer of the time line: what all parts of it know. */
export interface LayerProps {
	source: SourceSummary;
	version: Version;
	/** The version before it that is still kept. */
	before: Version | null;
	isNewest: boolean;
	isShown: boolean;
	/** Chosen for a comparison; null where there is nothing to choose from. */
	isChosen: boolean | null;
	/** @param withShift compares it at once with the one that is chosen */
	onchoose: (withShift: boolean) => void;
	/** Compares the two that are chosen. */
	oncompare: () => void;
}
