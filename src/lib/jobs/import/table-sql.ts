import { fixedValueSql } from '$lib/domain/schema/fixed-value';
import { hasNegativeZeroSql } from '$lib/domain/layers/exact-value';
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
 * What types the values have as they come, by column: `incoming` and `type`. It is asked before a batch is stored,
 * where the user fixed a type; null: no column needs it.
 */
export function incomingTypesSql({ from }: IncomingRows, columns: readonly ColumnToLoad[]): string | null {
	const asked = includedColumns(columns).filter((column) => column.fixed && !column.fixedValue);
	if (asked.length === 0) return null;
	const values = asked.map((column) => `${asInFile(column)} AS ${quoteIdentifier(column.incoming)}`);
	return `SELECT column_name AS incoming, column_type AS type FROM (DESCRIBE SELECT ${values.join(', ')} FROM ${from})`;
}

/** Types by `incoming`, as `incomingTypesSql` finds them. */
export type IncomingTypes = ReadonlyMap<string, string>;

/**
 * Makes a segment `record_number, c0 …` of incoming rows. Rows with a value that does not fit a type that the user
 * fixed are left out: `misfitsSql` finds them.
 */
export function segmentSql(
	target: string,
	rows: IncomingRows,
	columns: readonly ColumnToLoad[],
	types: IncomingTypes
): string {
	const values = includedColumns(columns).map((column, i) => `${valueSql(column, types)} AS c${i}`);
	const misfit = misfitSql(columns, types);
	const select = ['record_number', ...values].join(', ');
	const where = misfit === null ? '' : ` WHERE (${misfit}) IS NULL`;
	return `CREATE TABLE ${target} AS SELECT ${select} FROM (${numberedSql(rows)})${where}`;
}

/** Rows with a -0.0 or one within, by column, as `n<stored position>`; null: no column can have one. */
export function negativeZerosSql(
	rows: IncomingRows,
	columns: readonly ColumnToLoad[],
	types: IncomingTypes
): string | null {
	const found = includedColumns(columns).flatMap((column, i) => {
		const condition = hasNegativeZeroSql('v', column.type);
		// each column by itself, so that those without floats are not even read
		if (condition === null) return [];
		return [
			`(SELECT count(*) FILTER (${condition}) FROM (SELECT ${valueSql(column, types)} AS v FROM ${rows.from})) AS n${i}`
		];
	});
	return found.length === 0 ? null : `SELECT ${found.join(', ')}`;
}

/** Rows that do not fit, as `record, place` (stored position of the first column at fault) `, raw`; null: all do. */
export function misfitsSql(
	rows: IncomingRows,
	columns: readonly ColumnToLoad[],
	types: IncomingTypes
): string | null {
	const misfit = misfitSql(columns, types);
	if (misfit === null) return null;
	const fields = includedColumns(columns).map(
		(column) => `${quoteText(column.name)}: CAST(${asInFile(column)} AS VARCHAR)`
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
	const rest = recordNumbers === null ? '*' : `* EXCLUDE (${quoteIdentifier(recordNumbers)})`;
	return `SELECT ${number} AS record_number, ${rest} FROM ${from}`;
}

/** The value that the file has, before any cast. */
function asInFile(column: ColumnToLoad): string {
	const incoming = quoteIdentifier(column.incoming);
	return column.value?.(incoming) ?? incoming;
}

function valueSql(column: ColumnToLoad, types: IncomingTypes): string {
	const incoming = quoteIdentifier(column.incoming);
	if (!column.fixed) return column.value ? column.value(incoming) : `CAST(${incoming} AS ${column.type})`;
	if (column.fixedValue) return column.fixedValue(incoming);
	const from = types.get(column.incoming);
	if (from === undefined) throw new RangeError(`the type of ${column.incoming} was not asked for`);
	return fixedValueSql(asInFile(column), from, column.type);
}

function misfitSql(columns: readonly ColumnToLoad[], types: IncomingTypes): string | null {
	const cases = includedColumns(columns).flatMap((column, i) => {
		if (!column.fixed) return [];
		const incoming = quoteIdentifier(column.incoming);
		return [`WHEN ${incoming} IS NOT NULL AND ${valueSql(column, types)} IS NULL THEN ${i}`];
	});
	return cases.length === 0 ? null : `CASE ${cases.join(' ')} END`;
}
