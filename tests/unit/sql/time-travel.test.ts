import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexemes } from '../../../src/lib/domain/sql/lexer';
import { applyTimeTravel, findTimeTravel, nameAtVersion } from '../../../src/lib/domain/sql/time-travel';
import type { SqlWord } from '../../../src/lib/domain/sql/token';
import { chosenSeed } from '../../support/seed';

const seed = chosenSeed();

/** Words as the engine's tokenizer gives them, near enough: comments and spaces left out. */
function wordsOf(sql: string): SqlWord[] {
	return [...lexemes(sql)].flatMap(({ kind, start, end }): SqlWord[] => {
		const text = sql.slice(start, end);
		if (kind === 'space' || kind === 'comment') return [];
		if (kind === 'string') return [{ kind: 'string', text, start }];
		if (kind === 'word' || kind === 'quoted') return [{ kind: 'identifier', text, start }];
		return [{ kind: 'operator', text, start }];
	});
}

function rewrite(sql: string, version = 3): string {
	const places = findTimeTravel(sql, wordsOf(sql));
	return applyTimeTravel(
		sql,
		places,
		places.map(() => version)
	).sql;
}

describe('AT (…)', () => {
	test.each([
		['FROM orders AT (VERSION => 3)', 'FROM "orders@3" AS "orders"'],
		['FROM orders AT (VERSION => 3) o', 'FROM "orders@3" o'],
		['FROM orders AT (VERSION => 3) AS o', 'FROM "orders@3" AS o'],
		['FROM orders at /* c */ (version => 3) WHERE a', 'FROM "orders@3" AS "orders" WHERE a'],
		['FROM "a b.rejects" AT (VERSION => 3)', 'FROM "a b@3.rejects" AS "a b.rejects"'],
		[`FROM x AT (TIMESTAMP => now() - (1)) JOIN y`, 'FROM "x@3" AS "x" JOIN y'],
		['FROM main.orders AT (VERSION => 3)', 'FROM main.orders AT (VERSION => 3)'],
		['FROM orders AT (VERSION 3)', 'FROM orders AT (VERSION 3)'],
		['FROM orders AT (VERSION =>', 'FROM orders AT (VERSION =>'],
		['SELECT a AT TIME ZONE b', 'SELECT a AT TIME ZONE b']
	])('QRY-14 %s', (sql, expected) => {
		expect(rewrite(sql)).toBe(expected);
	});

	test('QRY-14 a name of a view keeps its ending', () => {
		expect(nameAtVersion('orders.rejects', 2)).toBe('orders@2.rejects');
		expect(nameAtVersion('orders', 2)).toBe('orders@2');
	});

	const inert = fc.constantFrom(
		`'orders AT (VERSION => 1)'`,
		'-- orders AT (VERSION => 1)\n',
		'/* orders AT (VERSION => 1) */',
		'$$orders AT (VERSION => 1)$$',
		'"orders AT (VERSION => 1)"',
		'SELECT a, b',
		'(1 + 2)',
		`E'\\'orders AT (VERSION => 1)'`,
		','
	);
	const TRAVELS = [
		'orders AT (VERSION => 1)',
		'orders\n/* x */AT( version => 1 )',
		'"orders" AT (TIMESTAMP => (now()))'
	];
	const travels = fc.constantFrom(...TRAVELS);

	test(`QRY-14 only what is meant is rewritten, and offsets lead back (SEED=${seed})`, () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(inert, travels), { maxLength: 12 }), (pieces) => {
				const sql = pieces.join(' , ');
				const isTravel = (piece: string) => TRAVELS.includes(piece);
				const expected = pieces
					.map((piece) => (isTravel(piece) ? '"orders@3" AS "orders"' : piece))
					.join(' , ');
				const places = findTimeTravel(sql, wordsOf(sql));
				const rewritten = applyTimeTravel(
					sql,
					places,
					places.map(() => 3)
				);
				expect(rewritten.sql).toBe(expected);
				let [at, original] = [0, 0];
				for (const piece of pieces) {
					expect(rewritten.originalOffset(at)).toBe(original);
					at += (isTravel(piece) ? '"orders@3" AS "orders"' : piece).length + 3;
					original += piece.length + 3;
				}
			}),
			{ seed, numRuns: 300 }
		);
	});
});
