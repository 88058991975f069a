import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { FUNCTIONS, KEYWORDS, RESERVED_WORDS, TYPES } from './duckdb-dialect';
import { suggestNames, type EditorTable, type Suggestion } from './sql-suggestions';

const WORDS: readonly Completion[] = [
	...KEYWORDS.map((label) => ({ label, type: 'keyword', boost: -20 })),
	...FUNCTIONS.map((label) => ({ label, type: 'function', apply: `${label}(`, boost: -30 })),
	...TYPES.map((label) => ({ label, type: 'type', boost: -40 }))
];

/** Completes tables, columns of the tables that the statement names, keywords, functions and types. */
export function completeSql(tables: () => readonly EditorTable[]) {
	return (context: CompletionContext): CompletionResult | null => {
		const script = context.state.doc.toString();
		const found = suggestNames(script, context.pos, tables());
		if (!found) return null;
		const { start, isQuoted, suggestions } = found;
		const isAfterDot = script.charAt(start - 1) === '.';
		if (start === context.pos && !context.explicit && !isAfterDot) return null;
		const names = suggestions.map((suggestion) => nameCompletion(suggestion, isQuoted));
		const words = isQuoted || isAfterDot ? [] : WORDS;
		return { from: start, options: [...names, ...words], validFor: isQuoted ? /^"[^"]*$/ : /^[\w$@.]*$/ };
	};
}

/** `name` as it is written in SQL: in quotes where it needs them. Names are compared without case by the engine. */
export function writtenName(name: string): string {
	const isPlain = /^[a-z_][a-z0-9_]*$/i.test(name) && !RESERVED_WORDS.has(name.toLowerCase());
	return isPlain ? name : quoteIdentifier(name);
}

function nameCompletion({ kind, name, detail, rank }: Suggestion, isQuoted: boolean): Completion {
	return {
		label: isQuoted ? quoteIdentifier(name) : name,
		detail,
		type: kind,
		apply: isQuoted ? quoteIdentifier(name) : writtenName(name),
		boost: rank
	};
}
