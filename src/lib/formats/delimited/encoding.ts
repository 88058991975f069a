import { analyse } from 'chardet';
import { findInvalidUtf8 } from '$lib/domain/bytes';

export interface EncodingFinding {
	/** A label of `TextDecoder`, in its canonical form. */
	encoding: string;
	/** Bytes of the byte-order mark, 0 without one. */
	bomBytes: number;
	why: string;
	/** A guess from the look of the bytes: the user is told. */
	isGuess: boolean;
}

/** A stretch of a file; `cutStart` and `cutEnd`: a character may be cut in two there. */
export interface ByteWindow {
	bytes: Uint8Array<ArrayBuffer>;
	cutStart: boolean;
	cutEnd: boolean;
}

/** A few bad bytes so far into a file that was UTF-8 until then do not make it another encoding (SPEC DLM-2). */
const LATE_BYTES = 64 << 10;
const FEW_BAD = 3;

/** The encoding of a file from samples of it; the first window is its start (SPEC DLM-1 to DLM-3). */
export function detectEncoding(windows: readonly ByteWindow[]): EncodingFinding {
	const head = windows[0]?.bytes ?? new Uint8Array(0);
	const marked = bomOf(head);
	if (marked) return marked;
	const wide = utf16WithoutBom(head);
	if (wide) return { encoding: wide, bomBytes: 0, why: 'every second byte is zero', isGuess: false };
	const utf8 = utf8Finding(windows);
	if (utf8) return utf8;
	return legacyEncoding(linesBeyondAscii(windows));
}

/** The byte-order mark at the start of `head`. */
export function bomOf(head: Uint8Array): EncodingFinding | null {
	const found = (encoding: string, bomBytes: number): EncodingFinding => ({
		encoding,
		bomBytes,
		why: 'the file begins with a byte-order mark',
		isGuess: false
	});
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return found('utf-8', 3);
	if (head[0] === 0xff && head[1] === 0xfe) return found('utf-16le', 2);
	if (head[0] === 0xfe && head[1] === 0xff) return found('utf-16be', 2);
	return null;
}

function utf16WithoutBom(head: Uint8Array): string | null {
	const sample = head.subarray(0, 64 << 10);
	let even = 0;
	let odd = 0;
	for (let i = 0; i < sample.length; i++) {
		if (sample[i] !== 0) continue;
		if (i % 2 === 0) even += 1;
		else odd += 1;
	}
	// also text of other scripts has zeros in its separators, digits and line ends
	const enough = Math.max(2, sample.length * 0.05);
	if (odd >= enough && even * 20 < odd) return 'utf-16le';
	if (even >= enough && odd * 20 < even) return 'utf-16be';
	return null;
}

function utf8Finding(windows: readonly ByteWindow[]): EncodingFinding | null {
	let bad = 0;
	let firstBad = Number.POSITIVE_INFINITY;
	let beyondAscii = false;
	windows.forEach(({ bytes, cutStart, cutEnd }, index) => {
		let start = 0;
		while (cutStart && start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
		const invalid = findInvalidUtf8(bytes, start, bytes.length, cutEnd);
		bad += invalid.length;
		if (invalid.length > 0 && index === 0) firstBad = invalid[0] ?? 0;
		beyondAscii ||= bytes.some((byte) => byte >= 0x80);
	});
	const found = (why: string): EncodingFinding => ({ encoding: 'utf-8', bomBytes: 0, why, isGuess: false });
	if (bad === 0) return found(beyondAscii ? 'all samples are valid UTF-8' : 'all samples are plain ASCII');
	if (bad <= FEW_BAD && firstBad > LATE_BYTES)
		return found('the samples are valid UTF-8 but for a few bytes');
	return null;
}

/** Only the lines with bytes beyond ASCII tell anything. */
function linesBeyondAscii(windows: readonly ByteWindow[]): Uint8Array<ArrayBuffer> {
	const kept: number[] = [];
	for (const { bytes } of windows) {
		let start = 0;
		while (start < bytes.length && kept.length < 64 << 10) {
			const newline = bytes.indexOf(10, start);
			const end = newline < 0 ? bytes.length : newline + 1;
			const line = bytes.subarray(start, end);
			if (line.some((byte) => byte >= 0x80)) kept.push(...line.subarray(0, 4096));
			start = end;
		}
	}
	return new Uint8Array(kept);
}

const MULTI_BYTE = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']);

function legacyEncoding(bytes: Uint8Array<ArrayBuffer>): EncodingFinding {
	const beyondAscii = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
	const matches = analyse(bytes)
		.map(({ name, confidence }) => ({ encoding: canonicalLabel(name), confidence }))
		.filter((match): match is { encoding: string; confidence: number } => match.encoding !== null);
	const western = Math.max(
		0,
		...matches.filter((m) => m.encoding === 'windows-1252').map((m) => m.confidence)
	);
	for (const { encoding, confidence } of matches) {
		if (encoding === 'windows-1252' || encoding === 'utf-8' || encoding.startsWith('utf-16')) continue;
		const multi = MULTI_BYTE.has(encoding);
		const convincing = multi ? confidence >= 40 : confidence >= 15 && beyondAscii >= 20;
		if (!convincing || confidence <= western * 1.2 || !decodes(bytes, encoding)) continue;
		return { encoding, bomBytes: 0, why: 'by the look of the bytes that are no UTF-8', isGuess: true };
	}
	return {
		encoding: 'windows-1252',
		bomBytes: 0,
		why: 'the bytes are no UTF-8, and Western European is the usual other case',
		isGuess: true
	};
}

function canonicalLabel(name: string): string | null {
	try {
		return new TextDecoder(name).encoding;
	} catch {
		return null;
	}
}

function decodes(bytes: Uint8Array<ArrayBuffer>, encoding: string): boolean {
	try {
		new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
		return true;
	} catch {
		return false;
	}
}
