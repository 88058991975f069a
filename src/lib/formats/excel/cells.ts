import { DAY_MS, isDateSerial, isoToSerial, serialToMs } from './serials';
import { lookOf } from './number-format';
import { ISO_MARK, type SheetCell } from './workbook';

export type CellKind =
	'empty' | 'number' | 'text' | 'boolean' | 'error' | 'date' | 'timestamp' | 'time' | 'duration';

/** How numbers of a workbook become dates. */
export interface DateSystem {
	date1904: boolean;
	negativeDates: boolean;
}

/** Codes of errors in the binary formats, which SheetJS gives for all; MS-XLSB 2.5.97.2. */
const ERROR_TEXTS: Record<number, string> = {
	0x00: '#NULL!',
	0x07: '#DIV/0!',
	0x0f: '#VALUE!',
	0x17: '#REF!',
	0x1d: '#NAME?',
	0x24: '#NUM!',
	0x2a: '#N/A',
	0x2b: '#GETTING_DATA'
};

/** The error a cell shows; `#ERROR!` for those that are newer than the table. */
export function errorText(cell: SheetCell): string {
	return (typeof cell.v === 'number' ? ERROR_TEXTS[cell.v] : undefined) ?? '#ERROR!';
}

/** The number that stands for an error; undefined for those that are newer than the table. */
export function errorCode(text: string): number | undefined {
	const found = Object.entries(ERROR_TEXTS).find(([, known]) => known === text);
	return found ? Number(found[0]) : undefined;
}

/** What a cell holds, by its value and its number format (SPEC XLS-6). */
export function kindOf(cell: SheetCell | undefined, system: DateSystem): CellKind {
	if (cell === undefined) return 'empty';
	const { v } = cell;
	switch (cell.t) {
		case 'n':
			return typeof v === 'number' && Number.isFinite(v) ? numberKind(v, cell.z, system) : 'error';
		case 's':
			if (typeof v !== 'string' || v === '') return 'empty';
			return v.startsWith(ISO_MARK) ? numberKind(serialOf(cell, system), 'yyyy-mm-ddThh', system) : 'text';
		case 'b':
			return 'boolean';
		case 'e':
			return 'error';
		default:
			return 'empty';
	}
}

function numberKind(value: number, format: string | number | undefined, system: DateSystem): CellKind {
	const look = lookOf(format);
	if (look === 'number' || look === 'percent' || look === 'currency') return 'number';
	if (look === 'duration') return 'duration';
	if (look === 'time' && value >= 0 && value < 1) return 'time';
	if (!isDateSerial(value, system.date1904, system.negativeDates)) return 'number';
	return look !== 'time' && Number.isInteger(value) ? 'date' : 'timestamp';
}

/** The number of a cell with a number or a date. */
export function serialOf(cell: SheetCell, { date1904 }: DateSystem): number {
	if (typeof cell.v === 'number') return cell.v;
	return isoToSerial(String(cell.v).slice(ISO_MARK.length), date1904);
}

/** Milliseconds: from 1970-01-01 for dates and time stamps, from midnight for times, in all for durations. */
export function cellMs(cell: SheetCell, kind: CellKind, system: DateSystem): number {
	const serial = serialOf(cell, system);
	return kind === 'time' || kind === 'duration'
		? Math.round(serial * DAY_MS)
		: serialToMs(serial, system.date1904);
}

/** The exact value as text, as SQL would write it; null for empty cells and errors (SPEC XLS-8). */
export function cellText(cell: SheetCell | undefined, system: DateSystem): string | null {
	const kind = kindOf(cell, system);
	if (cell === undefined) return null;
	switch (kind) {
		case 'text':
			return String(cell.v);
		case 'number':
			return numberText(serialOf(cell, system));
		case 'boolean':
			return cell.v ? 'true' : 'false';
		case 'date':
			return isoText(cellMs(cell, kind, system)).slice(0, -9);
		case 'timestamp':
			return withMs(isoText(cellMs(cell, kind, system)), cellMs(cell, kind, system));
		case 'time':
		case 'duration':
			return clockText(cellMs(cell, kind, system));
		default:
			return null;
	}
}

function numberText(value: number): string {
	return Object.is(value, -0) ? '-0' : String(value);
}

/** `1e-7` as `0.0000001`; other texts as they are. The value is the same. */
export function withoutExponent(text: string): string {
	const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
	if (!parts) return text;
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
	const digits = whole + fraction;
	const point = 1 + Number(exponent);
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `hh:mm:ss`, hours beyond 24 for durations, `.mmm` where there is a fraction. */
export function clockText(ms: number): string {
	const positive = Math.abs(ms);
	const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
	const text = `${two(positive / 3_600_000)}:${two((positive / 60_000) % 60)}:${two((positive / 1000) % 60)}`;
	return (ms < 0 ? '-' : '') + withMs(text, ms);
}

function isoText(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

function withMs(text: string, ms: number): string {
	const fraction = ((ms % 1000) + 1000) % 1000;
	return fraction === 0 ? text : `${text}.${String(fraction).padStart(3, '0')}`;
}
