import { lexemes } from './lexer';

/** A statement of a script, in UTF-16 units, half-open: from its first to behind its last meaningful character. */
export interface StatementRange {
	start: number;
	end: number;
}

interface Segment {
	/** Null where there is nothing but white space and comments. */
	statement: StatementRange | null;
	/** Behind the semicolon, or the end of the script. */
	end: number;
}

/**
 * Splits a script into statements; a semicolon in a string, comment or dollar quote does not split. Neither the
 * semicolon nor comments around the statement belong to it; empty statements are left out.
 */
export function splitStatements(script: string): StatementRange[] {
	return segments(script).flatMap((segment) => segment.statement ?? []);
}

/**
 * The statement that the cursor is in: `offset` up to and with its semicolon, leading white space and comments
 * included; between statements the one before. Null where the script has none up to there and none after it.
 */
export function statementAt(script: string, offset: number): StatementRange | null {
	let before: StatementRange | null = null;
	for (const { statement, end } of segments(script)) {
		const isLastCandidate = offset <= end;
		if (isLastCandidate && statement && (offset >= statement.start || !before)) return statement;
		if (isLastCandidate && statement && before) {
			const isOnLineOfBefore = !script.slice(before.end, offset).includes('\n');
			return isOnLineOfBefore ? before : statement;
		}
		before = statement ?? before;
	}
	return before;
}

function segments(script: string): Segment[] {
	const found: Segment[] = [];
	let meaningful: StatementRange[] = [];
	for (const { kind, start, end } of lexemes(script)) {
		if (kind === 'semicolon') {
			found.push({ statement: hull(meaningful), end });
			meaningful = [];
		} else if (kind !== 'space' && kind !== 'comment') {
			meaningful.push({ start, end });
		}
	}
	found.push({ statement: hull(meaningful), end: script.length });
	return found;
}

function hull(ranges: readonly StatementRange[]): StatementRange | null {
	const first = ranges[0];
	const last = ranges.at(-1);
	return first && last ? { start: first.start, end: last.end } : null;
}
