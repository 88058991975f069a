import type { RejectCode } from '$lib/domain/versions/reject';
import type { ScannerOptions } from './scanner-types';

/** Why a record is not loaded, for people. @param byteLength of the record, and how many bytes of it are kept */
export function rejectMessage(
	code: RejectCode,
	size: { byteLength: number; keptBytes: number },
	fields: number,
	limits: Pick<ScannerOptions, 'columnCount' | 'maxRecordBytes'>
): string {
	const { byteLength, keptBytes } = size;
	const cut =
		byteLength > keptBytes
			? ` The record has ${byteLength} bytes; its first ${keptBytes} are kept here.`
			: '';
	switch (code) {
		case 'too-few-fields':
		case 'too-many-fields':
			return `The record has ${fields} fields; the table has ${limits.columnCount} columns.${cut}`;
		case 'bad-quote':
			return `Text follows a closing quote.${cut}`;
		case 'unterminated-quote':
			return `A quote is opened and never closed, so the rest of the file belongs to this record.${cut}`;
		case 'invalid-bytes':
			return `The record holds bytes that are no valid text in this encoding.${cut}`;
		case 'too-long':
			return `The record is longer than the limit of ${limits.maxRecordBytes} bytes.${cut}`;
		case 'type':
			return `A value does not fit its column's type.${cut}`;
		case 'bad-json':
			return `The record is no JSON.${cut}`;
		case 'rule':
			return `The record breaks a rule.${cut}`;
	}
}
