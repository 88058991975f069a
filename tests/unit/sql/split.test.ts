import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexemes } from '$lib/domain/sql/lexer';
import { splitStatements, statementAt } from '$lib/domain/sql/split';

const texts = (script: string) => splitStatements(script).map(({ start, end }) => script.slice(start, end));

/** Pieces that a statement can hold, each with semicolons that do not split. */
const piece = fc.oneof(
	fc.constantFrom('select', 'a$$b', 'x', '1', ',', '(', ')', 'é', '$1', '$name', '*', '.', 'e', 'E1'),
	fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
	fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
	fc.string().map((text) => `e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
	fc.string().map((text) => `$t$${text.replaceAll('$', '')}$t$`),
	fc.string().map((text) => `$$${text.replaceAll('$', '')}$$`),
	fc.constantFrom(';/* ; */', '/* a /* ; */ ; */', '-- it; \n').map((comment) => comment.replace(/^;/, ''))
);
const isComment = (text: string) => /^(\/\*|--)/.test(text);
const statement = fc
	.array(piece, { minLength: 1, maxLength: 8 })
	.map((pieces) => ['select', ...pieces, 'end'].join(' \n, '));

describe('splitting a script', () => {
	test('SPL-1 joined statements come apart as they were', () => {
		fc.assert(
			fc.property(fc.array(statement, { maxLength: 5 }), (statements) => {
				expect(texts(statements.join('\n;\n'))).toEqual(statements);
			})
		);
	});

	test('SPL-2 any text is covered by its pieces, ranges ascend and do not overlap', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...`ab'"$;-/*\\eE \n\r0_é👋`) }), (script) => {
				const pieces = [...lexemes(script)];
				expect(pieces.map(({ start, end }) => script.slice(start, end)).join('')).toBe(script);
				let last = 0;
				for (const { start, end } of splitStatements(script)) {
					expect(start).toBeGreaterThanOrEqual(last);
					expect(end).toBeGreaterThan(start);
					last = end;
				}
			})
		);
	});

	test.each<[string, string[]]>([
		['', []],
		[' ; ;; -- only\n /* c */ ;', []],
		['select 1', ['select 1']],
		['select 1;', ['select 1']],
		[`select ';'; select 2`, [`select ';'`, 'select 2']],
		[`select 'it''s; ok'; b`, [`select 'it''s; ok'`, 'b']],
		[`select e'\\';' ; b`, [`select e'\\';'`, 'b']],
		[`select E'a'\n'b\\';' ; b`, [`select E'a'\n'b\\';'`, 'b']],
		[`select 'a\\'; b`, [`select 'a\\'`, 'b']],
		[`select "a;""b"; b`, [`select "a;""b"`, 'b']],
		['select $$a;$$; b', ['select $$a;$$', 'b']],
		['select $x$a;$$;$x$; b', ['select $x$a;$$;$x$', 'b']],
		['select a$$b; c$$d', ['select a$$b', 'c$$d']],
		['select $1; b', ['select $1', 'b']],
		['/* ; */ a -- ; \n; /* /* ; */ ; */ b', ['a', 'b']],
		['a -- x\r; b', ['a', 'b']],
		[`select 'open; b`, [`select 'open; b`]],
		['select /* open; b', ['select']]
	])('SPL-1 %j', (script, expected) => {
		expect(texts(script)).toEqual(expected);
	});

	test('SPL-3 comments inside a statement stay, around it they go', () => {
		expect(texts('-- head\nselect /* in */ 1 -- tail\n;')).toEqual(['select /* in */ 1']);
		expect(isComment('-- head')).toBe(true);
	});
});

describe('the statement at the cursor', () => {
	const script = 'select 1; select 2;\n\n-- about three\nselect 3;  \n';
	const at = (offset: number) => {
		const range = statementAt(script, offset);
		return range && script.slice(range.start, range.end);
	};

	test.each([
		[0, 'select 1'],
		[8, 'select 1'],
		[9, 'select 1'],
		[10, 'select 2'],
		[19, 'select 2'],
		[21, 'select 3'],
		[30, 'select 3'],
		[script.indexOf('select 3') + 3, 'select 3'],
		[script.length, 'select 3']
	])('SPL-4 at %i it is %j', (offset, expected) => {
		expect(at(offset)).toBe(expected);
	});

	test('SPL-4 where there is none, there is none', () => {
		expect(statementAt(' -- nothing', 3)).toBeNull();
		expect(statementAt('\n\nselect 1', 0)).toEqual({ start: 2, end: 10 });
	});

	test('SPL-4 a cursor inside a statement finds it', () => {
		fc.assert(
			fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), fc.nat(), (statements, seed) => {
				const text = statements.join(';');
				const ranges = splitStatements(text);
				const range = ranges[seed % ranges.length];
				if (range) expect(statementAt(text, range.start + (seed % (range.end - range.start)))).toEqual(range);
			})
		);
	});
});
