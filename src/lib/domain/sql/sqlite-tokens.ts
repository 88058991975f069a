import { lexemes } from './lexer';
import type { SqlToken, SqlTokenKind } from './token';

/** SQLite's keywords that stand where names could not (https://sqlite.org/lang_keywords.html). */
const KEYWORDS = new Set(
	`add all alter and as between by case check collate commit constraint create cross default deferrable delete
	distinct drop else escape except exists foreign from full group having in index inner insert intersect into is
	isnull join left limit natural not notnull null on or order outer primary references returning right select set
	table then to transaction union unique update using values when where window with`.split(/\s+/)
);

/** Tokens of a script in SQLite's dialect; `` `x` `` and `[x]` are identifiers there, too. */
export function sqliteTokens(script: string): SqlToken[] {
	const tokens: SqlToken[] = [];
	for (const { kind, start, end } of lexemes(script)) {
		const previous = tokens.at(-1);
		if (kind === 'space' || (previous && start < previous.end)) continue;
		const quoteEnd = bracketEnd(script, start);
		if (quoteEnd !== null) tokens.push({ kind: 'identifier', start, end: quoteEnd });
		else tokens.push({ kind: kindOf(kind, script.slice(start, end)), start, end });
	}
	return tokens;
}

function bracketEnd(script: string, start: number): number | null {
	const closing = { '`': '`', '[': ']' }[script.charAt(start)];
	if (closing === undefined) return null;
	const at = script.indexOf(closing, start + 1);
	return at < 0 ? script.length : at + 1;
}

function kindOf(kind: string, text: string): SqlTokenKind {
	if (kind === 'comment' || kind === 'string') return kind;
	if (kind === 'quoted') return 'identifier';
	if (kind === 'word') return KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'identifier';
	return /^\d/.test(text) ? 'number' : 'operator';
}
