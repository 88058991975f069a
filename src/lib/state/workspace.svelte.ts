import { asAppError, type AppError } from '$lib/domain/errors';
import { sourceNameFromFile, type SourceSummary } from '$lib/domain/sources/source';
import type { TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type { Version, VersionLabels } from '$lib/domain/versions/version';
import type { LibraryEvent } from '$lib/protocol/library-api';
import type { EngineStatus } from '$lib/protocol/query-api';
import type { AppClient } from './client-shape';
import { Latest } from './latest';
import { outliving } from './outliving.svelte';
import { SourceDetail } from './source-detail.svelte';
import { verifyVersion, type Verification } from './verify-version';
import type { StorageState } from './storage-state.svelte';

/** `isFinal`: trying again is no use, only a reload. */
export type WorkspacePhase =
	{ kind: 'starting' } | { kind: 'ready' } | { kind: 'failed'; error: AppError; isFinal: boolean };

/** The project's sources, kept true by the library's events, and the commands on them. */
export class Workspace {
	#phase = $state.raw<WorkspacePhase>({ kind: 'starting' });
	#sources = $state.raw<readonly SourceSummary[]>([]);
	#engine = $state.raw<EngineStatus>({ state: 'starting', version: null, memoryBytes: null });
	readonly #client: AppClient;
	readonly #storage: StorageState;
	readonly #details = new Map<string, SourceDetail>();
	readonly #removalListeners = new Set<(sourceId: string) => void>();
	readonly #latestList = new Latest();

	constructor(client: AppClient, storage: StorageState) {
		this.#client = client;
		this.#storage = storage;
		void client.crashed.then((error) => (this.#phase = { kind: 'failed', error, isFinal: true }));
	}

	get phase(): WorkspacePhase {
		return this.#phase;
	}

	/** By name, damaged ones included. */
	get sources(): readonly SourceSummary[] {
		return this.#sources;
	}

	get engine(): EngineStatus {
		return this.#engine;
	}

	get client(): AppClient {
		return this.#client;
	}

	/** Opens the library, lists the sources and follows every change, also those of other browser tabs. */
	async start(): Promise<void> {
		this.#phase = { kind: 'starting' };
		try {
			this.#storage.show(await this.#client.library.open());
			await this.#client.library.subscribe((event) => this.#follow(event));
			await this.#refreshSources();
			this.#phase = { kind: 'ready' };
		} catch (thrown) {
			const error = asAppError(thrown);
			this.#phase = { kind: 'failed', error, isFinal: error.code === 'engine/crashed' };
		}
	}

	/** Asks the engine how it is, once it has started; a failed start is a status, too. */
	async refreshEngine(): Promise<void> {
		try {
			await this.#client.query.open();
			this.#engine = await this.#client.query.status();
		} catch {
			this.#engine = { state: 'failed', version: null, memoryBytes: null };
		}
	}

	source(sourceId: string): SourceSummary | null {
		return this.#sources.find((source) => source.id === sourceId) ?? null;
	}

	/** The versions of a source; the same object for every caller. */
	detail(sourceId: string): SourceDetail {
		let detail = this.#details.get(sourceId);
		if (!detail) {
			detail = outliving(() => new SourceDetail(this.#client.library, sourceId));
			this.#details.set(sourceId, detail);
		}
		return detail;
	}

	async renameSource(sourceId: string, name: string): Promise<void> {
		await this.#client.library.renameSource(sourceId, name);
		await this.#refreshSources();
	}

	async removeSource(sourceId: string): Promise<void> {
		await this.#client.library.removeSource(sourceId);
		this.#forget(sourceId);
		await Promise.all([this.#refreshSources(), this.#storage.refresh()]);
	}

	async removeVersion(sourceId: string, version: number): Promise<void> {
		await this.#client.library.removeVersion(sourceId, version);
		await Promise.all([
			this.#refreshSources(),
			this.#storage.refresh(),
			this.#details.get(sourceId)?.reload()
		]);
	}

	/** Names, notes and pins; what is left out stays. */
	async labelVersion(sourceId: string, version: number, labels: VersionLabels): Promise<void> {
		await this.#client.library.setLabels(sourceId, version, labels);
		await this.#details.get(sourceId)?.reload();
	}

	/** Reads a version and compares it with its content hash (SPEC VER-12). */
	verifyVersion(sourceName: string, version: Version): Promise<Verification> {
		return verifyVersion(this.#client.query, sourceName, version);
	}

	timelineSettings(sourceId: string): Promise<TimelineSettings> {
		return this.#client.library.timelineSettings(sourceId);
	}

	/** Whether imports into a source show what they change, and ask, before they are kept (SPEC GAT-1). */
	async setAsksFirst(sourceId: string, gate: boolean): Promise<void> {
		const { library } = this.#client;
		await library.saveTimelineSettings(sourceId, { ...(await library.timelineSettings(sourceId)), gate });
	}

	/** Keeps the settings, and removes what no retention rule keeps. @returns the removed versions */
	async saveTimelineSettings(sourceId: string, settings: TimelineSettings): Promise<number[]> {
		await this.#client.library.saveTimelineSettings(sourceId, settings);
		const removed = await this.#client.library.applyRetention(sourceId);
		await Promise.all([
			this.#refreshSources(),
			this.#storage.refresh(),
			this.#details.get(sourceId)?.reload()
		]);
		return removed;
	}

	/** @returns a function that ends the subscription. */
	onSourceRemoved(listener: (sourceId: string) => void): () => void {
		this.#removalListeners.add(listener);
		return () => this.#removalListeners.delete(listener);
	}

	/** The source that a file of this name belongs to (SPEC VER-4), or that was last made from one; else null. */
	async sourceOfFile(fileName: string): Promise<SourceSummary | null> {
		const healthy = this.#sources.filter(({ status }) => status !== 'damaged');
		const name = sourceNameFromFile(fileName).toLowerCase();
		const named = healthy.find((source) => source.name.toLowerCase() === name);
		if (named) return named;
		for (const source of healthy) {
			const versions = await this.#client.library.versions(source.id).catch(() => []);
			if (versions.at(-1)?.receipt.file.name === fileName) return source;
		}
		return null;
	}

	#follow(event: LibraryEvent): void {
		if (event.kind === 'source-removed') this.#forget(event.sourceId);
		if (event.kind === 'source-changed') void this.#details.get(event.sourceId)?.reload();
		if (event.kind !== 'storage-changed') void this.#refreshSources().catch(() => undefined);
		void this.#storage.refresh().catch(() => undefined);
	}

	#forget(sourceId: string): void {
		this.#details.delete(sourceId);
		for (const listener of this.#removalListeners) listener(sourceId);
	}

	async #refreshSources(): Promise<void> {
		const isLatest = this.#latestList.begin();
		const sources = await this.#client.library.sources();
		if (isLatest()) this.#sources = sources;
	}
}
