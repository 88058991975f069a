import { quoteIdentifier } from './quote';
import type { SqlWord } from './token';

/**
 * Every name in a statement that could be a table's: identifiers, quoted identifiers, keywords (`data` is one, and
 * a fine name for a source) and string constants (`query_table('orders')`), unquoted, each once. Which of them are
 * names of sources only the library knows; one too many does no harm.
 */
export function candidateNames(words: readonly SqlWord[]): string[] {
	const names = new Map<string, string>();
	for (const { kind, text } of words) {
		if (kind === 'operator' || kind === 'number' || kind === 'comment') continue;
		const name = unquoteName(text);
		if (name !== '') names.set(foldName(name), name);
	}
	return [...names.values()];
}

/** The engine's comparison of names: without regard to case in ASCII only. */
export function foldName(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** `text` of a token without its quotes. */
export function unquoteName(text: string): string {
	const quote = text.charAt(0);
	if (quote !== '"' && quote !== "'") return text;
	const end = text.lastIndexOf(quote);
	return text.slice(1, end > 0 ? end : text.length).replaceAll(quote + quote, quote);
}

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/i;

/** How a table of a source with several tables is written in SQL: `book.sheet1`, `"my book"."Sheet 1"`. */
export function tableReference(source: string, table: string): string {
	return [source, table].map((name) => (PLAIN_NAME.test(name) ? name : quoteIdentifier(name))).join('.');
}
