/** Formats that rows can be written in, in the order in which they are offered (QRY-4). */
export const EXPORT_FORMATS = [
	'csv',
	'tsv',
	'xlsx',
	'json',
	'ndjson',
	'parquet',
	'arrow',
	'arrow-stream',
	'markdown',
	'sql',
	'sqlite',
	'duckdb'
] as const;

export type ExportFormatId = (typeof EXPORT_FORMATS)[number];

export interface ExportFormat {
	/** Of the file's name, without the dot. */
	extension: string;
	mediaType: string;
	/** More rows do not fit, the header not counted; null where only space is a limit. */
	maxRows: number | null;
}

/** An Excel sheet has 1,048,576 rows; the first holds the names. */
export const XLSX_MAX_ROWS = 1_048_576;
export const XLSX_MAX_COLUMNS = 16_384;
/** A cell of Excel holds at most so many UTF-16 units. */
export const XLSX_MAX_TEXT = 32_767;

export const exportFormats: Record<ExportFormatId, ExportFormat> = {
	csv: { extension: 'csv', mediaType: 'text/csv', maxRows: null },
	tsv: { extension: 'tsv', mediaType: 'text/tab-separated-values', maxRows: null },
	xlsx: {
		extension: 'xlsx',
		mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		maxRows: XLSX_MAX_ROWS - 1
	},
	json: { extension: 'json', mediaType: 'application/json', maxRows: null },
	ndjson: { extension: 'ndjson', mediaType: 'application/x-ndjson', maxRows: null },
	parquet: { extension: 'parquet', mediaType: 'application/vnd.apache.parquet', maxRows: null },
	arrow: { extension: 'arrow', mediaType: 'application/vnd.apache.arrow.file', maxRows: null },
	'arrow-stream': { extension: 'arrows', mediaType: 'application/vnd.apache.arrow.stream', maxRows: null },
	markdown: { extension: 'md', mediaType: 'text/markdown', maxRows: null },
	sql: { extension: 'sql', mediaType: 'application/sql', maxRows: null },
	sqlite: { extension: 'sqlite', mediaType: 'application/vnd.sqlite3', maxRows: null },
	duckdb: { extension: 'duckdb', mediaType: 'application/octet-stream', maxRows: null }
};
