import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { ResolvedTable } from '$lib/protocol/library-api';

interface Attached {
	fileName: string;
	/** The alias, once it is attached. */
	alias: Promise<string>;
}

/** The part files that an engine has attached; each is attached once, READ_ONLY, and read in place. */
export class PartFiles {
	readonly #engine: DuckDbEngine;
	readonly #attached = new Map<string, Attached>();
	#lastNumber = 0;

	constructor(engine: DuckDbEngine) {
		this.#engine = engine;
	}

	/** @returns the aliases of a version's parts, by part; attaches what is not attached yet */
	attach({ parts }: Pick<ResolvedTable, 'parts'>): Promise<string[]> {
		return Promise.all(
			parts.map(({ fileName, file }) => {
				const known = this.#attached.get(fileName);
				if (known) return known.alias;
				const alias = this.#attachFile(file, `varve_${++this.#lastNumber}`);
				this.#attached.set(fileName, { fileName, alias });
				alias.catch(() => this.#attached.delete(fileName));
				return alias;
			})
		);
	}

	/** Detaches all but the files in `inUse`. Only when no statement runs: it could be reading them. */
	async keepOnly(inUse: ReadonlySet<string>): Promise<void> {
		for (const { fileName, alias } of [...this.#attached.values()]) {
			if (inUse.has(fileName)) continue;
			this.#attached.delete(fileName);
			const name = await alias;
			await this.#engine.run(`DETACH ${quoteIdentifier(name)}`);
			await this.#engine.dropFile(name);
		}
	}

	/** The engine knows the file by its alias, which is free of characters that paths give a meaning. */
	async #attachFile(file: File, alias: string): Promise<string> {
		await this.#engine.registerFile(alias, file);
		await this.#engine.run(`ATTACH ${quoteText(alias)} AS ${quoteIdentifier(alias)} (READ_ONLY)`);
		return alias;
	}
}
