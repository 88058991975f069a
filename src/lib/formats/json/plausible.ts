import { outline } from './outline';
import {
	isDigit,
	isSpace,
	OPEN_BRACE,
	OPEN_BRACKET,
	QUOTE,
	COLON,
	COMMA,
	CLOSE_BRACE,
	CLOSE_BRACKET,
	BACKSLASH,
	NEWLINE
} from './tokens';

/**
 * Whether text that starts with `head` is JSON by its looks (SPEC JSN-1): it begins as an object with a key or an array
 * with a value does, and after the first value, where it ends in `head`, comes a new line, another such value or nothing. A first field of
 * delimited text with brackets does not pass.
 */
export function looksLikeJson(head: Uint8Array): boolean {
	const bytes = asUtf8(head);
	let start = 0;
	while (start < bytes.length && isSpace(bytes[start] as number)) start++;
	const first = bytes[start];
	if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return false;
	if (!(first === OPEN_BRACE ? beginsObject(bytes, start + 1) : beginsArray(bytes, start + 1))) return false;
	return endsWell(bytes, start);
}

/** Whether the text begins as any value does, or at least as text of an object or array that is broken. */
export function looksLikeScalar(head: Uint8Array): boolean {
	const bytes = asUtf8(head);
	const start = space(bytes, 0);
	return start < bytes.length && beginsValue(bytes[start] as number);
}

function beginsObject(bytes: Uint8Array, from: number): boolean {
	let pos = space(bytes, from);
	if (pos >= bytes.length || bytes[pos] === CLOSE_BRACE) return true;
	if (bytes[pos] !== QUOTE) return false;
	pos++;
	while (pos < bytes.length && bytes[pos] !== QUOTE) {
		if (bytes[pos] === NEWLINE) return false;
		pos += bytes[pos] === BACKSLASH ? 2 : 1;
	}
	pos = space(bytes, pos + 1);
	if (pos >= bytes.length) return true;
	if (bytes[pos] !== COLON) return false;
	pos = space(bytes, pos + 1);
	return pos >= bytes.length || beginsValue(bytes[pos] as number) || isSpace(bytes[pos] as number);
}

function beginsArray(bytes: Uint8Array, from: number): boolean {
	const pos = space(bytes, from);
	if (pos >= bytes.length || bytes[pos] === CLOSE_BRACKET) return true;
	const byte = bytes[pos] as number;
	if (byte === OPEN_BRACE) return beginsObject(bytes, pos + 1);
	if (byte === OPEN_BRACKET) return beginsArray(bytes, pos + 1);
	const token = /^(?:"(?:[^"\\\n]|\\.)*"?|-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity)\s*([\s\S]?)/.exec(
		new TextDecoder().decode(bytes.subarray(pos, pos + 4096))
	);
	return token !== null && [',', ']', ''].includes(token[1] ?? '');
}

function beginsValue(byte: number): boolean {
	return (
		isDigit(byte) ||
		byte === QUOTE ||
		byte === OPEN_BRACE ||
		byte === OPEN_BRACKET ||
		'-tfnNI'.includes(String.fromCharCode(byte))
	);
}

/** `[1],[2]` and `{"a":1};5` are delimited text. */
function endsWell(bytes: Uint8Array<ArrayBuffer>, start: number): boolean {
	let depth = 0;
	let pos = start;
	for (; pos < bytes.length; pos++) {
		const byte = bytes[pos] as number;
		if (byte === QUOTE) {
			pos++;
			while (pos < bytes.length && bytes[pos] !== QUOTE) pos += bytes[pos] === BACKSLASH ? 2 : 1;
		} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
		else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) break;
	}
	let after = pos + 1;
	while (after < bytes.length && bytes[after] !== NEWLINE && isSpace(bytes[after] as number)) after++;
	const next = bytes[after];
	if (after >= bytes.length || next === NEWLINE || next === OPEN_BRACE || next === OPEN_BRACKET) return true;
	// a broken first line before sound ones
	return next !== COMMA && outline(bytes, false).isLines;
}

function space(bytes: Uint8Array, from: number): number {
	let pos = from;
	while (pos < bytes.length && isSpace(bytes[pos] as number)) pos++;
	return pos;
}

/** Text in UTF-16 with its zeros left out: enough to see brackets. */
function asUtf8(head: Uint8Array): Uint8Array<ArrayBuffer> {
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.slice(3);
	const marked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
	const start = marked ? 2 : 0;
	const isWide = marked || head[0] === 0 || head[1] === 0;
	return isWide ? head.slice(start).filter((byte) => byte !== 0) : head.slice();
}
