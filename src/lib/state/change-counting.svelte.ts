import type { DiffOptions } from '$lib/domain/diff/diff';
import { asAppError, isCancelled } from '$lib/domain/errors';
import { pairTables, sideName, type ChangeCounts } from '$lib/domain/versions/change-counts';
import { canonicalJson } from '$lib/domain/versions/options-key';
import type { Version } from '$lib/domain/versions/version';
import type { AppClient } from './client-shape';
import type { Settings } from './settings';

/** Versions with more rows are only counted when somebody asks for it. */
export const COUNTED_ROWS_LIMIT = 5_000_000;

export type CountStatus =
	| { kind: 'waiting' | 'running' | 'failed' }
	/** Too many rows to be counted unasked. */
	| { kind: 'large' }
	| { kind: 'counted'; counts: ChangeCounts };

/** Counts as they are kept for a source: by options, and then by `from-to`. Versions never change, so they hold. */
export type KeptCounts = Record<string, Record<string, ChangeCounts>>;

/** A source whose time line is on the screen. */
interface Followed {
	id: string;
	name: string;
	/** Ascending. */
	versions: readonly Version[];
}

type CountingClient = Pick<AppClient, 'differ'> & { library: Pick<AppClient['library'], 'diffOptions'> };

/**
 * How many rows changed from version to version: counted by diffs in the background while a time line is shown, newest
 * first, one at a time, and kept, so that each pair is counted once (SPEC VER-19).
 */
export class ChangeCounting {
	#statuses = $state.raw<ReadonlyMap<string, CountStatus>>(new Map());
	#options = $state.raw<Partial<DiffOptions>>({});
	readonly #client: CountingClient;
	readonly #settings: Settings;
	readonly #hold: () => () => void;
	readonly #kept = new Map<string, KeptCounts>();
	readonly #asked = new Set<string>();
	#followed: Followed | null = null;
	#running: { sourceId: string; diffId: string | null } | null = null;

	/** @param hold keeps the diffs' worker until what it returns is called */
	constructor(client: CountingClient, settings: Settings, hold: () => () => void) {
		this.#client = client;
		this.#settings = settings;
		this.#hold = hold;
	}

	/** As kept for the source that is followed. */
	get options(): Partial<DiffOptions> {
		return this.#options;
	}

	/** What is known of a pair of the source that is followed; null where nothing is. */
	of(from: number, to: number): CountStatus | null {
		return this.#statuses.get(pairKey(from, to)) ?? null;
	}

