import type { FormatDescriptor } from '../format';

/**
 * Parquet files; encrypted ones, too, so that they are told as what they are. Text can begin with the same letters: what
 * follows them in a Parquet file is binary.
 */
export const parquet = {
	id: 'parquet',
	label: 'Parquet',
	extensions: ['parquet', 'parq', 'pqt', 'geoparquet'],
	mediaTypes: ['application/vnd.apache.parquet'],
	recognises: (head) =>
		['PAR1', 'PARE'].includes(String.fromCharCode(...head.subarray(0, 4))) &&
		head.subarray(4, 64).some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte > 126)
} as const satisfies FormatDescriptor;
