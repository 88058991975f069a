import { kindOf, type CellKind, type DateSystem } from './cells';
import { lookOf } from './number-format';
import { isLeapDayBug } from './serials';
import type { SheetRow } from './workbook';

/** What a column holds, counted over all of its cells. */
export interface ColumnFacts {
	counts: Record<CellKind, number>;
	/** Numbers with a fraction, or too large to be exact whole numbers. */
	fractions: number;
	/** Whole numbers beyond 2^53: a workbook can't hold them exactly. */
	huge: number;
	percents: number;
	currencies: number;
	/** Formulas without a value: the program that wrote the file did not calculate them. */
	uncalculated: number;
	/** Texts that could be numbers. */
	numberTexts: number;
	/** Dates 1900-02-29, which never was. */
	leapDays: number;
}

export interface TypeFinding {
	/** SQL name. */
	type: string;
	why: string;
	/** The column has values of different kinds and so is text. */
	isMixed: boolean;
}

const KINDS: readonly CellKind[] = [
	'empty',
	'number',
	'text',
	'boolean',
	'error',
	'date',
	'timestamp',
	'time',
	'duration'
];

export function noFacts(): ColumnFacts {
	const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<CellKind, number>;
	return {
		counts,
		fractions: 0,
		huge: 0,
		percents: 0,
		currencies: 0,
		uncalculated: 0,
		numberTexts: 0,
		leapDays: 0
	};
}

/** Counts the cells of `rows` from `rowStart` on, by sheet column; columns without a cell are holes. */
export function surveyColumns(
	rows: readonly SheetRow[],
	rowStart: number,
	system: DateSystem
): (ColumnFacts | undefined)[] {
	const columns: (ColumnFacts | undefined)[] = [];
	for (let row = rowStart; row < rows.length; row++) {
		const cells = rows[row];
		if (cells === undefined) continue;
		for (let column = 0; column < cells.length; column++) {
			const cell = cells[column];
			if (cell === undefined) continue;
			const facts = (columns[column] ??= noFacts());
			const kind = kindOf(cell, system);
			facts.counts[kind] += 1;
			if (kind === 'number') countNumber(facts, cell.v as number, cell.z);
			else if (kind === 'text') {
				if (looksLikeNumber(cell.v as string)) facts.numberTexts += 1;
			} else if (kind === 'date' || kind === 'timestamp') {
				if (isLeapDayBug(cell.v as number, system.date1904)) facts.leapDays += 1;
			} else if (cell.t === 'z' && cell.f !== undefined) facts.uncalculated += 1;
		}
	}
	return columns;
}

function countNumber(facts: ColumnFacts, value: number, format: string | number | undefined): void {
	if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
		facts.fractions += 1;
		if (Number.isInteger(value) && value !== 0) facts.huge += 1;
	}
	const look = lookOf(format);
	if (look === 'percent') facts.percents += 1;
	else if (look === 'currency') facts.currencies += 1;
}

function looksLikeNumber(text: string): boolean {
	const code = text.charCodeAt(0);
	// 0 to 9, + - . and a space; most texts are told by their first character
	if ((code < 48 || code > 57) && code !== 43 && code !== 45 && code !== 46 && code !== 32) return false;
	return /^\s*[+-]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);
}

/** Values that say what the column is: neither empty nor errors. */
export function valueCount({ counts }: ColumnFacts): number {
	return KINDS.reduce((sum, kind) => sum + (kind === 'empty' || kind === 'error' ? 0 : counts[kind]), 0);
}

/** The type of a column by all of its values (SPEC XLS-6, XLS-8). */
export function decideType(facts: ColumnFacts | undefined): TypeFinding {
	const all = facts ? valueCount(facts) : 0;
	if (!facts || all === 0) return { type: 'VARCHAR', why: 'no values', isMixed: false };
	const { counts } = facts;
	const plain = (type: string, why: string): TypeFinding => ({ type, why, isMixed: false });
	if (counts.number === all) return plain(facts.fractions > 0 ? 'DOUBLE' : 'BIGINT', numberWhy(facts));
	if (counts.text === all) return plain('VARCHAR', textWhy(facts, all));
	if (counts.boolean === all) return plain('BOOLEAN', 'all values are true or false');
	if (counts.date === all) return plain('DATE', 'all values are dates');
	if (counts.date + counts.timestamp === all)
		return plain('TIMESTAMP', 'all values are dates, some with a time');
	if (counts.time === all) return plain('TIME', 'all values are times of day');
	if (counts.duration === all) return plain('INTERVAL', 'all values are durations');
	return { type: 'VARCHAR', why: `${mixture(facts)} in one column`, isMixed: true };
}

/** `40 numbers, 2 texts`. */
export function mixture({ counts }: ColumnFacts): string {
	const words: Partial<Record<CellKind, [one: string, several: string]>> = {
		number: ['number', 'numbers'],
		text: ['text', 'texts'],
		boolean: ['true or false', 'true or false'],
		date: ['date', 'dates'],
		timestamp: ['date with a time', 'dates with a time'],
		time: ['time of day', 'times of day'],
		duration: ['duration', 'durations']
	};
	return KINDS.flatMap((kind) => {
		const [one, several] = words[kind] ?? [];
		const count = counts[kind];
		return count > 0 && one ? [`${count.toLocaleString('en-US')} ${count === 1 ? one : several}`] : [];
	}).join(', ');
}

function numberWhy(facts: ColumnFacts): string {
	const what = facts.fractions > 0 ? 'all values are numbers' : 'all values are whole numbers';
	if (facts.percents > 0) return `${what}; shown as percent, stored as they are (5 % is 0.05)`;
	if (facts.currencies > 0) return `${what}; shown with a currency`;
	return what;
}

function textWhy(facts: ColumnFacts, all: number): string {
	if (facts.numberTexts === 0) return 'all values are text';
	const share = facts.numberTexts === all ? 'all' : `${facts.numberTexts} of them`;
	return `all values are text in the file, ${share} of digits: kept as text`;
}
