import { AppError, asAppError } from '$lib/domain/errors';
import { foldName } from '$lib/domain/sql/names';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { WriteTarget } from '$lib/domain/sql/write-target';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { LibraryApi, ResolvedTable } from '$lib/protocol/library-api';
import { PartFiles } from './part-files';
import { otherNames } from '$lib/jobs/quality/other-names';
import { VIEW_DATABASE, viewSelect } from './version-sql';

export type NameLibrary = Pick<LibraryApi, 'resolve' | 'problems'>;

/** What statements need to know of sources: their names, their past, how they are compared. */
export type QueryLibrary = NameLibrary & Pick<LibraryApi, 'findSource' | 'versions' | 'diffOptions'>;

interface View {
	name: string;
	resolved: ResolvedTable;
	/** The source has changed since. */
	isStale: boolean;
}

/** Makes the names of sources mean something in one engine: attaches versions lazily and keeps a view on each name. */
export class SourceViews {
	readonly parts: PartFiles;
	readonly #engine: DuckDbEngine;
	readonly #library: NameLibrary;
	/** By folded name. */
	readonly #views = new Map<string, View>();
	/** Folded names that mean nothing to the library, until it changes. */
	readonly #unknown = new Set<string>();
	readonly #problems = new Map<string, AppError>();
	#turn: Promise<unknown> = Promise.resolve();

	constructor(engine: DuckDbEngine, library: NameLibrary) {
		this.#engine = engine;
		this.#library = library;
		this.parts = new PartFiles(engine);
	}

	/** Prepares the engine for a statement that has these words in it. */
	prepare(names: readonly string[]): Promise<void> {
		return this.#inTurn(() => this.#prepare(names));
	}

	/** @throws `source/unknown`, `storage/damaged` */
	async resolve(name: string): Promise<ResolvedTable> {
		const [resolved] = await this.#library.resolve([name]);
		if (resolved) return resolved;
		throw (
			(await this.problem(name)) ?? new AppError('source/unknown', `There is no table “${name}”.`, { name })
		);
	}

	/** Why a name can't be read, or null. */
	async problem(name: string): Promise<AppError | null> {
		const known = this.#problems.get(foldName(name));
		if (known) return known;
		const [found] = await this.#library.problems([name]);
		return found ? new AppError('storage/damaged', found.problem, { name }) : null;
	}

	/** @param sourceId null for all, as after a statement that may have removed or hidden views of ours */
	invalidate(sourceId: string | null): void {
		this.#unknown.clear();
		this.#problems.clear();
		for (const view of this.#views.values()) {
			if (sourceId === null || view.resolved.sourceId === sourceId) view.isStale = true;
		}
	}

	/** True where a statement would change a view of ours, and not a table of the session that hides it. */
	async isOurs({ name, qualifiers }: WriteTarget): Promise<boolean> {
		if (qualifiers[0] === VIEW_DATABASE) return true;
		if (!this.#views.has(name) || qualifiers.length > 0) return false;
		const hiding = await this.#engine.rows(
			`SELECT 1 FROM (SELECT database_name, table_name AS name FROM duckdb_tables() UNION ALL ` +
				`SELECT database_name, view_name FROM duckdb_views()) ` +
				`WHERE database_name <> ${quoteText(VIEW_DATABASE)} AND lower(name) = ${quoteText(name)}`
		);
		return hiding.length === 0;
	}

	/** Detaches the files that neither a view nor an open result needs. Only when no statement runs. */
	detachUnused(openFiles: readonly string[]): Promise<void> {
		return this.#inTurn(() => {
			const viewed = [...this.#views.values()].flatMap((view) => fileNames(view.resolved));
			return this.parts.keepOnly(new Set([...viewed, ...openFiles]));
		});
	}

	async #prepare(names: readonly string[]): Promise<void> {
		const stale = [...this.#views.values()].filter((view) => view.isStale).map((view) => view.name);
		const fresh = names.filter(
			(name) => !this.#views.has(foldName(name)) && !this.#unknown.has(foldName(name))
		);
		const asked = [...stale, ...fresh];
		if (asked.length === 0) return;
		const resolved = new Map((await this.#library.resolve(asked)).map((table) => [table.name, table]));
		for (const name of asked) {
			const table = resolved.get(name);
			if (table) await this.#show(name, table);
			else await this.#forget(name);
		}
	}

	/** Prepares what the rules of findings name besides the version itself. */
	async prepareRules(resolved: ResolvedTable): Promise<void> {
		await this.#inTurn(() => this.#prepareRules(resolved));
	}

	async #prepareRules({ rules = [], sourceName }: ResolvedTable): Promise<void> {
		const names = await otherNames(this.#engine, rules);
		await this.#prepare(names.filter((name) => foldName(name) !== foldName(sourceName)));
	}

	async #show(name: string, resolved: ResolvedTable): Promise<void> {
		try {
			if (resolved.view === 'findings') await this.#prepareRules(resolved);
			const aliases = await this.parts.attach(resolved);
			const select = viewSelect(resolved, aliases);
			await this.#engine.run(`CREATE OR REPLACE VIEW ${qualified(name)} AS ${select}`);
			this.#views.set(foldName(name), { name, resolved, isStale: false });
		} catch (cause) {
			const error = asAppError(cause);
			if (error.code === 'engine/crashed') throw error;
			const problem = `Version ${resolved.version} of “${resolved.sourceName}” can't be read: ${error.message}`;
			await this.#forget(name);
			this.#problems.set(foldName(name), new AppError('storage/damaged', problem, { name }, { cause }));
		}
	}

	async #forget(name: string): Promise<void> {
		this.#unknown.add(foldName(name));
		if (this.#views.delete(foldName(name))) await this.#engine.run(`DROP VIEW IF EXISTS ${qualified(name)}`);
	}

	#inTurn<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(task);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}

export function fileNames(resolved: ResolvedTable): string[] {
	return resolved.parts.map((part) => part.fileName);
}

function qualified(name: string): string {
	return `${quoteIdentifier(VIEW_DATABASE)}.main.${quoteIdentifier(name)}`;
}
