import { ISO_MARK, type SheetCell, type SheetRow } from './workbook';

/** What cells of a worksheet refer to. */
export interface CellReferences {
	/** Shared strings, by their index. */
	strings: readonly ({ t: string } | undefined)[];
	/** Number formats, by the index of the cell style. */
	formats: readonly (string | undefined)[];
	/** The number that stands for an error's text. */
	errorCode(text: string): number | undefined;
}

/** What the format allows: where a damaged address says more, walking there would take for ever. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

const [QUOTE, APOSTROPHE, SPACE, GREATER, SLASH] = [0x22, 0x27, 0x20, 0x3e, 0x2f];

/**
 * Reads the content of `sheetData` (ECMA-376 Part 1, 18.3.1.80) in one walk over the text; SheetJS splits it into a
 * piece for each row and cell, which takes several times as long.
 * @param rowLimit rows behind it are not read
 * @returns null where there is anything unusual: SheetJS then reads it
 * @throws RangeError an address beyond the limits, or a string that is not there
 */
export function readSheetData(
	text: string,
	references: CellReferences,
	rowLimit: number = MAX_ROWS
): SheetRow[] | null {
	if (text.includes('<!')) return null;
	const rows: SheetRow[] = [];
	const tag: Tag = { r: '', s: '', t: '' };
	let row = -1;
	let column = -1;
	let cells: SheetRow;
	for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
		const name = text.charCodeAt(at + 1);
		const next = text.charCodeAt(at + 2);
		if (name === 0x63 && (next === SPACE || next === GREATER || next === SLASH)) {
			const end = readTag(text, at + 2, tag);
			if (end < 0) return null;
			column = tag.r === '' ? column + 1 : columnOf(tag.r);
			if (column < 0) return null;
			if (row < 0) return null;
			if (column >= MAX_COLUMNS) throw new RangeError(`the cell ${tag.r} is beyond the last column`);
			at = end;
			if (text.charCodeAt(end - 2) === SLASH) continue;
			const close = text.indexOf('</c>', end);
			if (close < 0) return null;
			const cell = readCell(text, end, close, tag, references);
			if (cell === null) return null;
			if (cell !== undefined) (cells ??= rows[row] ??= [])[column] = cell;
			at = close + 4;
		} else if (text.startsWith('row', at + 1)) {
			const end = readTag(text, at + 4, tag);
			if (end < 0) return null;
			row = tag.r === '' ? row + 1 : Number(tag.r) - 1;
			if (!Number.isInteger(row) || row < 0) return null;
			if (row >= MAX_ROWS) throw new RangeError(`the row ${tag.r} is beyond the last one`);
			if (row >= rowLimit) break;
			column = -1;
			cells = rows[row];
			at = end;
		} else if (text.startsWith('/row>', at + 1)) at += 6;
		else return null;
	}
	return rows;
}

interface Tag {
	r: string;
	s: string;
	t: string;
}

/** Reads the attributes `r`, `s`, `t` of a tag. @returns offset behind its `>`, -1 where it is no tag */
function readTag(text: string, start: number, tag: Tag): number {
	tag.r = tag.s = tag.t = '';
	let at = start;
	for (;;) {
		const code = text.charCodeAt(at);
		if (code === GREATER) return at + 1;
		if (code === SPACE || code === SLASH || code === 0x0a || code === 0x0d || code === 0x09) {
			at += 1;
			continue;
		}
		const equals = text.indexOf('=', at);
		const quote = text.charCodeAt(equals + 1);
		if (equals < 0 || (quote !== QUOTE && quote !== APOSTROPHE)) return -1;
		const end = text.indexOf(quote === QUOTE ? '"' : "'", equals + 2);
		if (end < 0) return -1;
		if (equals === at + 1) {
			if (code === 0x72) tag.r = text.slice(equals + 2, end);
			else if (code === 0x73) tag.s = text.slice(equals + 2, end);
			else if (code === 0x74) tag.t = text.slice(equals + 2, end);
		}
		at = end + 1;
	}
}

/** 0-based column of an address such as `AB12`; -1 where it is none. */
function columnOf(address: string): number {
	let column = 0;
	for (let i = 0; i < address.length; i++) {
		const letter = address.charCodeAt(i) - 64;
		if (letter < 1 || letter > 26) return column - 1;
		column = column * 26 + letter;
	}
	return -1;
}

/** A cell with a value, or a formula without one; undefined: an empty one; null: SheetJS has to read it. */
function readCell(
	text: string,
	start: number,
	close: number,
	{ s, t }: Tag,
	{ strings, formats, errorCode }: CellReferences
): SheetCell | undefined | null {
	const z = formats[s === '' ? 0 : Number(s)] ?? 'General';
	if (t === 'inlineStr') {
		const inline = /^\s*<is>\s*<t(?: [^>]*)?>([^<]*)<\/t>\s*<\/is>\s*$/.exec(text.slice(start, close));
		return inline ? { t: 's', v: unescaped(inline[1] ?? ''), z } : null;
	}
	const open = text.indexOf('<v', start);
	const hasFormula = text.startsWith('<f', start);
	if (open < 0 || open >= close) {
		if (start < close && !hasFormula) return text.slice(start, close).trim() === '' ? undefined : null;
		return hasFormula && t !== 'str' ? { t: 'z', f: '', z } : hasFormula ? { t: 's', v: '', z } : undefined;
	}
	if (open !== start && !hasFormula) return null;
	if (text.charCodeAt(open + 2) === SLASH)
		return t === 'str' ? { t: 's', v: '', z } : hasFormula ? { t: 'z', f: '', z } : undefined;
	const from = text.indexOf('>', open) + 1;
	const to = text.indexOf('<', from);
	if (from === 0 || to < 0 || to > close) return null;
	const value = text.slice(from, to);
	switch (t) {
		case '':
		case 'n':
			if (value.trim() === '') return hasFormula ? { t: 'z', f: '', z } : undefined;
			return { t: 'n', v: Number(value), z };
		case 's': {
			if (value.trim() === '') return undefined;
			const string = strings[Number(value)];
			if (string === undefined) throw new RangeError(`there is no text number ${value}`);
			return { t: 's', v: string.t, z };
		}
		case 'str':
			return { t: 's', v: unescaped(value), z };
		case 'b':
			return { t: 'b', v: value.trim() === '1' || value.trim() === 'true', z };
		case 'e': {
			const code = errorCode(value.trim());
			return code === undefined ? { t: 'e', z } : { t: 'e', v: code, z };
		}
		case 'd':
			return { t: 's', v: ISO_MARK + value, z };
		default:
			return null;
	}
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Without XML's and Excel's (`_x000D_`) ways to write characters. */
function unescaped(text: string): string {
	let plain = text;
	if (plain.includes('&')) {
		plain = plain.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([\da-f]+));/gi, (whole, name, digits, hex) => {
			if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
			const code = digits === undefined ? parseInt(hex as string, 16) : parseInt(digits as string, 10);
			return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
		});
	}
	if (plain.includes('_x')) {
		plain = plain.replace(/_x([\da-f]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	}
	return plain.replaceAll('\r\n', '\n');
}
