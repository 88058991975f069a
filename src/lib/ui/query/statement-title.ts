import { lexemes } from '$lib/domain/sql/lexer';
import { oneLine } from '$lib/domain/sql/one-line';

const TITLE_LENGTH = 80;
/** Words that may stand between the verb and the kind of thing: `CREATE OR REPLACE TEMP TABLE`. */
const VERB_WORDS = [
	'create',
	'or',
	'replace',
	'temp',
	'temporary',
	'table',
	'view',
	'macro',
	'function',
	'type',
	'sequence',
	'index',
	'schema',
	'if',
	'not',
	'exists',
	'drop',
	'alter',
	'insert',
	'into',
	'update',
	'delete',
	'from',
	'set',
	'session',
	'variable',
	'reset',
	'begin',
	'commit',
	'rollback',
	'transaction',
	'truncate'
];

/** A statement in one line, comments left out: for lists. */
export function statementTitle(sql: string): string {
	return oneLine(sql, TITLE_LENGTH);
}

/** What a statement does and to what: `CREATE TEMP TABLE recent`. */
export function statementAction(sql: string): string {
	const words: string[] = [];
	for (const { kind, start, end } of lexemes(sql)) {
		if (kind === 'space' || kind === 'comment') continue;
		const text = sql.slice(start, end);
		if (kind === 'word' && VERB_WORDS.includes(text.toLowerCase())) {
			words.push(text.toUpperCase());
			continue;
		}
		if (kind === 'word' || kind === 'quoted') words.push(text);
		break;
	}
	return words.join(' ');
}
