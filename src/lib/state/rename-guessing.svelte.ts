import { untrack } from 'svelte';
import type { Rename } from '$lib/domain/diff/diff';
import type { RenameGuess } from '$lib/domain/diff/rename-guess';
import { sideName } from '$lib/domain/versions/change-counts';
import { schemaChangesBetween, unpairedColumns } from '$lib/domain/versions/schema-changes';
import type { Version } from '$lib/domain/versions/version';
import type { AppClient } from './client-shape';

/** A guess about a table of two versions; null is the only one. */
export interface TableGuess extends RenameGuess {
	table: string | null;
}

/** Two versions of a source, and the tables of which columns came and went between them. */
export interface GuessedPair {
	sourceId: string;
	sourceName: string;
	from: Version;
	to: Version;
	tables: readonly (string | null)[];
}

type GuessingClient = {
	differ: Pick<AppClient['differ'], 'guessRenames'>;
	library: Pick<AppClient['library'], 'diffOptions' | 'keepDiffOptions'>;
};

/** Guesses at columns that were renamed between versions (SPEC DIF-12): one pair at a time, each once, while it is shown. */
export class RenameGuessing {
	#guesses = $state.raw<ReadonlyMap<string, readonly TableGuess[]>>(new Map());
	readonly #client: GuessingClient;
	readonly #hold: () => () => void;
	readonly #waiting = new Map<string, GuessedPair>();
	#isRunning = false;

	/** @param hold keeps the diffs' worker until what it returns is called */
	constructor(client: GuessingClient, hold: () => () => void) {
		this.#client = client;
		this.#hold = hold;
	}

	/** Best first; none until they were looked for. */
	of({ sourceId, from, to }: Pick<GuessedPair, 'sourceId' | 'from' | 'to'>): readonly TableGuess[] {
		return this.#guesses.get(pairKey(sourceId, from, to)) ?? [];
	}

	/** The guesses that are still open: both columns stand alone, `renames` being one column. */
	open({ sourceId, from, to }: Pick<GuessedPair, 'sourceId' | 'from' | 'to'>, renames: readonly Rename[]) {
		const unpaired = unpairedColumns(schemaChangesBetween(from, to, renames));
		return this.of({ sourceId, from, to }).filter((guess) =>
			unpaired.some(
				({ table, removed, added }) =>
					table === guess.table && removed.includes(guess.from) && added.includes(guess.to)
			)
		);
	}

	/** Looks for the guesses of a pair. @returns a function to call when nobody wants them any more */
	look(pair: GuessedPair): () => void {
		const key = pairKey(pair.sourceId, pair.from, pair.to);
		if (!untrack(() => this.#guesses.has(key))) {
			this.#waiting.set(key, pair);
			if (!this.#isRunning) void this.#run();
		}
		return () => this.#waiting.delete(key);
	}

	/** Two names are one column from now on, in every diff of the source (SPEC DIF-9). */
	async confirm(sourceId: string, { from, to }: Rename): Promise<void> {
		const { library } = this.#client;
		const renames = (await library.diffOptions(sourceId))?.renames ?? [];
		await library.keepDiffOptions(sourceId, { renames: [...renames, { from, to }] });
	}

	/** Two names are two columns again. */
	async separate(sourceId: string, { from, to }: Rename): Promise<void> {
		const { library } = this.#client;
		const renames = (await library.diffOptions(sourceId))?.renames ?? [];
		const others = renames.filter((one) => one.from !== from || one.to !== to);
		await library.keepDiffOptions(sourceId, { renames: others });
	}

	async #run(): Promise<void> {
		this.#isRunning = true;
		const release = this.#hold();
		for (let next = first(this.#waiting); next; next = first(this.#waiting)) {
			const [key, pair] = next;
			this.#waiting.delete(key);
			const found = await this.#guess(pair).catch(() => null);
			if (found) this.#guesses = new Map(this.#guesses).set(key, found);
		}
		this.#isRunning = false;
		release();
	}

	async #guess({ sourceName, from, to, tables }: GuessedPair): Promise<TableGuess[]> {
		const found: TableGuess[] = [];
		for (const table of tables) {
			const side = (version: Version) =>
				({ kind: 'table', name: sideName(sourceName, version, table) }) as const;
			const request = { queryId: crypto.randomUUID(), from: side(from), to: side(to) };
			const guesses = await this.#client.differ.guessRenames(request);
			found.push(...guesses.map((guess) => ({ ...guess, table })));
		}
		return found;
	}
}

function pairKey(sourceId: string, from: Version, to: Version): string {
	return `${sourceId} ${from.version}-${to.version}`;
}

function first<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
	return map.entries().next().value;
}
