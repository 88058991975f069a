import { AppError, asAppError } from '$lib/domain/errors';
import { parseDiffName } from '$lib/domain/diff/diff-name';
import { candidateNames } from '$lib/domain/sql/names';
import { namedColumns } from '$lib/domain/sql/named-columns';
import { refusal } from '$lib/domain/sql/policy';
import { splitStatements } from '$lib/domain/sql/split';
import { changesCatalogue, statementKind } from '$lib/domain/sql/statement-kind';
import { sqlWords, type SqlWord } from '$lib/domain/sql/token';
import { isVolatile } from '$lib/domain/sql/volatile';
import { writeTarget } from '$lib/domain/sql/write-target';
import type { BroughtNote, RunNote } from '$lib/protocol/query-api';
import type { EngineSession } from './engine-session';
import type { CacheKey } from './result-cache';
import type { NamedTable } from './source-views';
import { travelInTime } from './time-travel';

/** A statement that may run, and what is known of it before it does. */
export interface Statement {
	sql: string;
	/** UTF-16 offset of `sql` in what the user gave. */
	origin: number;
	words: SqlWord[];
	kind: ReturnType<typeof statementKind>;
	changesCatalogue: boolean;
	/** The tables of sources that it names. */
	named: NamedTable[];
	/** The offset in what the user gave of a `position` that an error has. */
	originalPosition(position: number): number;
}

/**
 * Reads what the user gave.
 * @throws `query/syntax` where there is no statement, `query/not-allowed`
 */
export async function readStatement(session: EngineSession, script: string): Promise<Statement> {
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
	return {
		sql,
		origin: range.start,
		words,
		kind: statementKind(words),
		changesCatalogue: changesCatalogue(words),
		named: await session.views.named(words),
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

/**
 * Makes the sources that a statement names known to DuckDB.
 * @returns what was brought from opened SQLite files
 */
export async function prepareStatement(session: EngineSession, statement: Statement): Promise<BroughtNote[]> {
	const { words, kind, origin } = statement;
	const isProjected = kind === 'reader' && !session.isChanged;
	const brought = await session.views.prepareWords(words, ({ source, name, resolved }) => {
		const columns = resolved.table.columns.map((column) => column.name);
		const names = [name, resolved.table.name, resolved.sourceName, ...(source === null ? [] : [source])];
		return isProjected ? namedColumns(words, columns, names) : null;
	});
	await session.diffViews.prepare(candidateNames(words));
	await refuseWriting(session, words, origin);
	return brought;
}

/** What the result of a statement depends on, or null where the same is never the same again. */
export function cacheKeyOf(
	statement: Statement,
	engine: RunNote['engine'],
	isChanged: boolean
): CacheKey | null {
	const { words, named, kind, sql } = statement;
	if (kind !== 'reader' || isChanged || named.length === 0 || isVolatile(words)) return null;
	// what these show depends on more than versions: on rules, and on how versions are compared
	if (named.some(({ resolved }) => resolved.view === 'findings')) return null;
	if (candidateNames(words).some((name) => parseDiffName(name) !== null)) return null;
	const versions = named.map(({ source, name, resolved }) =>
		[source ?? '', name, resolved.sourceId, resolved.version, resolved.tableIndex, resolved.view].join('/')
	);
	const text = [engine, sql, ...versions].join('\0');
	return { text, reads: named.map(({ resolved: { sourceId, version } }) => ({ sourceId, version })) };
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
