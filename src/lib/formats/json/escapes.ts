/** What a letter after a backslash stands for, but for `u`; 0: nothing. */
export const ESCAPES = new Uint8Array(256);
[...'"\\/bfnrt'].forEach((letter, i) => {
	ESCAPES[letter.charCodeAt(0)] = '"\\/\b\f\n\r\t'.charCodeAt(i);
});

/** Values of hexadecimal digits; -1: it is none. */
const HEX = new Int8Array(256).fill(-1);
[...'0123456789abcdef'].forEach((digit, value) => {
	HEX[digit.charCodeAt(0)] = value;
	HEX[digit.toUpperCase().charCodeAt(0)] = value;
});

/** The four hexadecimal digits at `start`, or -1 where one of them is none. */
export function hexAt(bytes: Uint8Array, start: number): number {
	let code = 0;
	for (let i = start; i < start + 4; i++) {
		const digit = HEX[bytes[i] as number] as number;
		if (!(digit >= 0)) return -1;
		code = code * 16 + digit;
	}
	return code;
}

/** Writes a code point at `to`. @returns where it ends: at most four bytes on */
export function writeUtf8(text: Uint8Array, to: number, code: number): number {
	if (code < 0x80) {
		text[to] = code;
		return to + 1;
	}
	if (code < 0x800) {
		text[to] = 0xc0 | (code >> 6);
		text[to + 1] = 0x80 | (code & 0x3f);
		return to + 2;
	}
	if (code < 0x10000) {
		text[to] = 0xe0 | (code >> 12);
		text[to + 1] = 0x80 | ((code >> 6) & 0x3f);
		text[to + 2] = 0x80 | (code & 0x3f);
		return to + 3;
	}
	text[to] = 0xf0 | (code >> 18);
	text[to + 1] = 0x80 | ((code >> 12) & 0x3f);
	text[to + 2] = 0x80 | ((code >> 6) & 0x3f);
	text[to + 3] = 0x80 | (code & 0x3f);
	return to + 4;
}
