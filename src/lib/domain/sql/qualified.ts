import { foldName, unquoteName } from './names';
import type { SqlWord } from './token';

/** Two names with a dot between them, unquoted: a table of a source, or only a column of a table. */
export interface QualifiedName {
	source: string;
	table: string;
}

/** Every pair of names with a dot between them, each once. Which of them are tables only the library knows. */
export function qualifiedNames(words: readonly SqlWord[]): QualifiedName[] {
	const names = new Map<string, QualifiedName>();
	words.forEach(({ text }, at) => {
		const [before, after] = [words[at - 1], words[at + 1]];
		if (text !== '.' || !isName(before) || !isName(after) || words[at - 2]?.text === '.') return;
		const name = { source: unquoteName(before.text), table: unquoteName(after.text) };
		names.set(foldName(`${name.source}.${name.table}`), name);
	});
	return [...names.values()];
}

function isName(word: SqlWord | undefined): word is SqlWord {
	return word !== undefined && (word.kind === 'identifier' || word.kind === 'keyword');
}
