import type { SqlWord } from './token';

/** Functions that give something else each time; only a call counts, as columns may have such names. */
const RANDOM = ['random', 'uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'nextval', 'randomblob'];

/** One column of an order, by its place in the result, counted from 0. */
export interface ResultOrder {
	column: number;
	descending: boolean;
}

/** True where running a statement again gives other rows although nothing has changed. */
export function isRandom(words: readonly SqlWord[]): boolean {
	return words.some(({ text }, at) => {
		const word = text.toLowerCase();
		if (word === 'tablesample') return true;
		if (word === 'sample') return words[at - 1]?.text.toLowerCase() === 'using';
		return RANDOM.includes(word) && words[at + 1]?.text === '(';
	});
}

/**
 * `SELECT … FROM (statement) ORDER BY …`: NULLs last; rows that are equal in the order stay as the statement gave them.
 * Columns go by place, as results may have several of one name.
 * @returns where the statement begins in `sql`, too
 */
export function sortedStatement(
	statement: string,
	columnCount: number,
	orderBy: readonly ResultOrder[]
): { sql: string; start: number } {
	const names = Array.from({ length: columnCount }, (_, index) => `s${index}`);
	const place = 'statement_row';
	const head = `SELECT ${names.join(', ')} FROM (SELECT *, row_number() OVER () FROM (\n`;
	return {
		sql: `${head}${statement}\n)) AS sorted(${[...names, place].join(', ')}) ORDER BY ${[...orderTerms(orderBy, (column) => `s${column}`), place].join(', ')}`,
		start: head.length
	};
}

/** The same for SQLite, which can't rename the columns of a subquery. */
export function sortedSqliteStatement(
	statement: string,
	orderBy: readonly ResultOrder[]
): { sql: string; start: number } {
	const head = 'SELECT * FROM (\n';
	const order = orderTerms(orderBy, (column) => String(column + 1)).join(', ');
	return { sql: `${head}${statement}\n) ORDER BY ${order}`, start: head.length };
}

function orderTerms(orderBy: readonly ResultOrder[], nameOf: (column: number) => string): string[] {
	return orderBy.map(
		({ column, descending }) => `${nameOf(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
	);
}
