/** Rows that are open and can be exported. */
export interface ExportableRows {
	/** Of the query worker; open as long as the rows are shown. */
	resultId: string;
	columns: { name: string; type: string }[];
	/** Columns of the result before the first one that is shown. */
	hiddenColumns: number;
}

/** What an export can be made of. */
export interface ExportSubject {
	/** Names the file: `orders v2`. */
	title: string;
	/** Names the table or sheet in it, where the user gives no other name; null: there is no better one than the usual. */
	table: string | null;
	/** Null where the rows still come. */
	rowCount: number | null;
	/** A selection within it, where more than one cell is selected; columns are counted without the hidden ones in front. */
	selection: { rowStart: number; rowEnd: number; columns: readonly number[] } | null;
	/** Opens the rows, or gives those that are open. */
	open(): Promise<ExportableRows & { release(): void }>;
}
