import { isWordCharacter, isWordStart } from './word-character';

/** A piece of a script as far as splitting needs it; `[start, end)` in UTF-16 units. */
export interface Lexeme {
	kind: 'space' | 'comment' | 'string' | 'quoted' | 'word' | 'semicolon' | 'other';
	start: number;
	end: number;
}

/**
 * Cuts a script into pieces by DuckDB's (PostgreSQL's) lexical rules: `''` strings, E'' strings with backslashes,
 * `$tag$` strings, quoted identifiers, `--` and nested block comments. The pieces cover the script without gaps;
 * what is not closed reaches to the end.
 */
export function* lexemes(script: string): Generator<Lexeme> {
	let start = 0;
	while (start < script.length) {
		const [kind, end] = nextLexeme(script, start);
		yield { kind, start, end };
		start = end;
	}
}

function nextLexeme(script: string, at: number): [Lexeme['kind'], number] {
	const character = script.charAt(at);
	const next = script.charAt(at + 1);
	if (isSpace(character)) return ['space', skipSpaces(script, at)];
	if (character === ';') return ['semicolon', at + 1];
	if (character === '-' && next === '-') return ['comment', lineEnd(script, at)];
	if (character === '/' && next === '*') return ['comment', blockCommentEnd(script, at)];
	if (character === "'") return ['string', quotedEnd(script, at, "'")];
	if (character === '"') return ['quoted', quotedEnd(script, at, '"')];
	if ((character === 'e' || character === 'E') && next === "'") return ['string', escapedEnd(script, at + 1)];
	if (character === '$') return dollar(script, at);
	if (isWordStart(script.charCodeAt(at))) return ['word', wordEnd(script, at)];
	return ['other', at + 1];
}

function isSpace(character: string): boolean {
	return ' \t\n\r\f\v\u00a0\ufeff'.includes(character) && character !== '';
}

function skipSpaces(script: string, from: number): number {
	let at = from;
	while (at < script.length && isSpace(script.charAt(at))) at++;
	return at;
}

function wordEnd(script: string, from: number): number {
	let at = from + 1;
	while (at < script.length && isWordCharacter(script.charCodeAt(at)) && !isSpace(script.charAt(at))) at++;
	return at;
}

function lineEnd(script: string, from: number): number {
	let at = from;
	while (at < script.length && script.charAt(at) !== '\n' && script.charAt(at) !== '\r') at++;
	return at;
}

function blockCommentEnd(script: string, from: number): number {
	let depth = 1;
	let at = from + 2;
	while (at < script.length && depth > 0) {
		if (script.startsWith('/*', at)) depth++;
		else if (script.startsWith('*/', at)) depth--;
		else {
			at++;
			continue;
		}
		at += 2;
	}
	return Math.min(at, script.length);
}

/** @param from at the opening quote */
function quotedEnd(script: string, from: number, quote: string): number {
	for (let at = from + 1; ;) {
		const close = script.indexOf(quote, at);
		if (close < 0) return script.length;
		if (script.charAt(close + 1) !== quote) return close + 1;
		at = close + 2;
	}
}

/** End of an E'' string. A string goes on after a line break, and then with backslashes still. */
function escapedEnd(script: string, from: number): number {
	for (let at = from + 1; at < script.length; at++) {
		const character = script.charAt(at);
		if (character === '\\') at++;
		else if (character === "'" && script.charAt(at + 1) === "'") at++;
		else if (character === "'") {
			const next = skipSpaces(script, at + 1);
			const goesOn = script.charAt(next) === "'" && /[\n\r]/.test(script.slice(at + 1, next));
			if (!goesOn) return at + 1;
			at = next;
		}
	}
	return script.length;
}

/** `$tag$ … $tag$`, or a lone dollar (of a parameter). */
function dollar(script: string, from: number): [Lexeme['kind'], number] {
	let at = from + 1;
	if (isWordStart(script.charCodeAt(at))) {
		while (isWordCharacter(script.charCodeAt(at)) && script.charAt(at) !== '$') at++;
	}
	if (script.charAt(at) !== '$') return ['other', from + 1];
	const tag = script.slice(from, at + 1);
	const close = script.indexOf(tag, at + 1);
	return ['string', close < 0 ? script.length : close + tag.length];
}
