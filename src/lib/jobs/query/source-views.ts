import { AppError, asAppError } from '$lib/domain/errors';
import { candidateNames, foldName } from '$lib/domain/sql/names';
import { qualifiedNames } from '$lib/domain/sql/qualified';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { WriteTarget } from '$lib/domain/sql/write-target';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { LibraryApi, ResolvedTable } from '$lib/protocol/library-api';
import type { SqlWord } from '$lib/domain/sql/token';
import type { BroughtNote } from '$lib/protocol/query-api';
import { BROUGHT_DATABASE, BroughtTables } from './brought-tables';
import { allVersionsSelect } from './all-versions-sql';
import { fileNames, PartFiles } from './part-files';
import type { SqliteFiles } from './sqlite-files';
import { otherNames } from '$lib/jobs/quality/other-names';
import { VIEW_DATABASE, viewSelect } from './version-sql';

export type NameLibrary = Pick<LibraryApi, 'resolve' | 'problems'>;

/** What the query worker asks of the library. */
export type QueryLibrary = NameLibrary & Pick<LibraryApi, 'findSource' | 'versions' | 'diffOptions'>;

/** A name in a statement that is a table's. */
export interface NamedTable {
	/** What stands before the dot, where the name has one outside of quotes. */
	source: string | null;
	name: string;
	resolved: ResolvedTable;
}

/** A name that may be a table's. */
type Wanted = Pick<NamedTable, 'source' | 'name'>;

/** Which columns of a table a statement needs; null for all. */
type Needs = (table: NamedTable) => readonly string[] | null;

