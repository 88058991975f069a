/** Rejects that are to be loaded after all, with their values as the user corrected them. */
export interface FixedReject {
	/** Index of the version's table. */
	table: number;
	record: number;
	/** One text for each column of the table, in its order; null is NULL. */
	cells: (string | null)[];
}

/** The part of a receipt that tells of rejects which were loaded after all (SPEC RCP-12). */
export interface Readmission {
	/** The version that the other rows come from. */
	fromVersion: number;
	rejects: { table: string; record: number; code: string; raw: string; cells: (string | null)[] }[];
}
