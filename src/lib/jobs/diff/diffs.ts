import { AppError } from '$lib/domain/errors';
import { guessRenames, overlapSql, type RenameGuess } from '$lib/domain/diff/rename-guess';
import type { DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import type { DiffProgress, DiffRequest, DiffRowsRequest, DiffSide } from '$lib/protocol/diff-api';
import { prepareDiffDatabase } from './diff-database';
import { makeDiff, type OpenDiff } from './diff-job';
import { DiffRows } from './diff-rows';
import { openSide, type OpenSide } from './diff-side';
import { measureKeys } from './measure-keys';
import { Statements } from './statements';

/** Values of a column that are looked at for a guess, and dropped or new columns at most. */
const SAMPLE_ROWS = 20_000;
const MAX_GUESSED = 40;

let lastLook = 0;

/** The diffs of a query worker. What runs here is started, cancelled and ended by the query service. */
export class Diffs {
	readonly #library: QueryLibrary;
	readonly #open = new Map<string, OpenDiff>();

	constructor(library: QueryLibrary) {
		this.#library = library;
	}

	async make(
		session: EngineSession,
		connection: EngineConnection,
		request: DiffRequest,
		onProgress: (progress: DiffProgress) => void
	): Promise<DiffSummary> {
		await this.release(request.diffId);
		const kept = (sourceId: string) => this.#library.diffOptions(sourceId);
		const diff = await makeDiff(session, new Statements(connection), request, kept, onProgress);
		this.#open.set(request.diffId, diff);
		return diff.summary;
	}

	/** Makes the diff anew where its engine has ended since. */
	async rows(
		session: EngineSession,
		connection: EngineConnection,
		{ diffId, choice }: DiffRowsRequest
	): Promise<DiffRows> {
		const known = this.#open.get(diffId);
		if (!known) throw new AppError('query/failed', 'This diff is closed. Compare the versions again.');
		if (known.session !== session) await this.make(session, connection, known.request, () => undefined);
		const diff = this.#open.get(diffId) ?? known;
		return DiffRows.open(diff, new Statements(connection), choice);
	}

	async release(diffId: string): Promise<void> {
		const diff = this.#open.get(diffId);
		this.#open.delete(diffId);
		if (diff) await runAll(diff.session, diff.drops);
	}

	filesInUse(): string[] {
		return [...this.#open.values()].flatMap((diff) => diff.files);
	}

	async suggestKeys(
		session: EngineSession,
		connection: EngineConnection,
		side: DiffSide
	): Promise<KeySuggestion[]> {
		return withSides(session, connection, [side], (statements, [opened]) =>
			opened ? measureKeys(statements, opened) : Promise.resolve([])
		);
	}

	async guessRenames(
		session: EngineSession,
		connection: EngineConnection,
		sides: [DiffSide, DiffSide]
	): Promise<RenameGuess[]> {
		return withSides(session, connection, sides, async (statements, [from, to]) => {
			if (!from || !to) return [];
			const dropped = alone(from, to).slice(0, MAX_GUESSED);
			const fresh = alone(to, from).slice(0, MAX_GUESSED);
			const guesses: RenameGuess[] = [];
			for (const before of dropped) {
				if (fresh.length === 0) break;
				const pairs = fresh.map((after) => ({ from: before.index, to: after.index }));
				const [row = {}] = await statements.rows(
					overlapSql({ from: from.view, to: to.view }, pairs, SAMPLE_ROWS)
				);
				fresh.forEach((after, index) =>
					guesses.push({ from: before.name, to: after.name, score: Number(row[`s${index}`] ?? 0) })
				);
			}
			return guessRenames(guesses);
		});
	}
}

function alone(side: OpenSide, other: OpenSide): { name: string; index: number }[] {
	const names = new Set(other.columns.map((column) => column.name));
	return side.columns.map(({ name }, index) => ({ name, index })).filter(({ name }) => !names.has(name));
}

async function withSides<T>(
	session: EngineSession,
	connection: EngineConnection,
	sides: readonly DiffSide[],
	use: (statements: Statements, opened: OpenSide[]) => Promise<T>
): Promise<T> {
	await prepareDiffDatabase(session);
	const statements = new Statements(connection);
	const opened: OpenSide[] = [];
	try {
		for (const side of sides) opened.push(await openSide(session, statements, side, `look_${++lastLook}`));
		return await use(statements, opened);
	} finally {
		await runAll(
			session,
			opened.flatMap((side) => side.drops)
		);
	}
}

async function runAll(session: EngineSession, statements: readonly string[]): Promise<void> {
	for (const sql of statements)
		if (session.engine.isAlive) await session.engine.run(sql).catch(() => undefined);
}
