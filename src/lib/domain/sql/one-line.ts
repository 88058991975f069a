import { lexemes } from './lexer';

/** A statement in one line of at most `length` characters and `…`, comments left out: for lists and sentences. */
export function oneLine(sql: string, length: number): string {
	let title = '';
	for (const { kind, start, end } of lexemes(sql)) {
		title += kind === 'space' || kind === 'comment' ? ' ' : sql.slice(start, end);
		if (title.length > 2 * length) break;
	}
	const line = title.trim().split(/\s+/).join(' ');
	return line.length > length ? `${line.slice(0, length)}…` : line;
}
