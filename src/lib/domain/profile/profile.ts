/** What a column's values are measured as. */
export type ProfileKind = 'number' | 'time' | 'boolean' | 'text' | 'other';

/** The numbers about one column, on all rows of the table (SPEC PRF-1). */
export interface ColumnProfile {
	/** Position in the table. */
	index: number;
	name: string;
	/** DuckDB's name. */
	type: string;
	kind: ProfileKind;
	nulls: number;
	/** Different values, never more than there are values; null where values can't be compared. */
	distinct: number | null;
	/** How far `distinct` may be off, as a share of it; 0 where every value was counted (SPEC MET-4). */
	distinctMargin: number;
	/** As text, exact; null without values. */
	min: string | null;
	max: string | null;
	/** Of numbers. */
	mean: number | null;
	/** t-digest estimates of numbers at 5, 25, 50, 75 and 95 %; empty for other kinds. */
	quantiles: number[];
	/** Characters of texts. */
	lengths: { min: number; max: number; mean: number } | null;
	/** Values that are NaN or infinite: they are in no bin. */
	notFinite: number;
	/** What the bins of its histogram span, in the units of `binValueSql`; null where it has none. */
	range: { low: number; high: number } | null;
}

export interface TableProfile {
	rows: number;
	columns: ColumnProfile[];
	elapsedMs: number;
}

/** What a click on a chart keeps: rows with this value, or of this bin. Ends are in the units of `binValueSql`. */
export type ProfileFilter =
	| { index: number; kind: 'value'; text: string }
	| { index: number; kind: 'null' }
	| { index: number; kind: 'range'; low: number; high: number; includesHigh: boolean };

/** A histogram: `counts[i]` values in `[edges[i], edges[i + 1])`; the last bin has its upper edge, too. */
export interface Histogram {
	kind: 'histogram';
	edges: number[];
	counts: number[];
}

/** The most frequent values. */
export interface TopValues {
	kind: 'top';
	values: { text: string; count: number }[];
	/** Rows with other values that are not NULL. */
	others: number;
	/** Which values these are is an estimate (Filtered Space-Saving): the column has too many to count each of them. */
	isEstimate: boolean;
}

export interface ColumnChart {
	/** Rows that the filters of other columns keep, and how many of them are NULL here. */
	rows: number;
	nulls: number;
	chart: Histogram | TopValues | null;
}

/** Shapes of texts: `9` for digits, `a` and `A` for small and capital letters, runs as they are; other characters stay. */
export interface TextPatterns {
	patterns: { pattern: string; count: number; example: string }[];
	/** Values of other patterns. */
	others: number;
}

export function profileKind(type: string): ProfileKind {
	if (/[\]]$|^(STRUCT|MAP|UNION|LIST|BLOB|BIT|INTERVAL)\b/.test(type)) return 'other';
	if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)\b/.test(type)) return 'number';
	if (/^(DATE|TIME|TIMESTAMP)\b/.test(type)) return 'time';
	return type === 'BOOLEAN' ? 'boolean' : 'text';
}
