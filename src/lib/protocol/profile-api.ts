import type { ColumnChart, ProfileFilter, TableProfile, TextPatterns } from '$lib/domain/profile/profile';

/** Profiles of tables, as a query worker makes them. Each call is cancelled by `QueryApi.cancel(queryId)`. */
export interface ProfileApi {
	/** Numbers about every column, on all rows. @throws `source/unknown`, `storage/damaged`, `cancelled` */
	profile(request: ProfileRequest): Promise<TableProfile>;
	/** The chart of one column, of the rows that the filters of the other columns keep. */
	profileChart(request: ProfileChartRequest): Promise<ColumnChart>;
	/** The shapes of a column's texts, of the rows that all filters keep. */
	textPatterns(request: ProfileChartRequest): Promise<TextPatterns>;
}

export interface ProfileRequest {
	/** Chosen by the caller. */
	queryId: string;
	/** A name as in SQL: `orders`, `orders@2`. */
	name: string;
}

export interface ProfileChartRequest extends ProfileRequest {
	/** Position of the column. */
	index: number;
	/** What the column's bins span, and about how many distinct values it has: from its `ColumnProfile`. */
	range: { low: number; high: number } | null;
	distinct: number | null;
	filters: ProfileFilter[];
}
