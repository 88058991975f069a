import { AppError } from '$lib/domain/errors';
import {
	nextLayerTask,
	type LayerOutcome,
	type LayerTask,
	type StoredVersion
} from '$lib/domain/layers/layer-work';
import type { LayerVersion, LayerWork, PartTarget } from '$lib/protocol/library-api';
import type { Release } from '$lib/storage/sources/locks';
import { RETIRED_FILE_MS, type SourceDirectory } from '$lib/storage/sources/source-directory';
import type { LibraryEnvironment } from './environment';
import type { SourceRegistry } from './source-registry';

interface Session {
	workId: string;
	sourceId: string;
	/** The version that a new file is named after. */
	target: number;
	hasFile: boolean;
	releases: Release[];
}

/**
 * Work on layers in the background: one piece at a time over all tabs, under the source's write lock, which is given
 * up as soon as somebody else wants to write (SPEC VER-13).
 */
export class LayerSessions {
	#session: Session | null = null;
	/** Calls run one after the other. */
	#tail: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly environment: LibraryEnvironment,
		private readonly registry: SourceRegistry
	) {
		environment.events.onWanted((sourceId) => this.#yield(sourceId));
	}

	/** @returns the next piece of work, or null where there is none now */
	begin(workId: string): Promise<LayerWork | null> {
		return this.#inTurn(async () => {
			if (this.environment.disk.mode === 'memory' || this.#session) return null;
			const { locks, lockPrefix } = this.environment;
			const release = await locks.tryAcquire(`${lockPrefix}:layers`);
			if (!release) return null;
			for (const { id, problem } of this.registry.all()) {
				if (problem !== null || !this.#taskOf(id)) continue;
				const work = await this.#beginAt(id, workId, release);
				if (work) return work;
			}
			release();
			return null;
		});
	}

	createPart(workId: string): Promise<PartTarget> {
		return this.#during(workId, (session, directory) => {
			session.hasFile = true;
			return directory.createLayerPart(session.target, workId);
		});
	}

	/** @throws `cancelled` when the work is not wanted any more */
	async check(workId: string): Promise<void> {
		await this.#during(workId, async () => undefined);
	}

	commit(workId: string, outcome: LayerOutcome): Promise<void> {
		return this.#during(workId, async (session, directory) => {
			try {
				const written = session.hasFile ? { version: session.target, workId } : null;
				await directory.applyLayers(outcome, written);
				const sweep = () => this.#inTurn(() => this.registry.sweepIfFree(session.sourceId));
				setTimeout(() => void sweep(), RETIRED_FILE_MS + 500);
			} finally {
				await this.#end(session);
			}
		});
	}

	abort(workId: string): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#session?.workId === workId) await this.#end(this.#session);
		});
	}

	async #beginAt(sourceId: string, workId: string, layersLock: Release): Promise<LayerWork | null> {
		const release = await this.environment.locks.tryAcquire(this.registry.lockName(sourceId));
		if (!release) return null;
		try {
			await this.registry.refresh(sourceId);
			const task = this.#taskOf(sourceId);
			const work = task && (await this.#describe(sourceId, workId, task));
			if (work) {
				const target = task.kind === 'tidy' ? task.base : task.version;
				const releases = [release, layersLock];
				this.#session = { workId, sourceId, target, hasFile: false, releases };
				return work;
			}
		} catch (error) {
			release();
			throw error;
		}
		release();
		return null;
	}

	async #describe(sourceId: string, workId: string, task: LayerTask): Promise<LayerWork | null> {
		const stored = this.#storedOf(sourceId);
		const directory = this.registry.directory(sourceId);
		const find = (number: number) => stored.find(({ version }) => version === number) ?? null;
		const read = async (version: StoredVersion | null): Promise<LayerVersion | null> =>
			version && { version, files: await directory.files(version) };
		const subject = await read(find(task.kind === 'tidy' ? task.base : task.version));
		if (!subject) return null;
		const base = task.kind === 'fold' ? await read(find(task.base)) : null;
		const members = stored
			.filter(({ layer }) => layer?.baseVersion === subject.version.version)
			.sort((a, b) => b.version - a.version);
		const files = members[0] ? await directory.files(members[0]) : [];
		const history = files.at(-1) ?? null;
		const others = members.map(({ version, isRemoved }) => ({ version, isRemoved }));
		const baseHasHistory =
			base !== null && stored.some(({ layer }) => layer?.baseVersion === base.version.version);
		const { layer } = subject.version;
		const lower = layer && find(layer.baseVersion);
		const layered = layer
			? subject.version.tables.map((_table, index) => ({
					...layer,
					baseSegments: lower?.tables[index]?.segments ?? []
				}))
			: null;
		return { workId, sourceId, task, subject, layered, base, baseHasHistory, history, members: others };
	}

	#taskOf(sourceId: string): LayerTask | null {
		return nextLayerTask(this.#storedOf(sourceId));
	}

	#storedOf(sourceId: string): StoredVersion[] {
		const { contents } = this.registry.directory(sourceId);
		if (contents.kind !== 'ready') return [];
		return contents.stored.map((version) => {
			const problem = contents.problems.get(version.version);
			return problem === undefined ? version : { ...version, problem };
		});
	}

	#yield(sourceId: string): void {
		const session = this.#session;
		if (session?.sourceId === sourceId) void this.#inTurn(() => this.#end(session));
	}

	async #end(session: Session): Promise<void> {
		if (this.#session !== session) return;
		this.#session = null;
		try {
			await this.registry.sweep(session.sourceId);
		} finally {
			for (const release of session.releases) release();
		}
		this.environment.events.emit({ kind: 'source-changed', sourceId: session.sourceId });
		this.environment.events.emit({ kind: 'storage-changed' });
	}

	#during<T>(workId: string, call: (session: Session, directory: SourceDirectory) => Promise<T>): Promise<T> {
		return this.#inTurn(() => {
			const session = this.#session;
			if (session?.workId !== workId) throw new AppError('cancelled', 'The source is wanted by others.');
			return call(session, this.registry.directory(session.sourceId));
		});
	}

	#inTurn<T>(call: () => Promise<T>): Promise<T> {
		const turn = this.#tail.then(call);
		this.#tail = turn.catch(() => undefined);
		return turn;
	}
}
