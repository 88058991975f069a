import { cellText, kindOf, type CellKind, type DateSystem } from './cells';
import { isFilled, rowIsFilled, type MergedArea, type SheetCell, type SheetRow } from './workbook';

/** Rows with values that are looked at to find the header. */
const LOOKED_AT = 60;
const BODY_SAMPLE = 30;
/** A row with fewer values than this share of what rows below it have is a title, not a header. */
const HEADER_SHARE = 0.6;
const MAX_HEADER_LINES = 4;

/** Where the names of a sheet's columns are. */
export interface Header {
	/** 0-based first row of the header; with no lines: first row of the data. */
	row: number;
	/** 0: there is no header. */
	lines: number;
	why: string;
}

/** Finds the header of a sheet: titles above it and empty rows are passed over (SPEC XLS-4). */
export function findHeader(
	rows: readonly SheetRow[],
	merges: readonly MergedArea[],
	system: DateSystem
): Header {
	const filled = firstFilledRows(rows);
	const [first] = filled;
	if (first === undefined) return { row: 0, lines: 0, why: 'the sheet is empty' };
	const place = filled.findIndex((_, i) => isWideEnough(rows, filled, i));
	const row = filled[place] ?? first;
	const body = filled.slice(Math.max(place, 0) + 1, Math.max(place, 0) + 1 + BODY_SAMPLE);
	const finding = holdsNames(
		rows[row],
		body.map((at) => rows[at] as SheetCell[]),
		system
	);
	// without a header nothing says that what stands above is no data
	if (!finding.header) return { row: first, lines: 0, why: finding.why };
	return withMoreLines(rows, merges, { row, lines: 1, why: finding.why }, system);
}

/**
 * The names of the columns `columnStart` to `columnLast`: the texts of the header's lines, a merged cell counting for
 * each column it covers.
 */
export function headerNames(
	rows: readonly SheetRow[],
	merges: readonly MergedArea[],
	header: Header,
	columnStart: number,
	columnLast: number,
	system: DateSystem
): string[] {
	const lines = Array.from({ length: header.lines }, (_, i) => header.row + i);
	const last = header.row + header.lines - 1;
	const names: string[] = [];
	for (let column = columnStart; column <= columnLast; column++) {
		const parts: string[] = [];
		for (const row of lines) {
			const text = headerCell(rows, row === last ? [] : merges, row, column, system);
			if (text !== '' && text !== parts.at(-1)) parts.push(text);
		}
		names.push(parts.join(' '));
	}
	return names;
}

