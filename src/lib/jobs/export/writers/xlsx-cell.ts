import { AppError } from '$lib/domain/errors';
import { XLSX_MAX_TEXT } from '$lib/domain/export/export-format';
import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { booleanAt, floatAt, ticksAt } from '$lib/domain/rows/scalar';
import { textReader } from '$lib/domain/rows/text';
import { utf8Text } from '$lib/domain/rows/utf8';
import type { SqlType } from '$lib/domain/sql/sql-type';
import { ByteBuffer } from '../byte-buffer';
import { isPlain } from '../cells/cell';
import { jsonCell } from '../cells/json-cell';
import { STYLES } from './xlsx-parts';

/** Excel's numbers have so many digits; what has more is written as text. */
const NUMBER_DIGITS = 15;
/** Day 1 is 1900-01-01, but there is a 29th of February of 1900: serials are right from 1900-03-01 (day 61). */
const EPOCH_DAYS = 25_569;
const FIRST_RIGHT_DAY = 61;
const END_DAY = 2_958_466;
const DAY_MS = 86_400_000;

/** A row's cell as XML without its reference (`r`); null where it is empty. */
export type XlsxCell = (row: number) => string | null;

/** Values as Excel has them; those that it has no form for as text (docs/FORMATS.md). */
export function xlsxCell(column: ColumnData, type: SqlType | null, name: string): XlsxCell {
	const write = presentCell(column, type, name);
	return (row) => (isNull(column, row) ? null : write(row));
}

function presentCell(column: ColumnData, type: SqlType | null, name: string): (row: number) => string {
	const read = textReader(column, type);
	const text = (row: number) => read(row) ?? '';
	const asText = (row: number) => textCell(text(row), name);
	const layout = column.field.type;
	switch (layout.kind) {
		case 'bool':
			return (row) => ` t="b"><v>${booleanAt(column, row) ? 1 : 0}</v></c>`;
		case 'int':
		case 'decimal':
			return (row) => numberCell(text(row), name);
		case 'float':
			return (row) => {
				const value = floatAt(column, row);
				return Number.isFinite(value) ? `><v>${value}</v></c>` : textCell(text(row), name);
			};
		case 'date':
			return (row) => dayCell(column.values.getInt32(row * 4, true) + EPOCH_DAYS, STYLES.date) ?? asText(row);
		case 'time':
			return (row) => clockCell(ticksAt(column, row), layout.ticks) ?? asText(row);
		case 'timestamp':
			// Excel has no time zones
			if (layout.zone !== null) return asText;
			return (row) => timestampCell(ticksAt(column, row), layout.ticks) ?? asText(row);
	}
	if (isPlain(column) || ['utf8', 'binary', 'fixed-binary'].includes(layout.kind)) return asText;
	const write = jsonCell(column, type);
	const out = new ByteBuffer();
	return (row) => {
		out.clear();
		write(out, row);
		return textCell(utf8Text(out.view()), name);
	};
}

/** @throws AppError `export/value` for more text than a cell holds */
export function textCell(text: string, column: string, style: number = STYLES.plain): string {
	if (text.length > XLSX_MAX_TEXT) {
		throw new AppError(
			'export/value',
			`“${column}” has a text of ${text.length.toLocaleString('en')} characters; a cell of Excel holds ${XLSX_MAX_TEXT.toLocaleString('en')}.`,
			{ column }
		);
	}
	const styled = style === STYLES.plain ? '' : ` s="${style}"`;
	return `${styled} t="inlineStr"><is><t xml:space="preserve">${quoteXml(text)}</t></is></c>`;
}

function numberCell(text: string, column: string): string {
	const digits = text.replace(/^-?0*\.?0*|\./g, '').length;
	return digits > NUMBER_DIGITS ? textCell(text, column) : `><v>${text}</v></c>`;
}

function dayCell(day: number, style: number): string | null {
	return day >= FIRST_RIGHT_DAY && day < END_DAY ? ` s="${style}"><v>${day}</v></c>` : null;
}

/** Null where it is not whole milliseconds: Excel shows no more. */
function clockCell(ticks: bigint, perSecond: bigint): string | null {
	const ms = wholeMs(ticks, perSecond);
	if (ms === null || ms >= DAY_MS || ms % 1000 !== 0) return null;
	return ` s="${STYLES.time}"><v>${ms / DAY_MS}</v></c>`;
}

function timestampCell(ticks: bigint, perSecond: bigint): string | null {
	const ms = wholeMs(ticks, perSecond);
	if (ms === null) return null;
	return dayCell(ms / DAY_MS + EPOCH_DAYS, ms % 1000 === 0 ? STYLES.timestamp : STYLES.fraction);
}

function wholeMs(ticks: bigint, perSecond: bigint): number | null {
	const scaled = ticks * 1000n;
	return scaled % perSecond === 0n ? Number(scaled / perSecond) : null;
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text of an element or attribute; what XML can't hold as `_xHHHH_`, and what looks like that with its underscore so
 * (ECMA-376, ST_Xstring).
 */
export function quoteXml(text: string): string {
	return text
		.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
		.replace(/(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]/gu, escaped)
		.replace(/[&<>"]/g, (character) => NAMED[character] ?? character);
}

function escaped(character: string): string {
	return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
