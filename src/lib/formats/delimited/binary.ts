/** Magic numbers of files that people rename to `.csv` or drop by mistake. */
const MAGIC: readonly (readonly [string, readonly number[], number])[] = [
	['a Parquet file', ascii('PAR1'), 0],
	['an Arrow file', ascii('ARROW1'), 0],
	['a Feather file', ascii('FEA1'), 0],
	['an SQLite database', ascii('SQLite format 3\0'), 0],
	['a DuckDB database', ascii('DUCK'), 8],
	['an old Excel workbook or another Office document', [0xd0, 0xcf, 0x11, 0xe0], 0],
	['a PDF document', ascii('%PDF-'), 0],
	['a PNG image', [0x89, 0x50, 0x4e, 0x47], 0],
	['a JPEG image', [0xff, 0xd8, 0xff], 0],
	['a GIF image', ascii('GIF8'), 0],
	['a RIFF media file', ascii('RIFF'), 0],
	['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0],
	['a RAR archive', ascii('Rar!'), 0],
	['a bzip2 archive', ascii('BZh'), 0],
	['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 0],
	['a Zstandard archive', [0x28, 0xb5, 0x2f, 0xfd], 0],
	['a zip archive', [0x50, 0x4b, 3, 4], 0],
	['a tar archive', ascii('ustar'), 257],
	['a program', [0x7f, 0x45, 0x4c, 0x46], 0],
	['a WebAssembly module', [0, 0x61, 0x73, 0x6d], 0]
];

function ascii(text: string): number[] {
	return [...text].map((character) => character.charCodeAt(0));
}

/** What binary file starts with `head`, by its magic number, or null. */
export function knownBinary(head: Uint8Array): string | null {
	const found = MAGIC.find(([, magic, at]) => magic.every((byte, i) => head[at + i] === byte));
	if (!found) return null;
	// these magic numbers are also ordinary text: only with bytes that text does not have
	const plain = found[1].every((byte) => byte >= 32 && byte < 127);
	return plain && controlShare(head) === 0 ? null : found[0];
}

/** Whether bytes in no wide encoding are too rich in control characters to be text (SPEC DLM-5). */
export function looksBinary(head: Uint8Array, isUtf8: boolean): boolean {
	let end = head.length;
	// padding at the end of DOS files
	while (end > 0 && (head[end - 1] === 0 || head[end - 1] === 0x1a)) end -= 1;
	return controlShare(head.subarray(0, Math.min(end, 64 << 10))) > (isUtf8 ? 0.05 : 0.02);
}

/** Share of bytes that are control characters other than white space and separators. */
function controlShare(bytes: Uint8Array): number {
	if (bytes.length === 0) return 0;
	const control = bytes.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0);
	return control / bytes.length;
}

function isControl(byte: number): boolean {
	return byte < 9 || (byte > 13 && byte < 0x1a) || byte === 0x1b || byte === 0x7f;
}