function headerCell(
	rows: readonly SheetRow[],
	merges: readonly MergedArea[],
	row: number,
	column: number,
	system: DateSystem
): string {
	const area = merges.find(
		(one) =>
			row >= one.rowStart && row <= one.rowLast && column >= one.columnStart && column <= one.columnLast
	);
	const cell = area ? rows[area.rowStart]?.[area.columnStart] : rows[row]?.[column];
	return (cellText(cell, system) ?? '').replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function firstFilledRows(rows: readonly SheetRow[]): number[] {
	const found: number[] = [];
	for (let row = 0; row < rows.length && found.length < LOOKED_AT; row++) {
		if (rowIsFilled(rows[row])) found.push(row);
	}
	return found;
}

/** Whether the row at `place` has about as many values as the rows below it: titles have one or two. */
function isWideEnough(rows: readonly SheetRow[], filled: readonly number[], place: number): boolean {
	const counts = filled.slice(place + 1, place + 1 + BODY_SAMPLE).map((row) => countFilled(rows[row]));
	const own = countFilled(rows[filled[place] ?? 0]);
	if (counts.length === 0) return true;
	counts.sort((a, b) => a - b);
	const usual = counts[Math.floor(counts.length * 0.75)] ?? 0;
	return own >= usual * HEADER_SHARE;
}

function countFilled(row: SheetRow): number {
	let count = 0;
	if (row) for (const cell of row) if (isFilled(cell)) count += 1;
	return count;
}

/** Whether a row holds names rather than values, by what is below it. */
function holdsNames(
	first: SheetRow,
	body: readonly SheetRow[],
	system: DateSystem
): { header: boolean; why: string } {
	const cells = (first ?? []).map((cell) => ({
		kind: kindOf(cell, system),
		text: cellText(cell, system) ?? ''
	}));
	const filled = cells.filter(({ kind }) => kind !== 'empty');
	if (body.length === 0) {
		const header = filled.every(({ kind }) => kind === 'text');
		return { header, why: header ? 'the only row has words alone' : 'the only row has values' };
	}
	if (countsYears(filled)) return { header: true, why: 'the row counts years' };
	const found = { for: 0, against: 0, repeated: 0 };
	cells.forEach(({ kind, text }, column) => {
		if (kind === 'empty') return;
		const usual = usualKind(body, column, system);
		if (usual !== null && usual !== 'text') {
			if (kind === 'text') found.for += 1;
			else if (sameFamily(kind, usual)) found.against += 1;
		} else if (usual === 'text' && kind === 'text' && timesBelow(body, column, text, system) > 1) {
			found.repeated += 1;
		}
	});
	if (found.against > 0 && found.against >= found.for)
		return { header: false, why: 'the first row has values like the others' };
	if (found.for > 0) return { header: true, why: 'words above numbers, dates or other values' };
	if (found.repeated > filled.length / 3)
		return { header: false, why: 'the first row has values that occur again below' };
	const texts = filled.map(({ text }) => text.trim().toLowerCase());
	const header = filled.every(({ kind }) => kind === 'text') && new Set(texts).size === texts.length;
	return { header, why: header ? 'the row has different words' : 'the first row does not look like names' };
}

function countsYears(cells: readonly { kind: CellKind; text: string }[]): boolean {
	const years = cells.filter(({ text }) => /^(?:19|20)\d\d$/.test(text)).map(({ text }) => Number(text));
	const words = cells.filter(({ kind }) => kind === 'text').length;
	const rising = years.every((year, i) => i === 0 || year > (years[i - 1] ?? 0));
	return years.length >= 3 && words >= 1 && years.length + words >= cells.length && rising;
}

/** The kind that nine of ten values of a column have; null where there is none. */
function usualKind(body: readonly SheetRow[], column: number, system: DateSystem): CellKind | null {
	const counts = new Map<CellKind, number>();
	let all = 0;
	for (const row of body) {
		const kind = kindOf(row?.[column], system);
		if (kind === 'empty' || kind === 'error') continue;
		all += 1;
		const family = kind === 'timestamp' ? 'date' : kind;
		counts.set(family, (counts.get(family) ?? 0) + 1);
	}
	for (const [kind, count] of counts) if (count >= all * 0.9) return kind;
	return null;
}

function sameFamily(kind: CellKind, usual: CellKind): boolean {
	return (kind === 'timestamp' ? 'date' : kind) === usual;
}

function timesBelow(body: readonly SheetRow[], column: number, text: string, system: DateSystem): number {
	let times = 0;
	for (const row of body) if (cellText(row?.[column], system) === text) times += 1;
	return times;
}

/** Lines of group names above the header, and lines that a merged cell of the header covers. */
function withMoreLines(
	rows: readonly SheetRow[],
	merges: readonly MergedArea[],
	header: Header,
	system: DateSystem
): Header {
	let { row, lines } = header;
	while (lines < MAX_HEADER_LINES && isGroupLine(rows[row - 1], row - 1, merges, system)) {
		row -= 1;
		lines += 1;
	}
	const covered = merges
		.filter((area) => area.rowStart === header.row && area.rowLast > header.row)
		.filter((area) => isFilled(rows[area.rowStart]?.[area.columnStart]));
	const lowest = Math.max(header.row, ...covered.map((area) => area.rowLast));
	if (covered.length > 0 && lowest - row < MAX_HEADER_LINES) lines = lowest - row + 1;
	if (lines === 1) return header;
	return { row, lines, why: `${header.why}; ${lines} lines by their merged cells` };
}

/** A row of two words or more, one of them at least over several columns. */
function isGroupLine(
	cells: SheetRow,
	row: number,
	merges: readonly MergedArea[],
	system: DateSystem
): boolean {
	const filled = (cells ?? []).filter(isFilled);
	if (filled.length < 2 || filled.some((cell) => kindOf(cell, system) !== 'text')) return false;
	return merges.some((area) => area.rowStart === row && area.columnLast > area.columnStart);
}
