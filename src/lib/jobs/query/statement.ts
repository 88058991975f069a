import { AppError } from '$lib/domain/errors';
import { candidateNames } from '$lib/domain/sql/names';
import { refusal } from '$lib/domain/sql/policy';
import { splitStatements } from '$lib/domain/sql/split';
import { changesCatalogue, statementKind } from '$lib/domain/sql/statement-kind';
import { sqlWords, type SqlWord } from '$lib/domain/sql/token';
import { writeTarget } from '$lib/domain/sql/write-target';
import type { EngineSession } from './engine-session';

/** A statement that may run, and what is known of it before it does. */
export interface Statement {
	sql: string;
	/** UTF-16 offset of `sql` in what the user gave. */
	origin: number;
	words: SqlWord[];
	kind: ReturnType<typeof statementKind>;
	changesCatalogue: boolean;
}

/**
 * Reads what the user gave and makes the sources that it names known to the engine.
 * @throws `query/syntax` where there is no statement, `query/not-allowed`
 */
export async function prepareStatement(session: EngineSession, script: string): Promise<Statement> {
	const [range, second] = splitStatements(script);
	if (!range) throw new AppError('query/syntax', 'There is no statement to run.', { position: 0 });
	if (second) {
		const message = 'These are several statements. Run them one after the other.';
		throw new AppError('query/not-allowed', message, { position: second.start });
	}
	const sql = script.slice(range.start, range.end);
	const words = sqlWords(sql, await session.engine.tokenize(sql));
	const reason = refusal(words);
	if (reason !== null) throw new AppError('query/not-allowed', reason, { position: range.start });
	await session.views.prepare(candidateNames(words));
	await refuseWriting(session, words, range.start);
	return {
		sql,
		origin: range.start,
		words,
		kind: statementKind(words),
		changesCatalogue: changesCatalogue(words)
	};
}

async function refuseWriting(session: EngineSession, words: SqlWord[], position: number): Promise<void> {
	const target = writeTarget(words);
	if (!target || !(await session.views.isOurs(target))) return;
	throw new AppError(
		'query/not-allowed',
		`“${target.name}” is a source, and versions never change. Work on a copy (CREATE TABLE … AS SELECT …), or import a new version.`,
		{ position, name: target.name }
	);
}
