import { parseSql, survivesSql } from '$lib/domain/schema/type-sql';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { ColumnPlan, DelimitedDialect } from '$lib/formats/delimited/options';

/** The columns of a plan that are stored, in stored order: `c0` is `stored[0]`. */
export function storedColumns(columns: ColumnPlan[]): ColumnPlan[] {
	return columns.filter((column) => column.include);
}

/** Columns whose values can fail their type, with their stored position. */
export function checkedColumns(columns: ColumnPlan[]): { column: ColumnPlan; stored: number }[] {
	return storedColumns(columns)
		.map((column, stored) => ({ column, stored }))
		.filter(({ column }) => column.type.kind !== 'VARCHAR');
}

/** Columns whose zeros may have a sign. */
export function floatColumns(columns: ColumnPlan[]): { column: ColumnPlan; stored: number }[] {
	return checkedColumns(columns).filter(({ column }) => column.type.kind === 'DOUBLE');
}

/** Names of the columns that `chunkTableSql` adds to those of the segment. */
export function verdictColumns(columns: ColumnPlan[]): string[] {
	const checked = checkedColumns(columns);
	return [
		...(checked.some(({ column }) => !column.fixed) ? ['failed'] : []),
		...(checked.some(({ column }) => column.fixed) ? ['rejected_by'] : []),
		...(floatColumns(columns).length > 0 ? ['negative_zeros'] : [])
	];
}

export interface ChunkSql {
	/** Qualified name of the table to make. */
	target: string;
	/** Name under which the chunk's bytes are registered. */
	fileName: string;
	columns: ColumnPlan[];
	dialect: DelimitedDialect;
	/** Record number of the chunk's first record. */
	firstRecord: number;
	/** Name of the registered gaps file (`row,shift` lines) or null when no record of the chunk was rejected. */
	gapsFileName: string | null;
	maxRecordBytes: number;
}

/**
 * One pass over a chunk: reads it as text, parses every value, and proves that every value survived
 * text → type → text. Makes `record_number, c0 …`, and where types can fail also
 * `failed` (texts that disprove a type the data chose, one place a checked column, NULL where all is well),
 * `rejected_by` (stored position of the first column whose fixed type the record does not fit) and, where there are
 * columns of floats, `negative_zeros` (which of them are -0.0, NULL where none is).
 */
export function chunkTableSql(input: ChunkSql): string {
	const { columns, dialect } = input;
	const numbers = dialect.numbers;
	const stored = storedColumns(columns);
	const checked = checkedColumns(columns);
	const text = (column: ColumnPlan) => textSql(`f${column.position}`, dialect);
	const parsed = checked.map(
		({ column, stored }) => `${parseSql(column.type, text(column), numbers)} AS v${stored}`
	);
	const values = stored.map(
		(column, i) => `${column.type.kind === 'VARCHAR' ? text(column) : `v${i}`} AS c${i}`
	);
	const proofs = checked.map(
		({ column, stored }) =>
			`${survivesSql(column.type, text(column), `v${stored}`, numbers, column.fixed)} AS s${stored}`
	);
	const chosen = checked.filter(({ column }) => !column.fixed);
	const fixed = checked.filter(({ column }) => column.fixed);
	const verdicts: string[] = [];
	if (chosen.length > 0) {
		const texts = chosen.map(({ column, stored }) => `CASE WHEN NOT s${stored} THEN ${text(column)} END`);
		const all = chosen.map(({ stored }) => `s${stored}`).join(' AND ');
		verdicts.push(`CASE WHEN NOT (${all}) THEN [${texts.join(', ')}] END AS failed`);
	}
	if (fixed.length > 0) {
		const cases = fixed.map(({ stored }) => `WHEN NOT s${stored} THEN ${stored}`);
		verdicts.push(`CASE ${cases.join(' ')} END AS rejected_by`);
	}
	const floats = floatColumns(columns);
	if (floats.length > 0) {
		const signs = floats.map(({ stored }) => `(v${stored} = 0 AND signbit(v${stored}))`);
		verdicts.push(`CASE WHEN ${signs.join(' OR ')} THEN [${signs.join(', ')}] END AS negative_zeros`);
	}
	const source = readCsvSql(input);
	const numbered = `SELECT row_number() OVER () AS rn, * FROM ${source}`;
	// each step is computed once for a row: texts, then values, then proofs
	const from =
		checked.length > 0
			? `SELECT *, ${proofs.join(', ')} FROM (SELECT *, ${parsed.join(', ')} FROM (${numbered}))`
			: numbered;
	const before = input.firstRecord - 1;
	const select = (record: string) =>
		`SELECT ${[`${record} AS record_number`, ...values, ...verdicts].join(', ')}`;
	if (input.gapsFileName === null)
		return `CREATE TABLE ${input.target} AS ${select(`${before} + rn`)} FROM (${from})`;
	return (
		`CREATE TABLE ${input.target} AS ${select(`${before} + rn + shift`)} FROM (${from}) AS r ` +
		`ASOF JOIN ${gapsSql(input.gapsFileName)} AS g ON r.rn >= g.from_row ORDER BY record_number`
	);
}

