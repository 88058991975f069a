import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { LayeredTableView } from '$lib/jobs/layers/layered-table';
import type { ResolvedTable, VersionFile } from '$lib/protocol/library-api';

interface Attached {
	/** The alias, once it is attached. */
	alias: Promise<string>;
}

type PartsOfTable = Pick<ResolvedTable, 'parts'> &
	Partial<Pick<ResolvedTable, 'layered' | 'table' | 'tableIndex' | 'versions'>>;

/** Names everything that a table is read from: its files, and what is put together of them. */
export function fileNames(resolved: PartsOfTable): string[] {
	if (resolved.versions) return resolved.versions.flatMap(fileNames);
	const key = layeredKey(resolved);
	return [...resolved.parts.map((part) => part.fileName), ...(key === null ? [] : [key])];
}

function layeredKey({ layered, parts, tableIndex }: PartsOfTable): string | null {
	if (!layered) return null;
	const { baseVersion, chain } = layered;
	return `${parts.at(-1)?.fileName ?? ''}#${baseVersion}-${chain.at(-1)}.${tableIndex}`;
}

/** The part files that an engine has attached; each is attached once, READ_ONLY, and read in place. */
export class PartFiles {
	readonly #engine: DuckDbEngine;
	readonly #layered = new Map<string, Promise<LayeredTableView>>();
	readonly #attached = new Map<string, Attached>();
	#lastNumber = 0;

	constructor(engine: DuckDbEngine) {
		this.#engine = engine;
	}

	/**
	 * @returns the aliases of a version's parts, by part; attaches what is not attached yet. For a table with layers one:
	 * of a database in memory that has the table.
	 */
	async attach(resolved: PartsOfTable): Promise<string[]> {
		const layered = this.layered(resolved);
		return layered ? [(await layered).alias] : this.#attachParts(resolved);
	}

	/** A table that is put together from layers, or null where it has parts of its own. */
	layered(resolved: PartsOfTable): Promise<LayeredTableView> | null {
		const key = layeredKey(resolved);
		const { layered, table, tableIndex } = resolved;
		if (key === null || !layered || !table || tableIndex === undefined) return null;
		const known = this.#layered.get(key);
		if (known) return known;
		const alias = `varve_${++this.#lastNumber}`;
		const view = this.#attachParts(resolved).then((aliases) =>
			LayeredTableView.create(this.#engine, { layered, table, tableIndex }, aliases, alias)
		);
		this.#layered.set(key, view);
		view.catch(() => this.#layered.delete(key));
		return view;
	}

	#attachParts({ parts }: PartsOfTable): Promise<string[]> {
		return Promise.all(
			parts.map((part) => {
				const { fileName } = part;
				const known = this.#attached.get(fileName);
				if (known) return known.alias;
				const alias = this.#attachFile(part, `varve_${++this.#lastNumber}`);
				this.#attached.set(fileName, { alias });
				alias.catch(() => this.#attached.delete(fileName));
				return alias;
			})
		);
	}

	/**
	 * Detaches all but the files in `inUse`. Only when no statement runs: it could be reading them. What begins meanwhile
	 * attaches files anew.
	 */
	async keepOnly(inUse: ReadonlySet<string>): Promise<void> {
		const views = takeUnused(this.#layered, inUse);
		const files = takeUnused(this.#attached, inUse);
		for (const view of views) await this.#engine.run(`DETACH ${quoteIdentifier((await view).alias)}`);
		for (const { alias } of files) {
			const name = await alias;
			await this.#engine.run(`DETACH ${quoteIdentifier(name)}`);
			await this.#engine.dropFile(name);
		}
	}

	/** The engine knows the file by its alias, which is free of characters that paths give a meaning. */
	async #attachFile({ file, handle }: VersionFile, alias: string): Promise<string> {
		await this.#engine.registerFile(alias, file, handle);
		await this.#engine.run(`ATTACH ${quoteText(alias)} AS ${quoteIdentifier(alias)} (READ_ONLY)`);
		return alias;
	}
}

/** Takes what is not in use out of a map. */
function takeUnused<T>(known: Map<string, T>, inUse: ReadonlySet<string>): T[] {
	const unused = [...known].filter(([key]) => !inUse.has(key));
	for (const [key] of unused) known.delete(key);
	return unused.map(([, value]) => value);
}
