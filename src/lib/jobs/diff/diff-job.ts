import { AppError, asAppError } from '$lib/domain/errors';
import { countsSql } from '$lib/domain/diff/counts-sql';
import { DEFAULT_DIFF_OPTIONS, type DiffOptions, type DiffSummary } from '$lib/domain/diff/diff';
import { diffFields, schemaChanges, UnknownColumn } from '$lib/domain/diff/fields';
import { bestKey } from '$lib/domain/diff/key-choice';
import type { DiffPlan } from '$lib/domain/diff/pairs-sql';
import type { RowsPlace } from '$lib/domain/diff/rows-sql';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { DiffProgress } from '$lib/protocol/diff-api';
import { diffTable, prepareDiffDatabase } from './diff-database';
import { openSide, type OpenSide, type SideInput } from './diff-side';
import { measureKeys } from './measure-keys';
import { RowMatcher, type KnownUnique, type Matched } from './match-rows';
import type { Statements } from './statements';

/** What is compared, and how as far as it is said; the rest is as kept for the source. */
export interface DiffInput {
	from: SideInput;
	to: SideInput;
	options: Partial<DiffOptions>;
}

/** What is kept of a diff while it is open. */
export interface OpenDiff {
	session: EngineSession;
	summary: DiffSummary;
	place: RowsPlace;
	/** SELECTs of few records: see `OpenSide`. */
	recordsSql: Record<'from' | 'to', OpenSide['recordsSql']>;
	/** Part files that must stay attached. */
	files: string[];
	drops: string[];
}

/** What the source of both sides has kept for its diffs. */
export type KeptOptions = (sourceId: string) => Promise<Partial<DiffOptions> | null>;

const known = new WeakMap<EngineSession, KnownUnique>();
let lastNumber = 0;

/** Compares two sides; what it makes stays in the engine until `drops` are run. */
export async function makeDiff(
	session: EngineSession,
	statements: Statements,
	request: DiffInput,
	kept: KeptOptions,
	onProgress: (progress: DiffProgress) => void
): Promise<OpenDiff> {
	const startedAt = performance.now();
	await prepareDiffDatabase(session);
	const prefix = `d${++lastNumber}`;
	const table = (name: string) => diffTable(`${prefix}_${name}`);
	const opened: OpenSide[] = [];
	const drops = () => [
		...['pairs', 'found', 'keys', 'hashes', 'some_from', 'some_to'].map(
			(name) => `DROP TABLE IF EXISTS ${table(name)}`
		),
		...opened.flatMap((side) => side.drops)
	];
	try {
		onProgress({ phase: 'reading', done: 0 });
		const from = await openSide(session, statements, request.from, `${prefix}_from`).catch(toldOf('from'));
		opened.push(from);
		const to = await openSide(session, statements, request.to, `${prefix}_to`).catch(toldOf('to'));
		opened.push(to);
		const chosen = await chooseOptions(statements, from, to, request.options, kept);
		const plan: DiffPlan = { from: from.view, to: to.view, table, ...planned(from, to, chosen.options) };
		const unique = known.get(session) ?? new Set<string>();
		known.set(session, unique);
		const matcher = new RowMatcher(statements, plan, { f: from, t: to }, unique, onProgress);
		const matched = await matcher.match();
		onProgress({ phase: 'counting', done: 0 });
		const counts = await statements.numbers(countsSql(table('pairs'), plan.fields));
		const summary = summaryOf(from, to, plan, chosen.keyOrigin, matched, counts);
		return {
			session,
			summary: { ...summary, elapsedMs: performance.now() - startedAt },
			place: { pairs: table('pairs'), from: from.view, to: to.view },
			recordsSql: { from: from.recordsSql, to: to.recordsSql },
			files: [...from.files, ...to.files],
			drops: drops()
		};
	} catch (error) {
		for (const drop of drops())
			if (session.engine.isAlive) await session.engine.run(drop).catch(() => undefined);
		throw error;
	}
}

/** Says which side an error is about: fact `side`. */
function toldOf(side: 'from' | 'to'): (cause: unknown) => never {
	return (cause) => {
		const { code, message, facts } = asAppError(cause, 'query/failed');
		throw new AppError(code, message, { ...facts, side }, { cause });
	};
}

interface ChosenOptions {
	options: DiffOptions;
	keyOrigin: DiffSummary['keyOrigin'];
}

async function chooseOptions(
	statements: Statements,
	from: OpenSide,
	to: OpenSide,
	given: Partial<DiffOptions>,
	kept: KeptOptions
): Promise<ChosenOptions> {
	const isOneSource = from.source !== null && from.source.id === to.source?.id;
	const ofSource = isOneSource && to.source ? ((await kept(to.source.id)) ?? {}) : {};
	const options: DiffOptions = { ...DEFAULT_DIFF_OPTIONS, ...ofSource, ...given };
	if (given.key) return { options, keyOrigin: given.key.length > 0 ? 'given' : 'none' };
	const usable = (key: readonly string[]) => key.every((name) => isOnBoth(name, from, to, options));
	if (given.key !== null && options.key && usable(options.key))
		return { options, keyOrigin: options.key.length > 0 ? 'kept' : 'none' };
	const best = bestKey(await measureKeys(statements, to, (name) => usable([name])));
	return { options: { ...options, key: best?.columns ?? [] }, keyOrigin: best ? 'measured' : 'none' };
}

function isOnBoth(name: string, from: OpenSide, to: OpenSide, options: DiffOptions): boolean {
	const before = options.renames.find((rename) => rename.to === name)?.from ?? name;
	return (
		to.columns.some((column) => column.name === name) && from.columns.some((column) => column.name === before)
	);
}

function planned(from: OpenSide, to: OpenSide, options: DiffOptions): Pick<DiffPlan, 'fields' | 'options'> {
	try {
		return { fields: diffFields(from.columns, to.columns, options.key ?? [], options), options };
	} catch (error) {
		if (!(error instanceof UnknownColumn)) throw error;
		throw new AppError('diff/column', error.message, { column: error.column });
	}
}

function summaryOf(
	from: OpenSide,
	to: OpenSide,
	plan: DiffPlan,
	keyOrigin: DiffSummary['keyOrigin'],
	matched: Matched,
	counts: Record<string, number>
): Omit<DiffSummary, 'elapsedMs'> {
	const { fields, options } = plan;
	const [added = 0, removed = 0, modified = 0] = [counts['added'], counts['removed'], counts['modified']];
	if (from.rows - removed !== to.rows - added)
		throw new AppError('internal', 'The counts of the diff do not add up.', { added, removed });
	const columns = fields.flatMap(({ name, bit }) =>
		bit === null ? [] : [{ name, changed: counts[`b${bit}`] ?? 0 }]
	);
	return {
		key: [...(options.key ?? [])],
		keyOrigin,
		rowsFrom: from.rows,
		rowsTo: to.rows,
		added,
		removed,
		modified,
		unchanged: from.rows - removed - modified,
		changedFields: columns.reduce((sum, column) => sum + column.changed, 0),
		ofDuplicates: {
			added: counts['dup_added'] ?? 0,
			removed: counts['dup_removed'] ?? 0,
			modified: counts['dup_modified'] ?? 0
		},
		...matched,
		columns,
		schema: schemaChanges(from.columns, fields),
		fields: [...fields]
	};
}
