import type { FormatDescriptor } from '../format';
import { knownBinary, looksBinary } from './binary';
import { bomOf } from './encoding';

/** Delimited text: CSV, TSV and everything like them. */
export const delimited = {
	id: 'delimited',
	label: 'Delimited text',
	extensions: ['csv', 'tsv', 'tab', 'psv', 'dsv', 'ssv', 'txt', 'dat', 'data', 'log'],
	mediaTypes: ['text/csv', 'text/tab-separated-values', 'text/plain'],
	recognises: (head) =>
		head.length > 0 &&
		knownBinary(head) === null &&
		(bomOf(head) !== null || !looksBinary(evenBytes(head), true))
} as const satisfies FormatDescriptor;

/** UTF-16 without a byte-order mark: one half of the bytes is text, the other mostly zero. */
function evenBytes(head: Uint8Array): Uint8Array {
	const zeros = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
	return zeros * 10 > head.length ? head.filter((byte) => byte !== 0) : head;
}
