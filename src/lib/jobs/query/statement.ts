import { AppError, asAppError } from '$lib/domain/errors';
import { candidateNames } from '$lib/domain/sql/names';
import { refusal } from '$lib/domain/sql/policy';
import { splitStatements } from '$lib/domain/sql/split';
import { changesCatalogue, statementKind } from '$lib/domain/sql/statement-kind';
import { sqlWords, type SqlWord } from '$lib/domain/sql/token';
import { writeTarget } from '$lib/domain/sql/write-target';
import type { EngineSession } from './engine-session';
import { travelInTime } from './time-travel';

/** A statement that may run, and what is known of it before it does. */
export interface Statement {
	sql: string;
	/** UTF-16 offset of `sql` in what the user gave. */
	origin: number;
	words: SqlWord[];
	kind: ReturnType<typeof statementKind>;
	changesCatalogue: boolean;
	/** The offset in what the user gave of a `position` that an error has. */
	originalPosition(position: number): number;
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
	const written = script.slice(range.start, range.end);
	const given = sqlWords(written, await session.engine.tokenize(written));
	const rewritten = await placed(range.start, travelInTime(session, written, given));
	const sql = rewritten?.sql ?? written;
	const words = rewritten ? sqlWords(sql, await session.engine.tokenize(sql)) : given;
	const reason = refusal(words);
	if (reason !== null) throw new AppError('query/not-allowed', reason, { position: range.start });
	await session.views.prepare(candidateNames(words));
	await session.diffViews.prepare(candidateNames(words));
	await refuseWriting(session, words, range.start);
	return {
		sql,
		origin: range.start,
		words,
		kind: statementKind(words),
		changesCatalogue: changesCatalogue(words),
		originalPosition: (position) =>
			rewritten ? range.start + rewritten.originalOffset(position - range.start) : position
	};
}

/** An error's position in the statement as one in the script. */
async function placed<T>(origin: number, task: Promise<T>): Promise<T> {
	try {
		return await task;
	} catch (cause) {
		const error = asAppError(cause);
		const { position } = error.facts;
		if (typeof position !== 'number') throw error;
		throw new AppError(error.code, error.message, { ...error.facts, position: position + origin }, { cause });
	}
}

async function refuseWriting(session: EngineSession, words: SqlWord[], position: number): Promise<void> {
	const target = writeTarget(words);
	if (!target) return;
	const isOurs = session.diffViews.has(target.name) || (await session.views.isOurs(target));
	if (!isOurs) return;
	throw new AppError(
		'query/not-allowed',
		`“${target.name}” is a source, and versions never change. Work on a copy (CREATE TABLE … AS SELECT …), or import a new version.`,
		{ position, name: target.name }
	);
}
