import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { RecordScanner } from '$lib/formats/delimited/scanner';
import type { ScannedChunk, ScannerDialect, ScannerOptions } from '$lib/formats/delimited/scanner-types';

const PLAIN: ScannerDialect = {
	delimiter: ',',
	quote: '"',
	escape: '"',
	newline: 'lf',
	comment: null,
	skipLines: 0,
	header: false,
	spaceAroundQuotes: false
};

const OPTIONS: ScannerOptions = {
	columnCount: 3,
	chunkBytes: 1 << 20,
	maxRecordBytes: 1 << 16,
	offsetUnit: 'utf8',
	offsetBase: 0,
	replacementIsInvalid: false,
	trackRecords: false
};

interface Scan {
	chunks: ScannedChunk[];
	text: string;
	totals: RecordScanner['totals'];
	rejects: ScannedChunk['rejects'];
}

function scan(
	input: string | Uint8Array,
	dialect: Partial<ScannerDialect> = {},
	options: Partial<ScannerOptions> = {},
	pieceBytes = Infinity
): Scan {
	const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : new Uint8Array(input);
	const chunks: ScannedChunk[] = [];
	const scanner = new RecordScanner({ ...PLAIN, ...dialect }, { ...OPTIONS, ...options }, (chunk) =>
		chunks.push(chunk)
	);
	for (let at = 0; at < bytes.length; at += pieceBytes) {
		scanner.push(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes)));
	}
	scanner.finish();
	return {
		chunks,
		text: chunks.map((chunk) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk.bytes)).join(''),
		totals: scanner.totals,
		rejects: chunks.flatMap((chunk) => chunk.rejects)
	};
}

describe('sound records', () => {
	test('DLM-20 pass through byte for byte', () => {
		const text = 'a,b,c\n"d, e","f\ng","h""i"\n,,\n';
		const { text: out, totals } = scan(text);
		expect(out).toBe(text);
		expect(totals).toMatchObject({ records: 3, rejected: 0, respelled: 0 });
	});

	test.each(['\n', '\r', '\r\n'])('DLM-21 every line end ends a record, also mixed (%j)', (end) => {
		const { text, totals } = scan(`a,b,c${end}d,e,f\ng,h,i${end}j,k,l`);
		expect(text).toBe('a,b,c\nd,e,f\ng,h,i\nj,k,l\n');
		expect(totals.records).toBe(4);
	});

	test('DLM-21 a CRLF file stays CRLF', () => {
		expect(scan('a,b,c\r\nd,e,f\ng,h,i', { newline: 'crlf' }).text).toBe('a,b,c\r\nd,e,f\r\ng,h,i\r\n');
	});

	test('DLM-22 blank lines and comments are no records, and are counted', () => {
		const { text, totals } = scan('\na,b,c\n\n\n# it\'s "open\nd,e,f\n#', { comment: '#' });
		expect(text).toBe('a,b,c\nd,e,f\n');
		expect(totals).toMatchObject({ records: 2, blankLines: 3, commentLines: 2 });
	});

	test('DLM-23 skipped lines and a header with a line break in it are not counted', () => {
		const { text, totals } = scan('sep=,\nx,"y\ny",z\n1,2,3\n', { skipLines: 1, header: true });
		expect(text).toBe('1,2,3\n');
		expect(totals.records).toBe(1);
	});

	test('DLM-24 spaces before a quote belong to the value, unless the dialect says otherwise', () => {
		expect(scan('1, "a",b\n').text).toBe('1," ""a""",b\n');
		expect(scan('1, "a, b" ,c\n', { spaceAroundQuotes: true }).text).toBe('1,"a, b",c\n');
	});

	test('DLM-25 backslash escapes are spelled as doubled quotes', () => {
		expect(scan('"a\\"b","c\\\\","d\\n"\n', { escape: '\\' }).text).toBe('"a""b","c\\","d\\n"\n');
	});

	test('DLM-26 delimiters of several bytes', () => {
		const { text, totals } = scan('a||b|c||d\n"x||y"||z||\n', { delimiter: '||' });
		expect(text).toBe('a||b|c||d\n"x||y"||z||\n');
		expect(totals.rejected).toBe(0);
	});

	test('DLM-27 a byte-order mark inside the data survives at the start of a chunk', () => {
		expect(scan('\ufeffa,b,c\n').text).toBe('\ufeff\ufeffa,b,c\n');
	});
});

