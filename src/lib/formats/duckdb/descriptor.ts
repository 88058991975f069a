import type { FormatDescriptor } from '../format';

/** DuckDB database files; the magic number stands behind the checksum of the first block. */
export const duckdb = {
	id: 'duckdb',
	label: 'DuckDB database',
	extensions: ['duckdb', 'ddb', 'db'],
	mediaTypes: ['application/vnd.duckdb'],
	recognises: (head) => ['D', 'U', 'C', 'K'].every((letter, i) => head[8 + i] === letter.charCodeAt(0))
} as const satisfies FormatDescriptor;
