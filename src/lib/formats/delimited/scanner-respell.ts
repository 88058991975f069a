import type { ScannerDialect } from './scanner-types';

/**
 * One field of a record, as the dialect understands it.
 * `quoted` matters: an unquoted empty field is NULL, a quoted one is empty text.
 */
interface Field {
	text: string;
	quoted: boolean;
}

/**
 * Spells a sound record anew so that an engine's plain CSV reader (quotes doubled, no escapes, no spaces around
 * quotes) reads exactly the values that `dialect` means. Rare, so it may be slow.
 */
export function respellRecord(bytes: Uint8Array, dialect: ScannerDialect): Uint8Array {
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	const quote = dialect.quote ?? '"';
	const spelled = splitRecord(text, dialect).map((field) => {
		const plain = !field.quoted && !field.text.trimStart().startsWith(quote);
		return plain ? field.text : quote + field.text.replaceAll(quote, quote + quote) + quote;
	});
	return new TextEncoder().encode(spelled.join(dialect.delimiter));
}

/** The fields of one whole, sound record. */
export function splitRecord(text: string, dialect: ScannerDialect): Field[] {
	const fields: Field[] = [];
	let at = 0;
	for (;;) {
		const opened = openingQuote(text, at, dialect);
		const field = opened < 0 ? unquotedField(text, at, dialect) : quotedField(text, opened, dialect);
		fields.push({ text: field.text, quoted: opened >= 0 });
		if (field.end >= text.length) return fields;
		at = field.end + dialect.delimiter.length;
	}
}

/** Offset after the quote that opens the field at `at`, or -1. */
function openingQuote(text: string, at: number, dialect: ScannerDialect): number {
	if (dialect.quote === null) return -1;
	let i = at;
	if (dialect.spaceAroundQuotes) while (text[i] === ' ') i++;
	return text[i] === dialect.quote ? i + 1 : -1;
}

function unquotedField(text: string, at: number, dialect: ScannerDialect): { text: string; end: number } {
	const found = text.indexOf(dialect.delimiter, at);
	const end = found < 0 ? text.length : found;
	return { text: text.slice(at, end), end };
}

function quotedField(text: string, at: number, dialect: ScannerDialect): { text: string; end: number } {
	let value = '';
	let i = at;
	for (; i < text.length; i++) {
		const c = text[i] as string;
		if (c === dialect.escape && dialect.escape !== dialect.quote) {
			i++;
			value += unescaped(text[i] ?? '', dialect);
		} else if (c !== dialect.quote) value += c;
		else if (dialect.escape === dialect.quote && text[i + 1] === dialect.quote) value += text[i++];
		else break;
	}
	const found = text.indexOf(dialect.delimiter, i + 1);
	return { text: value, end: found < 0 ? text.length : found };
}

/** SPEC DLM-25: an escape makes a quote or itself literal; before anything else both characters stay. */
function unescaped(c: string, dialect: ScannerDialect): string {
	return c === dialect.quote || c === dialect.escape ? c : `${dialect.escape}${c}`;
}