/** The text of a field as the types see it: SPEC DLM-40 (trim) and DLM-41 (null tokens). */
function textSql(field: string, dialect: DelimitedDialect): string {
	if (!dialect.trim) return field;
	const tokens = ['', ...dialect.nullTokens].map(quoteText).join(', ');
	return `CASE WHEN trim(${field}) IN (${tokens}) THEN NULL ELSE trim(${field}) END`;
}

/** Everything is said, nothing is sniffed; all columns are text. The scanner's spelling needs no more. */
function readCsvSql({ fileName, columns, dialect, maxRecordBytes }: ChunkSql): string {
	const fields = columns.map((column) => `${quoteText(`f${column.position}`)}: 'VARCHAR'`);
	const nulls = dialect.nullTokens.length > 0 ? dialect.nullTokens : [];
	const options = [
		'auto_detect = false',
		`columns = {${fields.join(', ')}}`,
		`delim = ${quoteText(dialect.delimiter)}`,
		`quote = ${quoteText(dialect.quote ?? '')}`,
		`escape = ${quoteText(dialect.quote ?? '')}`,
		'header = false',
		`new_line = ${quoteText(dialect.newline === 'crlf' ? '\\r\\n' : '\\n')}`,
		`nullstr = [${(nulls.length > 0 ? nulls : [NO_NULLS]).map(quoteText).join(', ')}]`,
		'allow_quoted_nulls = false',
		"compression = 'none'",
		"encoding = 'utf-8'",
		`max_line_size = ${maxRecordBytes + 1024}`,
		// not left to its default of 16 lines of the largest size
		`buffer_size = ${2 * (maxRecordBytes + 1024)}`,
		'store_rejects = true'
	];
	return `read_csv(${quoteText(fileName)}, ${options.join(', ')})`;
}

/** `read_csv` needs some null text: one of noncharacters, which no sensible file holds. */
const NO_NULLS = '\u{10ffff}\u{10fffe}varve: no nulls\u{10fffe}\u{10ffff}';

function gapsSql(fileName: string): string {
	const columns = "columns = {'from_row': 'BIGINT', 'shift': 'BIGINT'}";
	return (
		`(SELECT 1::BIGINT AS from_row, 0::BIGINT AS shift WHERE NOT EXISTS (FROM ${csv(fileName, columns)} WHERE from_row = 1) ` +
		`UNION ALL FROM ${csv(fileName, columns)})`
	);
}

function csv(fileName: string, columns: string): string {
	return `read_csv(${quoteText(fileName)}, auto_detect = false, header = false, delim = ',', ${columns})`;
}

/** Columns of the `rejects` table, in the order of the CSV that `rejectsCsv` writes. */
const REJECT_COLUMNS = {
	table_name: 'VARCHAR',
	record_number: 'BIGINT',
	byte_offset: 'BIGINT',
	raw: 'VARCHAR',
	column_name: 'VARCHAR',
	code: 'VARCHAR',
	message: 'VARCHAR'
};

export function createRejectsSql(target: string): string {
	const columns = Object.entries(REJECT_COLUMNS).map(([name, type]) => `${quoteIdentifier(name)} ${type}`);
	return `CREATE TABLE IF NOT EXISTS ${target} (${columns.join(', ')})`;
}

export function insertRejectsSql(target: string, fileName: string): string {
	const columns = Object.entries(REJECT_COLUMNS).map(([name, type]) => `${quoteText(name)}: '${type}'`);
	return (
		`INSERT INTO ${target} FROM read_csv(${quoteText(fileName)}, auto_detect = false, header = false, delim = ',', ` +
		`quote = '"', escape = '"', new_line = '\\n', nullstr = '', allow_quoted_nulls = false, max_line_size = ${8 << 20}, ` +
		`columns = {${columns.join(', ')}})`
	);
}

/** @returns CSV bytes of rejects as `insertRejectsSql` reads them: text quoted, NULL empty and unquoted */
export function rejectsCsv(
	rejects: {
		table: string;
		record: number;
		byteOffset: number | null;
		raw: string;
		column: string | null;
		code: string;
		message: string;
	}[]
): Uint8Array<ArrayBuffer> {
	const text = (value: string | null) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
	const lines = rejects.map((r) =>
		[
			text(r.table),
			r.record,
			r.byteOffset ?? '',
			text(r.raw),
			text(r.column),
			text(r.code),
			text(r.message)
		].join(',')
	);
	return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}
