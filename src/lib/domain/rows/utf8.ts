// Every platform has it, but the domain is compiled without the DOM's types.
declare const TextDecoder: new (
	label: string,
	options: { ignoreBOM: boolean }
) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `bytes` as text; U+FEFF at the start is kept, as it is part of the value. */
export function utf8Text(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}
