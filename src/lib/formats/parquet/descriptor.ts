import type { FormatDescriptor } from '../format';

/** Parquet files; encrypted ones, too, so that they are told as what they are. */
export const parquet = {
	id: 'parquet',
	label: 'Parquet',
	extensions: ['parquet', 'parq', 'pqt', 'geoparquet'],
	mediaTypes: ['application/vnd.apache.parquet'],
	recognises: (head) => ['PAR1', 'PARE'].includes(String.fromCharCode(...head.subarray(0, 4)))
} as const satisfies FormatDescriptor;
