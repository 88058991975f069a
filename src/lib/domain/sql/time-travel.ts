import { unquoteName } from './names';
import { quoteIdentifier } from './quote';
import type { SqlWord } from './token';

/** One `orders AT (VERSION => 3)` of a statement; offsets are UTF-16 units into it. */
export interface TimeTravel {
	/** Of the table, unquoted. */
	name: string;
	/** From the table's name to behind the closing parenthesis. */
	start: number;
	end: number;
	unit: 'version' | 'timestamp';
	/** Text of the expression behind the arrow. */
	expression: string;
	/** An alias follows, so that none is to be made. */
	hasAlias: boolean;
}

/** Words that can follow a table and are no alias of it. */
const AFTER_TABLE = new Set(
	(
		'anti asof cross except fetch for from full group having inner intersect join left limit natural offset on order ' +
		'pivot positional qualify returning right sample select semi set tablesample union unpivot using where window'
	).split(' ')
);

/** The places of a statement where a table is asked for as of a version or a time (SPEC QRY-14). */
export function findTimeTravel(sql: string, words: readonly SqlWord[]): TimeTravel[] {
	return words.flatMap((_, at) => timeTravelAt(sql, words, at) ?? []);
}

function timeTravelAt(sql: string, words: readonly SqlWord[], at: number): TimeTravel | null {
	const name = words[at];
	const unit = lower(words[at + 3]);
	if (!name || !isName(name) || lower(words[at + 1]) !== 'at' || words[at + 2]?.text !== '(') return null;
	if (words[at - 1]?.text === '.' || (unit !== 'version' && unit !== 'timestamp')) return null;
	const arrow = arrowEnd(sql, words, at + 4);
	const close = arrow === null ? null : closingIndex(words, at + 2);
	const first = arrow === null ? undefined : words[arrow];
	const closing = close === null ? undefined : words[close];
	if (!first || !closing || close === null || arrow === null || arrow >= close) return null;
	const next = words[close + 1];
	return {
		name: unquoteName(name.text),
		start: name.start,
		end: closing.start + 1,
		unit,
		expression: sql.slice(first.start, closing.start).trim(),
		hasAlias: next !== undefined && isAlias(next)
	};
}

/** Index of the word behind `=>`, of which words have one or both characters. */
function arrowEnd(sql: string, words: readonly SqlWord[], at: number): number | null {
	const start = words[at]?.start;
	if (start === undefined || !sql.startsWith('=>', start)) return null;
	return words[at + 1]?.start === start + 1 ? at + 2 : at + 1;
}

function closingIndex(words: readonly SqlWord[], open: number): number | null {
	let depth = 0;
	for (let at = open; at < words.length; at++) {
		if (words[at]?.text === '(') depth++;
		if (words[at]?.text === ')' && --depth === 0) return at;
	}
	return null;
}

function isName({ kind, text }: SqlWord): boolean {
	return (kind === 'identifier' || kind === 'keyword') && /^["\p{L}_\u0080-\uffff]/u.test(text);
}

function isAlias(word: SqlWord): boolean {
	if (word.kind === 'identifier') return !AFTER_TABLE.has(word.text.toLowerCase());
	return word.kind === 'keyword' && !AFTER_TABLE.has(word.text);
}

function lower(word: SqlWord | undefined): string {
	return word?.text.toLowerCase() ?? '';
}

/** The name of a table as of a version: `orders.records` of version 3 is `orders@3.records`. */
export function nameAtVersion(name: string, version: number): string {
	const dot = name.indexOf('.');
	return dot < 0 ? `${name}@${version}` : `${name.slice(0, dot)}@${version}${name.slice(dot)}`;
}

/** A statement in which each place was replaced, and the way back from its offsets. */
export interface Rewritten {
	sql: string;
	/** The offset in the original text of an offset in `sql`. */
	originalOffset(offset: number): number;
}

/**
 * Puts the names of versions in the places found; a table without an alias keeps its name as one.
 * @param versions one for each place; null leaves it as it is
 */
export function applyTimeTravel(
	sql: string,
	places: readonly TimeTravel[],
	versions: readonly (number | null)[]
): Rewritten {
	let text = '';
	let end = 0;
	const moves: { at: number; length: number; start: number; end: number }[] = [];
	places.forEach((place, index) => {
		const version = versions[index];
		if (version === null || version === undefined || place.start < end) return;
		const alias = place.hasAlias ? '' : ` AS ${quoteIdentifier(place.name)}`;
		const replacement = quoteIdentifier(nameAtVersion(place.name, version)) + alias;
		text += sql.slice(end, place.start);
		moves.push({ at: text.length, length: replacement.length, start: place.start, end: place.end });
		text += replacement;
		end = place.end;
	});
	text += sql.slice(end);
	return {
		sql: text,
		originalOffset(offset) {
			const before = moves.findLast((move) => move.at <= offset);
			if (!before) return offset;
			return offset < before.at + before.length
				? before.start
				: before.end + offset - before.at - before.length;
		}
	};
}
