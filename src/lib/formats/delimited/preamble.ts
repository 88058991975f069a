import { looksLikeNames } from './header';
import { usualFieldCount, type SampleRecord } from './sample-records';

const MAX_PREAMBLE_RECORDS = 30;

export interface LinesAbove {
	comment: string | null;
	skipLines: number;
	why: string | null;
}

/** `sep=;` on the first line is an instruction to a spreadsheet, not data (SPEC DLM-16). */
export function separatorLine(text: string): string | null {
	return /^sep=([^\r\n"]{1,2})\r?(?:\n|$)/i.exec(text)?.[1] ?? null;
}

/**
 * Whether the lines with `#` at the top are comments: not when they have as many fields as the records
 * (SPEC DLM-17). `records` are split without comments.
 */
export function detectComment(text: string, records: readonly SampleRecord[]): string | null {
	if (!text.startsWith('#')) return null;
	const rest = records.filter((record) => !record.fields[0]?.text.startsWith('#'));
	const { count } = usualFieldCount(rest);
	const leading = records.slice(
		0,
		records.findIndex((record) => !record.fields[0]?.text.startsWith('#'))
	);
	if (rest.length === 0 || leading.length === 0 || count < 2) return null;
	return leading.every((record) => record.fields.length !== count) ? '#' : null;
}

/**
 * Title lines above the table: records with fewer fields than the others, or with one value only, followed by
 * one that looks like a header (SPEC DLM-18).
 * @returns the index of the first record of the table
 */
export function tableStart(records: readonly SampleRecord[]): number {
	const { count, share } = usualFieldCount(records);
	if (count < 2 || share < 0.5) return 0;
	const start = records.findIndex((record) => record.fields.length === count && filled(record) * 2 >= count);
	const first = records[start];
	if (start <= 0 || start > MAX_PREAMBLE_RECORDS || !first || !looksLikeNames(first)) return 0;
	const above = records.slice(0, start);
	const isTitle = (record: SampleRecord): boolean =>
		record.fields.length < count || (count > 2 && filled(record) <= 1);
	if (!above.every(isTitle)) return 0;
	// a header one shorter than its records is a header of row names (SPEC DLM-14)
	const rowNames = start === 1 && above[0]?.fields.length === count - 1 && filled(above[0]) === count - 1;
	return rowNames && count > 2 ? 0 : start;
}

function filled(record: SampleRecord): number {
	return record.fields.filter((field) => field.text.trim() !== '').length;
}

/** Physical lines before the byte `offset`: CRLF, LF and CR end one. */
export function linesBefore(utf8: Uint8Array, offset: number): number {
	let lines = 0;
	for (let i = 0; i < offset; i++) {
		if (utf8[i] === 10 || (utf8[i] === 13 && utf8[i + 1] !== 10)) lines += 1;
	}
	return lines;
}
