import type { FormatId } from './index';
import type { TableReader } from './table-reader';

/** Formats whose values have types of their own: each has a reader, loaded when it is first used. */
type TypedFormatId = Exclude<FormatId, 'delimited'>;

/** A descriptor without a reader does not compile. */
const READERS: Record<TypedFormatId, () => Promise<TableReader>> = {
	arrow: async () => (await import('./arrow/reader')).arrowReader,
	duckdb: async () => (await import('./duckdb/reader')).duckdbReader,
	excel: async () => (await import('./excel/reader')).excelReader,
	json: async () => (await import('./json/reader')).jsonReader,
	parquet: async () => (await import('./parquet/reader')).parquetReader,
	sqlite: async () => (await import('./sqlite/reader')).sqliteReader
};

/** The reader of a format; delimited text has its own way (`delimited/plan`, `delimited/scanner`). */
export function tableReader(format: TypedFormatId): Promise<TableReader> {
	return READERS[format]();
}
