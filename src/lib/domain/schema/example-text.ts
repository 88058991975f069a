/** A value for a sentence: control characters and unusual spaces made visible, at most 40 characters. */
export function exampleText(value: string): string {
	const visible = value.replace(
		/[\p{Cc}\u00a0\u202f\u2009\u200b]/gu,
		(c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
	);
	const characters = Array.from(visible);
	return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : visible;
}
