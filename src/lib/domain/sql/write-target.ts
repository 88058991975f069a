import { foldName, unquoteName } from './names';
import type { SqlWord } from './token';

/** Words between the verb and the name of what is written to. */
const FILLERS = [
	'into',
	'from',
	'or',
	'replace',
	'ignore',
	'table',
	'view',
	'if',
	'exists',
	'only',
	'on',
	'column'
];
const VERBS = ['insert', 'update', 'delete', 'merge', 'truncate', 'drop', 'alter', 'comment'];

/** What a writing statement writes to. */
export interface WriteTarget {
	/** The last part of the name, folded. */
	name: string;
	/** The parts before it, folded. */
	qualifiers: string[];
}

/** The table or view that a statement changes or removes, or null where it does neither. */
export function writeTarget(words: readonly SqlWord[]): WriteTarget | null {
	let at = words.findIndex((word) => word.kind === 'keyword' && VERBS.includes(word.text));
	if (at < 0 || (at > 0 && words[0]?.text !== 'with' && words[0]?.text !== 'explain')) return null;
	do at++;
	while (words[at]?.kind === 'keyword' && FILLERS.includes(words[at]?.text ?? ''));
	const parts = [nameAt(words, at)];
	while (words[at + 1]?.text === '.') parts.push(nameAt(words, (at += 2)));
	const name = parts.pop();
	return name === undefined || name === '' ? null : { name, qualifiers: parts };
}

function nameAt(words: readonly SqlWord[], at: number): string {
	return foldName(unquoteName(words[at]?.text ?? ''));
}
