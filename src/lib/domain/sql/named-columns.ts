import { foldName, unquoteName } from './names';
import type { SqlWord } from './token';

/** Words that mean columns without naming them. */
const HIDDEN = ['columns', 'natural', 'summarize', 'describe', 'pivot', 'unpivot', 'show', 'table'];
const BEFORE_TABLES = ['from', 'join', ',', '.', 'as'];

/**
 * The columns of a table that a statement can need, out of `columns`; null where that is not sure, so that all are
 * needed: `*`, FROM without SELECT, NATURAL JOIN, a table's name used as a value.
 * @param table the names the table goes by in the statement, besides its aliases
 */
export function namedColumns(
	words: readonly SqlWord[],
	columns: readonly string[],
	table: readonly string[]
): string[] | null {
	const texts = words.map(({ text }) => foldName(unquoteName(text)));
	const count = (text: string) =>
		words.filter((word) => word.kind === 'keyword' && word.text === text).length;
	if (!['select', 'with'].includes(texts[0] ?? '') || count('from') > count('select')) return null;
	if (words.some((word, at) => isStar(words, at) || word.text === '#')) return null;
	if (words.some(({ kind, text }) => kind === 'keyword' && HIDDEN.includes(text))) return null;
	if (texts.includes('columns') || isUsedAsValue(words, texts, table.map(foldName))) return null;
	const named = new Set(texts);
	return columns.filter((column) => named.has(foldName(column)));
}

/** `*` for columns; that of a product or of `count(*)` is none. */
function isStar(words: readonly SqlWord[], at: number): boolean {
	if (words[at]?.text !== '*') return false;
	const [before, after] = [words[at - 1], words[at + 1]];
	if (before?.text === '(' && after?.text === ')') return words[at - 2]?.text.toLowerCase() !== 'count';
	const isOperand = (word: SqlWord | undefined, bracket: string) =>
		word !== undefined && (word.kind === 'identifier' || word.kind === 'number' || word.text === bracket);
	return !(isOperand(before, ')') && isOperand(after, '('));
}

/** A table's name or alias that stands without a dot behind it, where no table can stand, is a row as a value. */
function isUsedAsValue(
	words: readonly SqlWord[],
	texts: readonly string[],
	table: readonly string[]
): boolean {
	const names = new Set(table);
	texts.forEach((text, at) => {
		if (!names.has(text) || words[at + 1] === undefined) return;
		const next = words[at + 1]?.text === 'as' ? at + 2 : at + 1;
		if (words[next]?.kind === 'identifier') names.add(texts[next] ?? '');
	});
	return texts.some((text, at) => {
		if (!names.has(text) || words[at]?.kind === 'string' || words[at + 1]?.text === '.') return false;
		const before = texts[at - 1] ?? '';
		return !BEFORE_TABLES.includes(before) && !names.has(before);
	});
}
