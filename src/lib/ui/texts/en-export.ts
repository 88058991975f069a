import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { ExportOptions, QuoteRule, SqlDialect } from '$lib/domain/export/export-options';
import { formatBytes, formatCount, formatDuration } from '../format';

const rows = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

const names: Record<ExportFormatId, string> = {
	csv: 'CSV',
	tsv: 'TSV',
	xlsx: 'Excel workbook',
	json: 'JSON, an array of objects',
	ndjson: 'NDJSON, an object on each line',
	parquet: 'Parquet',
	arrow: 'Arrow file (Feather)',
	'arrow-stream': 'Arrow stream',
	markdown: 'Markdown table',
	sql: 'SQL script',
	sqlite: 'SQLite database',
	duckdb: 'DuckDB database'
};

const hints: Record<ExportFormatId, string> = {
	csv: 'Read by everything. Types are not kept.',
	tsv: 'Like CSV, with tabs. Types are not kept.',
	xlsx: 'Numbers, dates and texts. What Excel would round is written as text.',
	json: 'All digits are kept; dates are ISO 8601 texts.',
	ndjson: 'All digits are kept; can be read line by line.',
	parquet: 'Small and typed: for DuckDB, Spark, pandas, Polars. Packed with zstd.',
	arrow: 'Typed and quick to read, not packed.',
	'arrow-stream': 'Typed, for programs that read while they receive.',
	markdown: 'For documents and messages.',
	sql: 'Makes a table and fills it.',
	sqlite: 'One file with one table. Made in memory: up to 1 GB.',
	duckdb: 'One file with one table, type for type.'
};

const dialects: Record<SqlDialect, string> = {
	duckdb: 'DuckDB',
	sqlite: 'SQLite',
	postgresql: 'PostgreSQL',
	mysql: 'MySQL, MariaDB'
};

const quotes: Record<QuoteRule, string> = {
	needed: 'Where needed',
	texts: 'All texts',
	all: 'All values'
};

const options: Record<keyof ExportOptions, string> = {
	delimiter: 'Delimiter',
	quotes: 'Quotes',
	header: 'Names in the first row',
	nullText: 'NULL as',
	bom: 'Byte-order mark (Excel then knows UTF-8)',
	lineEnd: 'Line ends',
	guardFormulas: 'Protect against formulas',
	table: 'Table',
	dialect: 'For',
	createTable: 'Begin with CREATE TABLE'
};

export const exportTexts = {
	title: (subject: string) => `Export ${subject}`,
	action: 'Export',
	command: 'Export what is shown',
	exportOf: (name: string) => `Export ${name}`,
	format: 'Format',
	formatGroups: { text: 'Text', tables: 'Tables and data', databases: 'Databases' },
	fileName: 'File name',
	what: 'What',
	all: (count: number | null) => (count === null ? 'All rows' : `All ${rows(count)}`),
	selection: (rowCount: number, columnCount: number) =>
		`The selection: ${rows(rowCount)}, ${columnCount} ${columnCount === 1 ? 'column' : 'columns'}`,
	names,
	hints,
	dialects,
	quotes,
	options,
	sheet: 'Sheet',
	delimiters: [
		{ value: ',', label: 'Comma' },
		{ value: ';', label: 'Semicolon' },
		{ value: '\t', label: 'Tab' },
		{ value: '|', label: 'Bar |' }
	],
	nullPlaceholder: 'nothing',
	guardHint: 'Texts that begin with = + - @ get an apostrophe in front, so that no spreadsheet runs them.',
	lineEnds: { '\n': 'LF (Unix)', '\r\n': 'CR LF (Windows)' },
	tooManyRows: (most: number) =>
		`An Excel sheet has room for ${rows(most)} below its header. Choose another format, or export fewer rows.`,
	start: 'Export',
	cancel: 'Cancel export',
	starting: 'Starting',
	running: 'Exporting',
	progress: (done: number, total: number | null, bytes: number) =>
		`${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`} rows · ${formatBytes(bytes)}`,
	done: (fileName: string) => `${fileName} is written`,
	doneFacts: (count: number, bytes: number, elapsedMs: number) =>
		`${rows(count)} · ${formatBytes(bytes)} · ${formatDuration(elapsedMs)}`,
	another: 'Export again',
	close: 'Done',
	result: 'result',
	rejects: 'rejects'
};
