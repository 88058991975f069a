/** The phases of an import, in order (IMP-6). */
export const IMPORT_PHASES = [
	'analysing',
	'reading',
	'checking',
	'writing',
	'judging',
	'committing'
] as const;
export type ImportPhase = (typeof IMPORT_PHASES)[number];

/** How far an import is. Sent at most ten times a second. */
export interface Progress {
	phase: ImportPhase;
	/** Bytes of the file read so far, of `bytesTotal` (the file as it lies on disk, packed or not). */
	bytesRead: number;
	bytesTotal: number;
	/** Records stored so far. */
	rows: number;
	elapsedMs: number;
	/** File bytes a second over the whole run so far. */
	bytesPerSecond: number;
	/** Estimate; null while there is nothing to estimate from. */
	remainingMs: number | null;
	/** 1, or 2 when a late record disproved a type and the file is read again. */
	pass: number;
}
