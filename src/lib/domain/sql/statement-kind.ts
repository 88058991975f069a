import type { SqlWord } from './token';

/** First words of statements that give rows and can stand in parentheses as a subquery. */
const READERS = ['select', 'from', 'with', 'values', 'table', '('];
const WRITERS = ['insert', 'update', 'delete', 'merge'];
/** Statements that neither change a session nor are subqueries. */
const HARMLESS = [
	'explain',
	'show',
	'describe',
	'desc',
	'summarize',
	'pivot',
	'unpivot',
	'pivot_wider',
	'pivot_longer'
];

/**
 * What a statement is to the runner. `reader`: gives rows and can be a subquery; `plain`: gives rows, is run as it
 * stands; `session`: may change what later statements see (tables, settings, transactions of the session).
 */
export function statementKind(words: readonly SqlWord[]): 'reader' | 'plain' | 'session' {
	const first = words[0]?.text ?? '';
	if (READERS.includes(first)) return first === 'with' && writes(words) ? 'session' : 'reader';
	return HARMLESS.includes(first) ? 'plain' : 'session';
}

/** True for `WITH … INSERT`, where the writing keyword is outside all parentheses. */
function writes(words: readonly SqlWord[]): boolean {
	let depth = 0;
	for (const { kind, text } of words) {
		if (text === '(') depth++;
		else if (text === ')') depth--;
		else if (depth === 0 && kind === 'keyword' && WRITERS.includes(text)) return true;
	}
	return false;
}

/** True where a statement can make, change or remove a table, view or macro. */
export function changesCatalogue(words: readonly SqlWord[]): boolean {
	return ['create', 'drop', 'alter', 'rollback', 'comment'].includes(words[0]?.text ?? '');
}
