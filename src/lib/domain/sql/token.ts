import { lexemes } from './lexer';

export type SqlTokenKind = 'identifier' | 'number' | 'string' | 'operator' | 'keyword' | 'comment';

/** A token of a script; `[start, end)` in UTF-16 units, white space around it not included. */
export interface SqlToken {
	kind: SqlTokenKind;
	start: number;
	end: number;
}

/** A token with its text. */
export interface SqlWord {
	kind: SqlTokenKind;
	/** As written; keywords in lower case. */
	text: string;
	start: number;
}

/** The tokens of `sql` that mean something, with their texts. */
export function sqlWords(sql: string, tokens: readonly SqlToken[]): SqlWord[] {
	return tokens
		.filter((token) => token.kind !== 'comment')
		.map(({ kind, start, end }) => {
			const text = firstLexeme(sql.slice(start, end));
			return { kind, text: kind === 'keyword' ? text.toLowerCase() : text, start };
		});
}

/** An engine's token may have swallowed the comment behind it. */
function firstLexeme(text: string): string {
	for (const { start, end } of lexemes(text)) return text.slice(start, end);
	return text;
}
