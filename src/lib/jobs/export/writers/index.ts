import type { ExportFormatId } from '$lib/domain/export/export-format';
import type { OpenWriter } from '../writer';

/** Every format's writer; each loads when it is first used. */
export const WRITERS: Record<ExportFormatId, () => Promise<OpenWriter>> = {
	csv: async () => (await import('./delimited')).openDelimited,
	tsv: async () => (await import('./delimited')).openDelimited,
	xlsx: async () => (await import('./xlsx')).openXlsx,
	json: async () => (await import('./json')).openJson,
	ndjson: async () => (await import('./json')).openNdjson,
	parquet: async () => (await import('./parquet')).openParquet,
	arrow: async () => (await import('./arrow')).openArrowFile,
	'arrow-stream': async () => (await import('./arrow')).openArrowStream,
	markdown: async () => (await import('./markdown')).openMarkdown,
	sql: async () => (await import('./sql')).openSql,
	sqlite: async () => (await import('./sqlite')).openSqlite,
	duckdb: async () => (await import('./duckdb')).openDuckDbFile
};
