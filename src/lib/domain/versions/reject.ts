export const REJECT_CODES = [
	'too-few-fields',
	'too-many-fields',
	'bad-quote',
	'unterminated-quote',
	'invalid-bytes',
	'bad-json',
	'too-long',
	'type',
	'rule'
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** A record that was not loaded (the shape is public: `window.varve`). */
export interface Reject {
	table: string;
	/** 1-based among the data records; the header is not counted, rejected records are. */
	record: number;
	/** Offset of the record in the (unpacked) file, or null where the encoding gives no exact offset. */
	byteOffset: number | null;
	/** The whole record as text; longer than 1 MiB it is the first 1 MiB, and the message says so. */
	raw: string;
	column: string | null;
	code: RejectCode;
	message: string;
}
