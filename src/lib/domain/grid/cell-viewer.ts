/**
 * A nested value with a line to each element. Takes JSON and DuckDB's own writing (`{'a': [1, 2]}`): brackets and
 * commas outside quotes break lines; nothing else is changed, so the text stays exact.
 */
export function indentNested(text: string): string {
	const lines = new LineWriter();
	for (let at = 0; at < text.length;) {
		const character = text.charAt(at);
		if (character === "'" || character === '"') {
			const end = quotedEnd(text, at);
			lines.write(text.slice(at, end));
			at = end;
			continue;
		}
		const isOpening = '{['.includes(character);
		if (isOpening && text.charAt(at + 1) === closingOf(character)) {
			lines.write(text.slice(at, at + 2));
			at += 2;
			continue;
		}
		if (isOpening) lines.open(character);
		else if ('}]'.includes(character)) lines.close(character);
		else if (character === ',') lines.separate();
		else lines.write(character);
		at++;
	}
	return lines.text();
}

/** Bytes of DuckDB's text for a BLOB: printable ASCII as it is, everything else as `\xHH`. */
export function blobBytes(text: string): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(text.length);
	let count = 0;
	for (let at = 0; at < text.length; count++) {
		const isEscape = text.startsWith('\\x', at);
		bytes[count] = isEscape ? Number.parseInt(text.slice(at + 2, at + 4), 16) : text.charCodeAt(at);
		at += isEscape ? 4 : 1;
	}
	return bytes.slice(0, count);
}

/** Lines of sixteen bytes: offset, hexadecimal, ASCII. */
export function hexDump(bytes: Uint8Array): string {
	const lines: string[] = [];
	for (let offset = 0; offset < bytes.length; offset += 16) {
		const line = Array.from(bytes.subarray(offset, offset + 16));
		const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
		const ascii = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
		lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${ascii}`);
	}
	return lines.join('\n');
}

class LineWriter {
	#lines: string[] = [];
	#line = '';
	#indent = '';
	#depth = 0;

	write(piece: string): void {
		if (this.#line === '' && piece === ' ') return;
		this.#line += piece;
	}

	open(bracket: string): void {
		this.#line += bracket;
		this.#depth++;
		this.#break();
	}

	close(bracket: string): void {
		this.#depth = Math.max(0, this.#depth - 1);
		this.#break();
		this.#line = bracket;
	}

	separate(): void {
		this.#line += ',';
		this.#break();
	}

	text(): string {
		this.#break();
		return this.#lines.join('\n');
	}

	#break(): void {
		if (this.#line !== '') this.#lines.push(this.#indent + this.#line);
		this.#line = '';
		this.#indent = '  '.repeat(this.#depth);
	}
}

function closingOf(bracket: string): string {
	return bracket === '{' ? '}' : ']';
}

function quotedEnd(text: string, start: number): number {
	const quote = text.charAt(start);
	for (let at = start + 1; at < text.length; at++) {
		if (text.charAt(at) === '\\') at++;
		else if (text.charAt(at) === quote) return at + 1;
	}
	return text.length;
}
