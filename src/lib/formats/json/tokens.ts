/** Bytes of JSON's punctuation. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const NEWLINE = 0x0a;

/** White space between tokens. */
export function isSpace(byte: number): boolean {
	return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

export function isDigit(byte: number): boolean {
	return byte >= 0x30 && byte <= 0x39;
}
