import type { FormatDescriptor } from '../format';

/** Delimited text: CSV, TSV and everything like them. */
export const delimited: FormatDescriptor = {
	id: 'delimited',
	label: 'Delimited text',
	extensions: ['csv', 'tsv', 'tab', 'psv', 'dsv', 'ssv', 'txt', 'dat', 'data', 'log'],
	mediaTypes: ['text/csv', 'text/tab-separated-values', 'text/plain']
};
