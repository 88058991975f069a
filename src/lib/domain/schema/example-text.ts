/** A value for a sentence: control characters made visible, at most 40 characters. */
export function exampleText(value: string): string {
	const visible = value.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
	const characters = Array.from(visible);
	return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : visible;
}
