import type { ColumnType, NumberNotation } from '$lib/domain/schema/column-type';
import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { parseSql, survivesSql } from '$lib/domain/schema/type-sql';
import { quoteText } from '$lib/domain/sql/quote';
import type { FixedReject } from '$lib/domain/receipts/readmission';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionColumn } from '$lib/domain/versions/version';

const PLAIN: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };

/** How values were written in the file that the rejects come from. */
export interface Spelling {
	numbers: NumberNotation;
	/** Formats of dates and times (`time-format`), by column. */
	formats: readonly (string | null)[];
}

/** From a receipt; what is not there is plain. */
export function spellingOf({ dialect, tables }: Receipt, tableIndex: number): Spelling {
	const { numbers } = (dialect ?? {}) as Partial<Spelling>;
	const formats = (tables[tableIndex]?.columns ?? []).map(({ format }) => format ?? null);
	return { numbers: numbers ?? PLAIN, formats };
}

/** The fixed records as text: `record_number`, `t0`, `t1` … */
export function fixedTextSql(fixes: readonly FixedReject[], columnCount: number): string {
	const text = (cell: string | null | undefined) =>
		cell === null || cell === undefined ? 'NULL' : quoteText(cell);
	const rows = fixes.map(
		({ record, cells }) =>
			`(${[record, ...Array.from({ length: columnCount }, (_, i) => text(cells[i]))].join(', ')})`
	);
	const names = Array.from({ length: columnCount }, (_, i) => `t${i}`);
	const casts = names.map((name) => `CAST(${name} AS VARCHAR) AS ${name}`);
	return (
		`SELECT ${['CAST(r AS BIGINT) AS record_number', ...casts].join(', ')} ` +
		`FROM (VALUES ${rows.join(', ')}) AS given(${['r', ...names].join(', ')})`
	);
}

/**
 * Types the fixed records: `record_number`, the values `c0` …, and `bad`: the position of the first column whose text
 * does not fit, or NULL. A text may be spelled as in the file or as the grid shows it (SPEC RCP-12).
 * @param source of what `fixedTextSql` gives
 */
export function fixedRowsSql(source: string, columns: readonly VersionColumn[], spelling: Spelling): string {
	const typed = columns.map((column, i) => {
		const text = `t${i}`;
		if (column.type === 'VARCHAR') return { value: text, fits: 'true' };
		return typedSql(text, column.type, spelling.numbers, spelling.formats[i] ?? null);
	});
	const values = typed.map(({ value }, i) => `CAST(${value} AS ${columns[i]?.type}) AS c${i}`);
	const cases = typed.map(({ fits }, i) => `WHEN NOT (${fits}) THEN ${i}`);
	return `SELECT record_number, ${values.join(', ')}, CASE ${cases.join(' ')} END AS bad FROM ${source}`;
}

function typedSql(
	text: string,
	typeName: string,
	notation: NumberNotation,
	format: string | null
): { value: string; fits: string } {
	const readings = [
		readingOf(text, typeName, notation, format),
		readingOf(text, typeName, PLAIN, null)
	].filter((reading) => reading !== null);
	if (readings.length === 0) {
		// lists, structs and the like have one spelling: the engine's own
		const value = `TRY_CAST(nullif(${text}, '') AS ${typeName})`;
		return { value, fits: `(${value} IS NOT NULL OR ${text} IS NULL OR ${text} = '')` };
	}
	const cases = readings.map(({ value, fits }) => `WHEN ${fits} THEN ${value}`);
	return { value: `CASE ${cases.join(' ')} END`, fits: `(${readings.map(({ fits }) => fits).join(' OR ')})` };
}

function readingOf(
	text: string,
	typeName: string,
	notation: NumberNotation,
	format: string | null
): { value: string; fits: string } | null {
	let type: ColumnType;
	try {
		type = fixedTypeFromSql(typeName, { notation });
	} catch {
		return null;
	}
	if (format !== null && 'format' in type) type = { ...type, format };
	const value = parseSql(type, text, notation);
	return { value, fits: survivesSql(type, text, value, notation, true) };
}