	/** Shows what is known, and counts the rest; called again whenever the versions may have changed. */
	follow(id: string, name: string, versions: readonly Version[]): void {
		if (this.#followed?.id !== id) {
			this.stop();
			this.#statuses = new Map();
			this.#options = {};
		}
		this.#followed = { id, name, versions };
		if (!this.#running) void this.#run();
	}

	/** Counts a pair that was too large to be counted unasked. */
	ask(from: number, to: number): void {
		this.#asked.add(pairKey(from, to));
		// another object: what is under way begins anew after its present pair
		if (this.#followed) this.#followed = { ...this.#followed };
		if (!this.#running) void this.#run();
	}

	/** Nobody looks any more: what is being counted is given up. */
	stop(): void {
		this.#followed = null;
		this.#asked.clear();
		const diffId = this.#running?.diffId;
		if (diffId) this.#client.differ.cancel(diffId).catch(() => undefined);
	}

	/** Forgets a source that is gone. */
	forget(sourceId: string): void {
		this.#kept.delete(sourceId);
		this.#settings.save(`changes:${sourceId}`, {});
	}

	async #run(): Promise<void> {
		const release = this.#hold();
		for (let work = this.#followed; work;) {
			const running = { sourceId: work.id, diffId: null as string | null };
			this.#running = running;
			await this.#countAll(work, running).catch(() => undefined);
			// the versions have changed meanwhile, or another source is shown
			work = this.#followed === work ? null : this.#followed;
		}
		this.#running = null;
		release();
	}

	async #countAll(work: Followed, running: { diffId: string | null }): Promise<void> {
		const options = (await this.#client.library.diffOptions(work.id)) ?? {};
		const kept = this.#kept.get(work.id) ?? (await this.#settings.load(`changes:${work.id}`)) ?? {};
		const optionsKey = canonicalJson(options);
		const known = new Map(Object.entries(kept[optionsKey] ?? {}));
		const isWanted = () => this.#followed?.id === work.id;
		if (!isWanted()) return;
		this.#options = options;
		const pairs = neighbours(work.versions);
		this.#statuses = new Map(
			pairs.map(({ from, to, key }) => [key, firstStatus(known.get(key), from, to, this.#asked.has(key))])
		);
		for (const { from, to, key } of pairs) {
			if (this.#statuses.get(key)?.kind !== 'waiting') continue;
			if (this.#followed !== work) return;
			this.#set(key, { kind: 'running' });
			try {
				const counts = await this.#count(work.name, from, to, running);
				known.set(key, counts);
				this.#keep(work.id, optionsKey, known, pairs);
				if (isWanted()) this.#set(key, { kind: 'counted', counts });
			} catch (thrown) {
				if (!isWanted()) return;
				this.#set(key, { kind: isCancelled(asAppError(thrown)) ? 'waiting' : 'failed' });
			}
		}
	}

	async #count(
		source: string,
		from: Version,
		to: Version,
		running: { diffId: string | null }
	): Promise<ChangeCounts> {
		const { counts, both } = pairTables(from, to);
		for (const table of both) {
			const diffId = crypto.randomUUID();
			running.diffId = diffId;
			const side = (version: Version) => ({ kind: 'table', name: sideName(source, version, table) }) as const;
			const request = { diffId, from: side(from), to: side(to), options: {} };
			try {
				const summary = await this.#client.differ.diff(request, () => undefined);
				counts.added += summary.added;
				counts.removed += summary.removed;
				counts.modified += summary.modified;
				if (both.length === 1) counts.key = summary.key;
			} finally {
				running.diffId = null;
				await this.#client.differ.releaseDiff(diffId).catch(() => undefined);
			}
		}
		return counts;
	}

	/** Only what holds for the present options and versions. */
	#keep(
		sourceId: string,
		optionsKey: string,
		known: ReadonlyMap<string, ChangeCounts>,
		pairs: readonly { key: string }[]
	): void {
		const counted = pairs.flatMap(({ key }) => {
			const counts = known.get(key);
			return counts ? [[key, counts] as const] : [];
		});
		const kept = { [optionsKey]: Object.fromEntries(counted) };
		this.#kept.set(sourceId, kept);
		this.#settings.save(`changes:${sourceId}`, kept);
	}

	#set(key: string, status: CountStatus): void {
		this.#statuses = new Map(this.#statuses).set(key, status);
	}
}

function pairKey(from: number, to: number): string {
	return `${from}-${to}`;
}

/** Newest first; versions that can't be read are left out. */
function neighbours(versions: readonly Version[]): { from: Version; to: Version; key: string }[] {
	return versions
		.flatMap((to, index) => {
			const from = versions[index - 1];
			if (!from || from.problem !== undefined || to.problem !== undefined) return [];
			return [{ from, to, key: pairKey(from.version, to.version) }];
		})
		.reverse();
}

function firstStatus(
	counts: ChangeCounts | undefined,
	from: Version,
	to: Version,
	isAsked: boolean
): CountStatus {
	if (counts) return { kind: 'counted', counts };
	const most = Math.max(...[from, to].map(({ tables }) => tables.reduce((sum, { rows }) => sum + rows, 0)));
	return { kind: most > COUNTED_ROWS_LIMIT && !isAsked ? 'large' : 'waiting' };
}
