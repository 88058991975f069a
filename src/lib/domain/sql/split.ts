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
 * The statement that the cursor is in or, up to the end of the line, behind; in the white space and comments in front
 * of a statement it is that one, behind all statements the last. Null where the script has none.
 */
export function statementAt(script: string, offset: number): StatementRange | null {
	const found = segments(script);
	const before = found.findLast(({ statement }) => statement !== null && statement.start <= offset);
	const after = found.find(({ statement }) => statement !== null && statement.start > offset)?.statement;
	if (!before?.statement) return after ?? null;
	const isBehind = offset > before.end && script.slice(before.end, offset).includes('\n');
	return isBehind && after ? after : before.statement;
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
