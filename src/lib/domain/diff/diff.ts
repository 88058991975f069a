/** A column of one side of a diff. */
export interface DiffColumn {
	name: string;
	/** DuckDB's name of its type. */
	type: string;
}

/** What is compared and how. Kept for a source, so that its next diff is made alike (SPEC DIF-9). */
export interface DiffOptions {
	/** Names in the newer side; empty compares whole rows; null takes the best that can be measured (SPEC DIF-8). */
	key: readonly string[] | null;
	/** Columns that are shown but not compared, by their name on either side. */
	ignore: readonly string[];
	/** Letter case means nothing, in keys and values. */
	ignoreCase: boolean;
	/** White space at both ends means nothing, in keys and values. */
	ignoreSpace: boolean;
	/** Numbers that differ by at most this are equal; null for none. Needs a key. */
	tolerance: number | null;
	/** A value in a new or dropped column makes its row a modified one (SPEC DIF-6). */
	compareSchema: boolean;
	/** Columns that are the same under two names, as the user has confirmed. */
	renames: readonly Rename[];
}

export interface Rename {
	from: string;
	to: string;
}

export const DEFAULT_DIFF_OPTIONS: DiffOptions = {
	key: null,
	ignore: [],
	ignoreCase: false,
	ignoreSpace: false,
	tolerance: null,
	compareSchema: false,
	renames: []
};

export const CHANGE_KINDS = ['added', 'removed', 'modified'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A column of the result: one of either side, or one of both. */
export interface DiffField {
	/** The newer side's name where it has one. */
	name: string;
	/** Position in each side's columns; null where a side lacks it. */
	from: number | null;
	to: number | null;
	fromType: string | null;
	toType: string | null;
	isKey: boolean;
	/** Place among the compared ones, which is its bit in the masks; null where it is not compared. */
	bit: number | null;
}

/** Differences of the columns themselves. Moved columns mean nothing to the rows. */
export interface SchemaChanges {
	added: string[];
	removed: string[];
	renamed: Rename[];
	retyped: { name: string; from: string; to: string }[];
	/** The columns of both sides stand in another order. */
	reordered: boolean;
}

/** Rows of one side whose key is not theirs alone, or is (in a part) NULL. */
export interface KeyFaults {
	/** Keys that occur more than once, and the rows that have them. */
	duplicateKeys: number;
	duplicateRows: number;
	nullRows: number;
}

/** The result of a diff but for the rows. */
export interface DiffSummary {
	/** Empty where whole rows were compared. */
	key: string[];
	/** Whether the key was given, kept for the source, found by measuring, or there is none. */
	keyOrigin: 'given' | 'kept' | 'measured' | 'none';
	rowsFrom: number;
	rowsTo: number;
	added: number;
	removed: number;
	modified: number;
	unchanged: number;
	/** Of all modified rows together. */
	changedFields: number;
	/** How many of each set have a key that is not unique. */
	ofDuplicates: { added: number; removed: number; modified: number };
	keysFrom: KeyFaults;
	keysTo: KeyFaults;
	/** Compared columns with the number of modified rows in which each changed, in the newer side's order. */
	columns: { name: string; changed: number }[];
	schema: SchemaChanges;
	fields: DiffField[];
	elapsedMs: number;
}
