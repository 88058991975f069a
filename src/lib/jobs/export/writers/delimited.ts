import { FORMULA_BYTES, looksLikeFormula } from '$lib/domain/export/formula-guard';
import type { ExportOptions } from '$lib/domain/export/export-options';
import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { blobText } from '$lib/domain/rows/text';
import { utf8Text } from '$lib/domain/rows/utf8';
import { ByteBuffer } from '../byte-buffer';
import { bytesReader, isPlain, type Cell } from '../cells/cell';
import { jsonCell } from '../cells/json-cell';
import { plainCell } from '../cells/plain-cell';
import type { ExportColumn, OpenWriter } from '../writer';
import { TextWriter } from './text-writer';

const QUOTE = 34;
const APOSTROPHE = 39;
const BYTE_ORDER_MARK = '\uFEFF';
/** Needed: line ends, and space at either end, which many readers take away. */
const PLAIN = 0;
const ALWAYS = 1;
const AT_ENDS = 2;

/** CSV and TSV (RFC 4180): quotes are doubled, NULL is told from empty text by quotes. */
export const openDelimited: OpenWriter = async ({ columns, options, sink }) => {
	const fields = new FieldWriter(options);
	const lineEnd = new TextEncoder().encode(options.lineEnd);
	const delimiter = new TextEncoder().encode(options.delimiter);
	const separated = (out: ByteBuffer, write: (index: number) => void) => {
		for (let index = 0; index < columns.length; index++) {
			if (index > 0) out.copy(delimiter);
			write(index);
		}
		out.copy(lineEnd);
	};
	const head = (out: ByteBuffer) => {
		if (options.bom) out.text(BYTE_ORDER_MARK);
		if (options.header) separated(out, (index) => fields.name(out, columns[index]?.name ?? ''));
	};
	// a line with nothing in it is no record for most readers
	const nullText = columns.length === 1 && options.nullText === '' ? '""' : options.nullText;
	return new TextWriter(sink, head, (batch) => {
		const cells = batch.columns.map((data, index) => fields.cell(data, columns[index] as ExportColumn));
		return (out, row) => {
			separated(out, (index) => {
				if (isNull(batch.columns[index] as ColumnData, row)) out.text(nullText);
				else cells[index]?.(out, row);
			});
		};
	});
};

/** Writes fields by the rules for quotes and formulas. */
class FieldWriter {
	readonly #options: ExportOptions;
	readonly #nullText: Uint8Array;
	/** For each byte whether a field that holds it needs quotes. */
	readonly #needs = new Uint8Array(256);
	readonly #scratch = new ByteBuffer();

	constructor(options: ExportOptions) {
		this.#options = options;
		const encoder = new TextEncoder();
		this.#nullText = encoder.encode(options.nullText);
		// of a delimiter of several bytes the first is enough: one too many in quotes does no harm
		for (const byte of [QUOTE, 10, 13, encoder.encode(options.delimiter)[0] ?? 0]) this.#needs[byte] = ALWAYS;
		if (this.#needs[32] === PLAIN) this.#needs[32] = AT_ENDS;
		if (this.#needs[9] === PLAIN) this.#needs[9] = AT_ENDS;
	}

	name(out: ByteBuffer, name: string): void {
		const text = this.#options.guardFormulas && looksLikeFormula(name) ? `'${name}` : name;
		// an empty name, or one that begins like a byte-order mark
		const isOdd = text === '' || text.startsWith(BYTE_ORDER_MARK);
		this.#text(out, new TextEncoder().encode(text), isOdd || this.#options.quotes !== 'needed');
	}

	cell(column: ColumnData, { sqlType }: ExportColumn): Cell {
		if (isPlain(column)) return this.#plainCell(plainCell(column, 'plain'));
		const isQuoted = this.#options.quotes !== 'needed';
		const { kind } = column.field.type;
		if (kind === 'null') return () => undefined;
		const read = kind === 'utf8' ? bytesReader(column) : this.#madeText(column, sqlType);
		if (!this.#options.guardFormulas) return (out, row) => this.#text(out, read(row), isQuoted);
		return (out, row) => this.#text(out, guarded(read(row)), isQuoted);
	}

	#plainCell(write: Cell): Cell {
		if (this.#options.quotes === 'all') {
			return (out, row) => {
				out.byte(QUOTE);
				write(out, row);
				out.byte(QUOTE);
			};
		}
		// such as the delimiter "." or "5", or NULL written as 0
		const isSafe =
			!/[-+.:0-9a-z ()]/.test(this.#options.delimiter) && !/^[-+.:0-9a-z ()]+$/.test(this.#options.nullText);
		if (isSafe) return write;
		return (out, row) => {
			this.#scratch.clear();
			write(this.#scratch, row);
			this.#text(out, this.#scratch.view(), false);
		};
	}

	/** Blobs as DuckDB writes them, nested values as JSON. */
	#madeText(column: ColumnData, sqlType: ExportColumn['sqlType']): (row: number) => Uint8Array {
		if (column.field.type.kind === 'binary' || column.field.type.kind === 'fixed-binary') {
			const read = bytesReader(column);
			const encoder = new TextEncoder();
			return (row) => encoder.encode(blobText(read(row)));
		}
		const write = jsonCell(column, sqlType);
		return (row) => {
			this.#scratch.clear();
			write(this.#scratch, row);
			return this.#scratch.view();
		};
	}

	/** Copies a field; where it turns out to need quotes it is written again with them. */
	#text(out: ByteBuffer, bytes: Uint8Array, isQuoted: boolean): void {
		const { length } = bytes;
		out.reserve(length * 2 + 2);
		if (isQuoted || this.#isNullText(bytes)) return quoted(out, bytes);
		const target = out.bytes;
		const needs = this.#needs;
		const start = out.length;
		for (let index = 0; index < length; index++) {
			const byte = bytes[index] as number;
			const need = needs[byte] as number;
			if (need === ALWAYS || (need === AT_ENDS && (index === 0 || index === length - 1))) {
				return quoted(out, bytes);
			}
			target[start + index] = byte;
		}
		out.length = start + length;
	}

	#isNullText(bytes: Uint8Array): boolean {
		const nullText = this.#nullText;
		if (bytes.length !== nullText.length) return false;
		return nullText.every((byte, index) => byte === bytes[index]);
	}
}

function quoted(out: ByteBuffer, bytes: Uint8Array): void {
	const target = out.bytes;
	let at = out.length;
	target[at++] = QUOTE;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index] as number;
		if (byte === QUOTE) target[at++] = QUOTE;
		target[at++] = byte;
	}
	target[at++] = QUOTE;
	out.length = at;
}

function guarded(bytes: Uint8Array): Uint8Array {
	if (bytes.length === 0 || !FORMULA_BYTES.has(bytes[0] as number)) return bytes;
	if (!looksLikeFormula(utf8Text(bytes))) return bytes;
	const safe = new Uint8Array(bytes.length + 1);
	safe[0] = APOSTROPHE;
	safe.set(bytes, 1);
	return safe;
}
