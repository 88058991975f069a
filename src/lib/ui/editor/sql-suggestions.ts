import { lexemes, type Lexeme } from '$lib/domain/sql/lexer';
import { foldName, unquoteName } from '$lib/domain/sql/names';
import { statementAt } from '$lib/domain/sql/split';

/** A table that SQL can name. */
export interface EditorTable {
	name: string;
	/** What it is, in a few words. */
	detail: string;
	columns: readonly { name: string; type: string }[];
}

export interface Suggestion {
	kind: 'table' | 'column' | 'keyword' | 'function' | 'type';
	/** As it is to be written but for quotes. */
	name: string;
	detail: string;
	/** Higher comes first. */
	rank: number;
}

export interface Suggestions {
	/** Where the word to be replaced begins; it ends at the cursor. */
	start: number;
	/** The word begins with a quote. */
	isQuoted: boolean;
	suggestions: Suggestion[];
}

interface Word {
	/** Unquoted. */
	text: string;
	kind: Lexeme['kind'];
	start: number;
	end: number;
}

const BEFORE_TABLES = ['from', 'join', 'into', 'table', 'describe', 'summarize', 'update', 'view'];

/** What may be written at `offset` beside keywords: tables and columns, by the statement around it. Null in strings and comments. */
export function suggestNames(
	script: string,
	offset: number,
	tables: readonly EditorTable[]
): Suggestions | null {
	const statement = statementAround(script, offset);
	const words = wordsOf(script, statement.start, statement.end);
	const piece = pieceAt(script, offset);
	if (piece && (piece.kind === 'string' || piece.kind === 'comment')) return null;
	const typed = piece && (piece.kind === 'word' || piece.kind === 'quoted') ? piece : null;
	const start = typed?.start ?? offset;
	const before = words.filter((word) => word.end <= start);
	const isQuoted = typed?.kind === 'quoted';
	const named = namedTables(words, tables);
	if (before.at(-1)?.text === '.') {
		const owner = before.at(-2)?.text ?? '';
		const table = named.get(foldName(owner));
		return { start, isQuoted, suggestions: table ? columnsOf([table]) : [] };
	}
	const wantsTable = expectsTable(before);
	const tableSuggestions = tables.map(({ name, detail }, index): Suggestion => ({
		kind: 'table',
		name,
		detail,
		rank: (wantsTable ? 90 : 20) - index / tables.length
	}));
	const columns = wantsTable ? [] : columnsOf([...new Set(named.values())]);
	return { start, isQuoted, suggestions: [...columns, ...tableSuggestions] };
}

/** The tables a statement names, by name and by alias, in lower case. */
export function namedTables(
	words: readonly Word[],
	tables: readonly EditorTable[]
): Map<string, EditorTable> {
	const byName = new Map(tables.map((table) => [foldName(table.name), table]));
	const named = new Map<string, EditorTable>();
	words.forEach((word, index) => {
		const table = isName(word) ? byName.get(foldName(word.text)) : undefined;
		if (!table) return;
		named.set(foldName(word.text), table);
		const next = words[index + 1];
		const alias = next && foldName(next.text) === 'as' ? words[index + 2] : next;
		if (alias && isName(alias)) named.set(foldName(alias.text), table);
	});
	return named;
}

function columnsOf(tables: readonly EditorTable[]): Suggestion[] {
	const seen = new Map<string, Suggestion>();
	for (const { columns } of tables) {
		for (const { name, type } of columns) {
			if (!seen.has(name))
				seen.set(name, { kind: 'column', name, detail: type, rank: 80 - seen.size / 2000 });
		}
	}
	return [...seen.values()];
}

/** After FROM, JOIN and the like, and after a comma in a list of tables. */
function expectsTable(before: readonly Word[]): boolean {
	const last = before.at(-1);
	if (!last) return false;
	if (last.kind === 'word' && BEFORE_TABLES.includes(foldName(last.text))) return true;
	if (last.text !== ',') return false;
	const clause = before.findLast(({ kind, text }) => kind === 'word' && CLAUSES.includes(foldName(text)));
	return clause !== undefined && foldName(clause.text) === 'from';
}

const CLAUSES = [
	'select',
	'from',
	'where',
	'group',
	'order',
	'having',
	'qualify',
	'on',
	'using',
	'values',
	'set'
];

function statementAround(script: string, offset: number): { start: number; end: number } {
	const statement = statementAt(script, offset);
	if (!statement) return { start: offset, end: offset };
	return { start: Math.min(statement.start, offset), end: Math.max(statement.end, offset) };
}

function wordsOf(script: string, start: number, end: number): Word[] {
	const words: Word[] = [];
	for (const lexeme of lexemes(script.slice(start, end))) {
		if (lexeme.kind === 'space' || lexeme.kind === 'comment') continue;
		const text = script.slice(start + lexeme.start, start + lexeme.end);
		words.push({
			text: lexeme.kind === 'quoted' ? unquoteName(text) : text,
			kind: lexeme.kind,
			start: start + lexeme.start,
			end: start + lexeme.end
		});
	}
	return words;
}

/** The piece that the cursor stands in or at the end of. */
function pieceAt(script: string, offset: number): Lexeme | null {
	for (const lexeme of lexemes(script)) {
		if (offset > lexeme.start && offset <= lexeme.end) return lexeme;
		if (lexeme.start >= offset) return null;
	}
	return null;
}

function isName({ kind }: Word): boolean {
	return kind === 'word' || kind === 'quoted';
}