interface View extends NamedTable {
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
	/** What names mean, until the library changes. */
	readonly #found = new Map<string, ResolvedTable>();
	/** Folded names of the databases that hold the tables of one source. */
	readonly #databases = new Set<string>();
	readonly #brought: BroughtTables;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(engine: DuckDbEngine, library: NameLibrary, files: SqliteFiles) {
		this.#engine = engine;
		this.#library = library;
		this.parts = new PartFiles(engine);
		this.#brought = new BroughtTables(engine, files);
	}

	/** Prepares the engine for a statement that has these words in it. */
	async prepare(names: readonly string[]): Promise<void> {
		await this.#inTurn(() =>
			this.#prepare(
				names.map((name) => ({ source: null, name })),
				() => null
			)
		);
	}

	/** The tables that a statement with these words names. */
	async named(words: readonly SqlWord[]): Promise<NamedTable[]> {
		const wanted = wantedOf(words);
		await this.#find(wanted);
		return wanted.flatMap((one) => {
			const resolved = this.#found.get(keyOf(one));
			return resolved ? [{ ...one, resolved }] : [];
		});
	}

	/**
	 * Prepares the engine for a statement.
	 * @param needs which columns of tables of SQLite are brought over
	 * @returns what was brought
	 */
	prepareWords(words: readonly SqlWord[], needs: Needs): Promise<BroughtNote[]> {
		return this.#inTurn(() => this.#prepare(wantedOf(words), needs));
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
		const key = foldName(name);
		const known =
			this.#problems.get(key) ?? [...this.#problems].find(([other]) => other.endsWith(`\0${key}`))?.[1];
		if (known) return known;
		const [found] = await this.#library.problems([name]);
		if (!found) return null;
		return new AppError(found.isAmbiguous ? 'query/failed' : 'storage/damaged', found.problem, { name });
	}

	/** @param sourceId null for all, as after a statement that may have removed or hidden views of ours */
	invalidate(sourceId: string | null): void {
		this.#unknown.clear();
		this.#found.clear();
		this.#problems.clear();
		for (const view of this.#views.values()) {
			if (sourceId === null || view.resolved.sourceId === sourceId) view.isStale = true;
		}
	}

	/** True where a statement would change a view of ours, and not a table of the session that hides it. */
	async isOurs({ name, qualifiers }: WriteTarget): Promise<boolean> {
		if (qualifiers[0] === VIEW_DATABASE || qualifiers[0] === BROUGHT_DATABASE) return true;
		if (qualifiers.length > 0 && this.#databases.has(qualifiers[0] ?? '')) return true;
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

	async #prepare(wanted: readonly Wanted[], needs: Needs): Promise<BroughtNote[]> {
		const stale = [...this.#views.values()].filter((view) => view.isStale);
		await this.#find([...stale, ...wanted]);
		const named = new Set(wanted.map(keyOf));
		const notes: BroughtNote[] = [];
		const inUse = new Set<string>();
		for (const one of new Map([...stale, ...wanted].map((each) => [keyOf(each), each])).values()) {
			const key = keyOf(one);
			const resolved = this.#found.get(key);
			if (!resolved) await this.#forget(one);
			else if (resolved.isSqlite) {
				const table = { source: one.source, name: one.name, resolved };
				if (named.has(key)) notes.push(await this.#showSqlite(table, needs(table), inUse));
				else await this.#forget(one);
			} else if (this.#views.get(key)?.isStale !== false) await this.#show(one, resolved);
		}
		return notes;
	}

	/** Asks the library for names that are not known to mean something, or nothing. */
	async #find(wanted: readonly Wanted[]): Promise<void> {
		const asked = new Map(
			wanted.map((one) => [keyOf(one), one.source === null ? one.name : `${one.source}.${one.name}`])
		);
		for (const key of [...asked.keys()]) {
			const view = this.#views.get(key);
			if (view && !view.isStale) this.#found.set(key, view.resolved);
			if (this.#found.has(key) || this.#unknown.has(key)) asked.delete(key);
		}
		if (asked.size === 0) return;
		const resolved = new Map(
			(await this.#library.resolve([...asked.values()])).map((table) => [table.name, table])
		);
		for (const [key, name] of asked) {
			const table = resolved.get(name);
			if (table) this.#found.set(key, table);
			else this.#unknown.add(key);
		}
	}

	/** Prepares what the rules of findings name besides the version itself. */
	async prepareRules(resolved: ResolvedTable): Promise<void> {
		await this.#inTurn(() => this.#prepareRules(resolved));
	}

	async #prepareRules({ rules = [], sourceName }: ResolvedTable): Promise<void> {
		const names = await otherNames(this.#engine, rules);
		const others = names.filter((name) => foldName(name) !== foldName(sourceName));
		await this.#prepare(
			others.map((name) => ({ source: null, name })),
			() => null
		);
	}

	async #show(one: Wanted, resolved: ResolvedTable): Promise<void> {
		try {
			if (resolved.view === 'findings') await this.#prepareRules(resolved);
			const select = resolved.versions
				? await allVersionsSelect(this.parts, resolved.versions)
				: viewSelect(resolved, await this.parts.attach(resolved));
			await this.#replaceView({ ...one, resolved }, select);
		} catch (cause) {
			const error = asAppError(cause);
			if (error.code === 'engine/crashed') throw error;
			const problem = `Version ${resolved.version} of “${resolved.sourceName}” can't be read: ${error.message}`;
			await this.#forget(one);
			const { name } = one;
			this.#problems.set(keyOf(one), new AppError('storage/damaged', problem, { name }, { cause }));
		}
	}

	async #showSqlite(
		table: NamedTable,
		columns: readonly string[] | null,
		inUse: Set<string>
	): Promise<BroughtNote> {
		const { select, note } = await this.#brought.bring(table.resolved, columns, inUse);
		await this.#replaceView(table, select);
		return note;
	}

	async #replaceView(table: NamedTable, select: string): Promise<void> {
		const { source, name, resolved } = table;
		if (source !== null && !this.#databases.has(foldName(source))) {
			await this.#engine.run(`ATTACH ':memory:' AS ${quoteIdentifier(source)}`);
			this.#databases.add(foldName(source));
		}
		await this.#engine.run(`CREATE OR REPLACE VIEW ${qualified(table)} AS ${select}`);
		this.#views.set(keyOf(table), { source, name, resolved, isStale: false });
	}

	async #forget(one: Wanted): Promise<void> {
		const key = keyOf(one);
		this.#unknown.add(key);
		this.#found.delete(key);
		if (this.#views.delete(key)) await this.#engine.run(`DROP VIEW IF EXISTS ${qualified(one)}`);
	}

	#inTurn<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(task);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}

export { fileNames } from './part-files';

/** Where the view of a name lies: a source with several tables has a database of its name for them. */
function qualified({ source, name }: Wanted): string {
	return `${quoteIdentifier(source ?? VIEW_DATABASE)}.main.${quoteIdentifier(name)}`;
}

/** No source's name has a NUL in it. */
function keyOf({ source, name }: Wanted): string {
	return foldName(source === null ? name : `${source}\0${name}`);
}

function wantedOf(words: readonly SqlWord[]): Wanted[] {
	const plain = candidateNames(words).map((name) => ({ source: null, name }));
	return [...plain, ...qualifiedNames(words).map(({ source, table }) => ({ source, name: table }))];
}
