import type { RejectCode } from '$lib/domain/versions/reject';

/** What is wrong with a record, and at which byte of the bytes that are being read. */
export class JsonFault extends Error {
	constructor(
		readonly code: Extract<RejectCode, 'bad-json' | 'invalid-bytes' | 'too-long'>,
		message: string,
		readonly at: number
	) {
		super(message);
	}
}

/** Thrown where a column has to be read as text from now on: what was being read is to be read again. */
export class ReadAgain extends Error {}
