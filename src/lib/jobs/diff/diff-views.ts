import { parseDiffName, type DiffName } from '$lib/domain/diff/diff-name';
import { foldName } from '$lib/domain/sql/names';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { fileNames, type QueryLibrary } from '$lib/jobs/query/source-views';
import { VIEW_DATABASE } from '$lib/jobs/query/version-sql';
import type { OpenDiff } from './diff-job';
import { Statements } from './statements';

interface DiffView {
	diff: OpenDiff;
	/** What it was made from: files and options. */
	from: string;
}

/** Makes names like `orders@3..4.diff` mean something in an engine (SPEC DIF-11): each diff is made once, then kept. */
export class DiffViews {
	readonly #session: EngineSession;
	readonly #library: QueryLibrary;
	/** By folded name. */
	readonly #views = new Map<string, DiffView>();
	#turn: Promise<unknown> = Promise.resolve();

	constructor(session: EngineSession, library: QueryLibrary) {
		this.#session = session;
		this.#library = library;
	}

	has(name: string): boolean {
		return this.#views.has(foldName(name));
	}

	filesInUse(): string[] {
		return [...this.#views.values()].flatMap(({ diff }) => diff.files);
	}

	/** Makes the diffs that a statement with these words in it may read. */
	prepare(names: readonly string[]): Promise<void> {
		const wanted = names.flatMap((name) => {
			const sides = parseDiffName(name);
			return sides ? [{ name, sides }] : [];
		});
		if (wanted.length === 0) return Promise.resolve();
		const result = this.#turn.then(async () => {
			for (const { name, sides } of wanted) await this.#show(name, sides);
		});
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #show(name: string, sides: DiffName): Promise<void> {
		const resolved = await this.#library.resolve([sides.from, sides.to]);
		const [from, to] = [sides.from, sides.to].map((side) => resolved.find((table) => table.name === side));
		// the engine's own words say that there is no such table
		if (!from || !to) return;
		const options = await this.#library.diffOptions(to.sourceId);
		const made = JSON.stringify([fileNames(from), fileNames(to), options]);
		const old = this.#views.get(foldName(name));
		if (old?.from === made) return;
		const diff = await this.#make(name, sides);
		this.#views.set(foldName(name), { diff, from: made });
		for (const drop of old?.diff.drops ?? []) await this.#session.engine.run(drop);
	}

	async #make(name: string, sides: DiffName): Promise<OpenDiff> {
		const [{ makeDiff }, { diffViewSql }] = await Promise.all([
			import('./diff-job'),
			import('$lib/domain/diff/view-sql')
		]);
		const connection = await this.#session.connect();
		try {
			const request = {
				from: { kind: 'table', name: sides.from } as const,
				to: { kind: 'table', name: sides.to } as const,
				options: {}
			};
			const kept = (sourceId: string) => this.#library.diffOptions(sourceId);
			const statements = new Statements(connection);
			const diff = await makeDiff(this.#session, statements, request, kept, () => undefined);
			const view = `${quoteIdentifier(VIEW_DATABASE)}.main.${quoteIdentifier(name)}`;
			await statements.run(
				`CREATE OR REPLACE VIEW ${view} AS ${diffViewSql(diff.place, diff.summary.fields)}`
			);
			return diff;
		} finally {
			if (this.#session.engine.isAlive) await connection.close();
		}
	}
}
