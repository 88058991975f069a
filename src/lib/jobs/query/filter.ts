import { AppError } from '$lib/domain/errors';
import { candidateNames } from '$lib/domain/sql/names';
import { splitStatements } from '$lib/domain/sql/split';
import { sqlWords, type SqlWord } from '$lib/domain/sql/token';
import type { EngineSession } from './engine-session';

/** Makes the tables known that a filter names. @throws AppError `query/syntax` where a filter is not one condition */
export async function prepareFilter(session: EngineSession, filter: string): Promise<void> {
	await session.views.prepare(candidateNames(await checkFilter(session, filter)));
}

/** @throws AppError `query/syntax` where a filter is not one condition */
export async function checkFilter(session: EngineSession, filter: string): Promise<SqlWord[]> {
	const words = sqlWords(filter, await session.engine.tokenize(filter));
	let depth = 0;
	const isBalanced = words.every(({ text }) => {
		if (text === '(') depth++;
		if (text === ')') depth--;
		return depth >= 0;
	});
	if (!isBalanced || depth !== 0 || splitStatements(filter).length !== 1) {
		throw new AppError('query/syntax', 'The filter is not one condition.', { position: 0 });
	}
	return words;
}
