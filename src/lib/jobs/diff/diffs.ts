import { AppError } from '$lib/domain/errors';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import type { DiffSummary } from '$lib/domain/diff/diff';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import type { DiffProgress, DiffRequest, DiffRowsRequest, DiffSide } from '$lib/protocol/diff-api';
import type { OpenDiff } from './diff-job';
import type { DiffRows } from './diff-rows';
import { Statements } from './statements';

// What makes diffs is loaded with the first one: a worker that only answers statements does without.

/** The diffs of a query worker. What runs here is started, cancelled and ended by the query service. */
export class Diffs {
	readonly #library: QueryLibrary;
	readonly #open = new Map<string, OpenDiff & { request: DiffRequest }>();

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
		// the rows are wanted as soon as it is made
		const [{ makeDiff }] = await Promise.all([import('./diff-job'), import('./diff-rows')]);
		const kept = (sourceId: string) => this.#library.diffOptions(sourceId);
		const diff = await makeDiff(session, new Statements(connection), request, kept, onProgress);
		this.#open.set(request.diffId, { ...diff, request });
		return diff.summary;
	}

	/**
	 * Makes the diff anew where its engine has ended since.
	 * @param connect is not called where no statement is needed
	 */
	async rows(
		session: EngineSession,
		connect: () => Promise<EngineConnection>,
		{ diffId, choice }: DiffRowsRequest
	): Promise<DiffRows> {
		const known = this.#open.get(diffId);
		if (!known) throw new AppError('query/failed', 'This diff is closed. Compare the versions again.');
		if (known.session !== session) await this.make(session, await connect(), known.request, () => undefined);
		const diff = this.#open.get(diffId) ?? known;
		const { DiffRows } = await import('./diff-rows');
		return DiffRows.open(diff, async () => new Statements(await connect()), choice);
	}

	async release(diffId: string): Promise<void> {
		const diff = this.#open.get(diffId);
		this.#open.delete(diffId);
		for (const sql of diff?.drops ?? [])
			if (diff?.session.engine.isAlive) await diff.session.engine.run(sql).catch(() => undefined);
	}

	filesInUse(): string[] {
		return [...this.#open.values()].flatMap((diff) => diff.files);
	}

	async suggestKeys(
		session: EngineSession,
		connection: EngineConnection,
		side: DiffSide
	): Promise<KeySuggestion[]> {
		const { suggestedKeys } = await import('./look-at-sides');
		return suggestedKeys(session, connection, side);
	}

	async guessRenames(
		session: EngineSession,
		connection: EngineConnection,
		sides: [DiffSide, DiffSide]
	): Promise<RenameGuess[]> {
		const { guessedRenames } = await import('./look-at-sides');
		return guessedRenames(session, connection, sides);
	}
}
