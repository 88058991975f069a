/** Letters, digits, `_`, `$` and everything beyond ASCII: what an unquoted identifier is made of after its start. */
export function isWordCharacter(code: number): boolean {
	return isWordStart(code) || (code >= 48 && code <= 57) || code === 36;
}

/** Letters, `_` and everything beyond ASCII. */
export function isWordStart(code: number): boolean {
	return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}