describe('rejects', () => {
	test('RCP-2 carry record number, byte offset, raw text and reason', () => {
		const { text, rejects, chunks } = scan('a,b,c\nd,é\ng,h,i,j\nk,l,m\n');
		expect(text).toBe('a,b,c\nk,l,m\n');
		expect(rejects.map(({ record, byteOffset, raw, code }) => ({ record, byteOffset, raw, code }))).toEqual([
			{ record: 2, byteOffset: 6, raw: 'd,é', code: 'too-few-fields' },
			{ record: 3, byteOffset: 11, raw: 'g,h,i,j', code: 'too-many-fields' }
		]);
		expect(chunks[0]).toMatchObject({ rowCount: 2, recordsRead: 4, gaps: [{ row: 2, shift: 2 }] });
	});

	test('DLM-28 text after a closing quote', () => {
		expect(scan('"a"b,c,d\n1,2,3\n').rejects).toMatchObject([
			{ record: 1, raw: '"a"b,c,d', code: 'bad-quote' }
		]);
	});

	test('DLM-29 an unterminated quote takes the rest of the file, which is kept whole', () => {
		const { rejects, totals } = scan('1,2,3\n"a,b,c\nd,e,f\n');
		expect(rejects).toMatchObject([{ record: 2, raw: '"a,b,c\nd,e,f\n', code: 'unterminated-quote' }]);
		expect(totals.records).toBe(2);
	});

	test('DLM-30 records over the limit, and the reading goes on after them', () => {
		const { text, rejects } = scan(
			`a,b,c\n1,"${'x'.repeat(400)}\n${'y'.repeat(400)}",3\nd,e,f\n`,
			{},
			{ maxRecordBytes: 64 },
			50
		);
		expect(text).toBe('a,b,c\nd,e,f\n');
		expect(rejects).toMatchObject([{ record: 2, byteOffset: 6, code: 'too-long' }]);
	});

	test.each(Array.from({ length: 24 }, (_, at) => 70 + at))(
		'DLM-30 a record over the limit ends where it ends, in pieces of %i bytes',
		(pieceBytes) => {
			const long = `1,"${'x'.repeat(100)}\\"${'y'.repeat(100)}",${'z'.repeat(100)}`;
			const { text, rejects, totals } = scan(
				`a,b,c\r\n${long}\r\nd,e,f\r\n`,
				{ escape: '\\', newline: 'crlf' },
				{ maxRecordBytes: 64 },
				pieceBytes
			);
			expect(text).toBe('a,b,c\r\nd,e,f\r\n');
			expect(rejects).toMatchObject([{ record: 2, code: 'too-long', raw: expect.stringMatching(/^1,"x/) }]);
			expect(totals).toMatchObject({ records: 3, rejected: 1, blankLines: 0 });
		}
	);

	test('DLM-31 bytes that are no UTF-8', () => {
		const bytes = new Uint8Array([
			...new TextEncoder().encode('a,b,c\nd,'),
			0xe9,
			...new TextEncoder().encode(',f\ng,h,é\n')
		]);
		const { text, rejects } = scan(bytes);
		expect(text).toBe('a,b,c\ng,h,é\n');
		expect(rejects).toMatchObject([{ record: 2, code: 'invalid-bytes', byteOffset: 6 }]);
	});
});

describe('properties', () => {
	const field = fc.string({
		unit: fc.constantFrom('a', 'é', '東', ' ', ',', '"', '\n', '\r', '1', '\0', '🚚'),
		maxLength: 6
	});
	const table = fc.array(fc.array(field, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 });

	test('RCP-1 agrees with PapaParse on what PapaParse wrote, however the bytes are cut into pieces', () => {
		fc.assert(
			fc.property(
				table,
				fc.integer({ min: 1, max: 40 }),
				fc.constantFrom('\n', '\r\n'),
				(rows, piece, newline) => {
					const text = Papa.unparse(rows, { newline, quotes: true });
					const out = scan(text, { newline: newline === '\n' ? 'lf' : 'crlf' }, { chunkBytes: 16 }, piece);
					expect(out.totals).toMatchObject({ records: rows.length, rejected: 0 });
					expect(Papa.parse(out.text.slice(0, -newline.length), { newline }).data).toEqual(rows);
					expect(out.chunks.reduce((sum, chunk) => sum + chunk.recordsRead, 0)).toBe(rows.length);
				}
			)
		);
	});

	test('RCP-1 every byte of arbitrary text is in a sound record, a reject or a counted line; pieces change nothing', () => {
		const soup = fc.string({
			unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '\\', '#', 'é'),
			maxLength: 60
		});
		fc.assert(
			fc.property(
				soup,
				fc.integer({ min: 1, max: 9 }),
				fc.boolean(),
				fc.boolean(),
				(text, piece, spaces, backslash) => {
					const dialect = { spaceAroundQuotes: spaces, escape: backslash ? '\\' : '"', comment: '#' };
					const whole = scan(text, dialect, { columnCount: 2 });
					const pieces = scan(text, dialect, { columnCount: 2 }, piece);
					expect(pieces.totals).toEqual(whole.totals);
					expect(pieces.text).toBe(whole.text);
					expect(pieces.rejects).toEqual(whole.rejects);
					const rows = whole.chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
					expect(rows + whole.rejects.length).toBe(whole.totals.records);
				}
			)
		);
	});
});
