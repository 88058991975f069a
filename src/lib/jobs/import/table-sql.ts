import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { ColumnToLoad } from '$lib/formats/table-reader';

/** Where rows come from: a table or SELECT, and how its record numbers are found. */
export interface IncomingRows {
	/** SQL that can stand behind FROM; it keeps an order. */
	from: string;
	/** Record number of the first row, where the rows follow each other without a gap. */
	firstRecord: number;
	/** Name of the column with the record numbers, where there are gaps. */
	recordNumbers: string | null;
}

/** The columns of a table that are stored, in stored order. */
export function includedColumns(columns: readonly ColumnToLoad[]): ColumnToLoad[] {
	return columns.filter((column) => column.include);
}

/**
 * Makes a segment `record_number, c0 …` of incoming rows. Rows with a value that does not fit a type that the user
 * fixed are left out: `misfitsSql` finds them.
 */
export function segmentSql(target: string, rows: IncomingRows, columns: readonly ColumnToLoad[]): string {
	const values = includedColumns(columns).map((column, i) => `${valueSql(column)} AS c${i}`);
	const misfit = misfitSql(columns);
	const select = ['record_number', ...values].join(', ');
	const where = misfit === null ? '' : ` WHERE (${misfit}) IS NULL`;
	return `CREATE TABLE ${target} AS SELECT ${select} FROM (${numberedSql(rows)})${where}`;
}

/** Rows that do not fit, as `record, place` (stored position of the first column at fault) `, raw`; null: all do. */
export function misfitsSql(rows: IncomingRows, columns: readonly ColumnToLoad[]): string | null {
	const misfit = misfitSql(columns);
	if (misfit === null) return null;
	const fields = includedColumns(columns).map(
		(column) => `${quoteText(column.name)}: CAST(${quoteIdentifier(column.incoming)} AS VARCHAR)`
	);
	return (
		`SELECT record_number AS record, place, raw FROM (SELECT record_number, ${misfit} AS place, ` +
		`CAST({${fields.join(', ')}} AS VARCHAR) AS raw FROM (${numberedSql(rows)})) WHERE place IS NOT NULL ORDER BY 1`
	);
}

/** A segment without rows, so that the columns are kept. */
export function emptySegmentSql(target: string, columns: readonly ColumnToLoad[]): string {
	const types = includedColumns(columns).map((column, i) => `c${i} ${column.type}`);
	return `CREATE TABLE ${target} (${['record_number BIGINT', ...types].join(', ')})`;
}

function numberedSql({ from, firstRecord, recordNumbers }: IncomingRows): string {
	const number =
		recordNumbers === null
			? `row_number() OVER () + ${firstRecord - 1}`
			: `CAST(${quoteIdentifier(recordNumbers)} AS BIGINT)`;
	return `SELECT ${number} AS record_number, * FROM ${from}`;
}

function valueSql(column: ColumnToLoad): string {
	const incoming = quoteIdentifier(column.incoming);
	if (column.fixed) return column.fixedValue?.(incoming) ?? `TRY_CAST(${incoming} AS ${column.type})`;
	return column.value ? column.value(incoming) : `CAST(${incoming} AS ${column.type})`;
}

function misfitSql(columns: readonly ColumnToLoad[]): string | null {
	const cases = includedColumns(columns).flatMap((column, i) => {
		if (!column.fixed) return [];
		const incoming = quoteIdentifier(column.incoming);
		return [`WHEN ${incoming} IS NOT NULL AND ${valueSql(column)} IS NULL THEN ${i}`];
	});
	return cases.length === 0 ? null : `CASE ${cases.join(' ')} END`;
}
