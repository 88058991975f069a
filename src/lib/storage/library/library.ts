import { AppError } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { DiffOptions } from '$lib/domain/diff/diff';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { cleanSourceName, type SourceSummary } from '$lib/domain/sources/source';
import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import { expiredVersions } from '$lib/domain/versions/retention';
import type { TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type { Version, VersionLabels } from '$lib/domain/versions/version';
import type {
	BeginImport,
	LibraryApi,
	LayerWork,
	LibraryEvent,
	NameProblem,
	PartTarget,
	ResolvedTable,
	SchemaSource,
	SourceQuality,
	KnownStatement,
	StagedImport,
	StorageStatus,
	VersionDraft
} from '$lib/protocol/library-api';
import type { LibraryEnvironment } from './environment';
import { ImportSessions } from './import-sessions';
import { warmUp } from '$lib/storage/sources/warm-up';
import { LayerSessions } from './layer-sessions';
import { knownStatements } from './known-statements';
import { findProblem, resolveName, schemaOf } from './name-resolution';
import { assertReadable, SourceRegistry, summaryOf, type KnownSource } from './source-registry';
import { nameKey } from './table-name';

/** What an opened library is made of. */
interface Opened {
	environment: LibraryEnvironment;
	registry: SourceRegistry;
	imports: ImportSessions;
	layers: LayerSessions;
}

/** The one owner of everything stored. Opened by the first call to any method. */
export class Library implements LibraryApi {
	#opened: Promise<Opened> | null = null;

	constructor(private readonly environment: () => Promise<LibraryEnvironment>) {}

	async open(): Promise<StorageStatus> {
		return this.storage();
	}

	/** See `LibraryWorkerApi`. */
	async prepare(): Promise<void> {
		return warmUp((await this.#open()).environment.sqlite);
	}

	async storage(): Promise<StorageStatus> {
		const { environment } = await this.#open();
		const { disk, reason } = environment;
		const persisted = disk.mode === 'opfs' && (await navigator.storage.persisted());
		return { mode: disk.mode, reason, ...(await disk.usage()), persisted };
	}

	async persist(): Promise<boolean> {
		// Only pages may ask: the client has done so before it calls this.
		return (await this.storage()).persisted;
	}

	async sources(): Promise<SourceSummary[]> {
		const { registry, environment } = await this.#open();
		const held = await environment.locks.held();
		return registry.all().map((source) => summaryOf(source, held.has(registry.lockName(source.id))));
	}

	async findSource(idOrName: string): Promise<SourceSummary | null> {
		const { registry, environment } = await this.#open();
		const source = registry.find(idOrName) ?? registry.findByName(idOrName);
		if (!source) return null;
		return summaryOf(source, (await environment.locks.held()).has(registry.lockName(source.id)));
	}

	async versions(sourceId: string): Promise<Version[]> {
		return (await this.#readable(sourceId)).versions;
	}

	async renameSource(sourceId: string, name: string): Promise<void> {
		const { registry, environment } = await this.#open();
		const cleaned = cleanSourceName(name);
		const nameLock = `${environment.lockPrefix}:name:${nameKey(cleaned)}`;
		const releaseName = await environment.locks.tryAcquire(nameLock);
		try {
			const listed = await registry.listed();
			const isTaken =
				[...registry.all(), ...listed].some(
					(other) => other.id !== sourceId && nameKey(other.name) === nameKey(cleaned)
				) || releaseName === null;
			if (isTaken)
				throw new AppError('source/name-taken', `There is another source “${cleaned}”.`, { name: cleaned });
			await this.#changing(sourceId, async ({ directory }) => {
				await directory.rename(cleaned);
				await registry.saveRecord(sourceId);
			});
		} finally {
			releaseName?.();
		}
	}

	async removeVersion(sourceId: string, version: number): Promise<void> {
		await this.#changing(sourceId, (source) => source.directory.removeVersion(versionOf(source, version)));
	}

	async diffOptions(sourceId: string): Promise<Partial<DiffOptions> | null> {
		return (await this.#open()).registry.diffOptions(sourceId);
	}

	async keepDiffOptions(sourceId: string, options: Partial<DiffOptions>): Promise<void> {
		const { registry, environment } = await this.#open();
		await registry.keepDiffOptions(sourceId, options);
		environment.events.emit({ kind: 'source-changed', sourceId });
	}

	async knownStatements(text: string): Promise<KnownStatement[]> {
		const { statements, projectId } = (await this.#open()).environment;
		return knownStatements(statements, projectId, text);
	}

	async removeSource(sourceId: string): Promise<void> {
		const { registry, environment } = await this.#open();
		registry.get(sourceId);
		environment.events.want(sourceId);
		const release = await environment.locks.acquire(registry.lockName(sourceId));
		try {
			await registry.remove(sourceId);
		} finally {
			release();
			environment.events.emit({ kind: 'source-removed', sourceId });
			environment.events.emit({ kind: 'storage-changed' });
		}
	}

	async beginImport(request: BeginImport): Promise<StagedImport> {
		return (await this.#open()).imports.begin(request);
	}

	async createPart(importId: string, part: number): Promise<PartTarget> {
		return (await this.#open()).imports.createPart(importId, part);
	}

	async keepFile(importId: string, file: File): Promise<void> {
		return (await this.#open()).imports.keepFile(importId, file);
	}

	async discardParts(importId: string): Promise<void> {
		return (await this.#open()).imports.discardParts(importId);
	}

	async commitImport(importId: string, draft: VersionDraft): Promise<Receipt> {
		return (await this.#open()).imports.commit(importId, draft);
	}

	async finishUnchanged(importId: string, receipt: Receipt): Promise<Receipt> {
		return (await this.#open()).imports.finishUnchanged(importId, receipt);
	}

	async abortImport(importId: string, failure?: FailedImport): Promise<void> {
		return (await this.#open()).imports.abort(importId, failure);
	}

	async quality(sourceId: string): Promise<SourceQuality> {
		return (await this.#readable(sourceId)).directory.quality();
	}

	async saveQuality(sourceId: string, settings: QualitySettings): Promise<void> {
		await this.#changing(sourceId, ({ directory }) => directory.saveQuality(settings));
	}

	async saveJudgement(sourceId: string, version: number, judgement: Judgement): Promise<void> {
		await this.#changing(sourceId, (source) =>
			source.directory.saveJudgement(versionOf(source, version).version, judgement)
		);
	}

	async setLabels(sourceId: string, version: number, labels: VersionLabels): Promise<void> {
		await this.#changing(sourceId, (source) =>
			source.directory.setLabels(versionOf(source, version).version, labels)
		);
	}

	async timelineSettings(sourceId: string): Promise<TimelineSettings> {
		return (await this.#readable(sourceId)).directory.timelineSettings();
	}

	async saveTimelineSettings(sourceId: string, settings: TimelineSettings): Promise<void> {
		await this.#changing(sourceId, ({ directory }) => directory.saveTimelineSettings(settings));
	}

	async applyRetention(sourceId: string): Promise<number[]> {
		const { registry } = await this.#open();
		const { retention } = await this.timelineSettings(sourceId);
		if (expiredVersions(registry.get(sourceId).versions, retention).length === 0) return [];
		const removed: number[] = [];
		await this.#changing(sourceId, async ({ directory }) => {
			const { versions } = registry.get(sourceId);
			for (const number of expiredVersions(versions, retention)) {
				const version = registry.get(sourceId).versions.find((one) => one.version === number);
				if (!version) continue;
				await directory.removeVersion(version);
				removed.push(number);
			}
		});
		return removed;
	}

	async beginLayerWork(workId: string): Promise<LayerWork | null> {
		return (await this.#open()).layers.begin(workId);
	}

	async createLayerPart(workId: string): Promise<PartTarget> {
		return (await this.#open()).layers.createPart(workId);
	}

	async checkLayerWork(workId: string): Promise<void> {
		return (await this.#open()).layers.check(workId);
	}

	async commitLayerWork(workId: string, outcome: LayerOutcome): Promise<void> {
		return (await this.#open()).layers.commit(workId, outcome);
	}

	async abortLayerWork(workId: string): Promise<void> {
		return (await this.#open()).layers.abort(workId);
	}

	async resolve(names: string[]): Promise<ResolvedTable[]> {
		const { registry } = await this.#open();
		const resolved = await Promise.all(names.map((name) => resolveName(registry, name)));
		return resolved.filter((table) => table !== null);
	}

	async problems(names: string[]): Promise<NameProblem[]> {
		const { registry } = await this.#open();
		return names.flatMap((name) => findProblem(registry, name) ?? []);
	}

	async schema(): Promise<SchemaSource[]> {
		const { registry } = await this.#open();
		return registry.all().flatMap((source) => schemaOf(source) ?? []);
	}

	async subscribe(listener: (event: LibraryEvent) => void): Promise<void> {
		(await this.#open()).environment.events.subscribe(listener);
	}

	/** @throws `storage/damaged` where nothing of it can be read */
	async #readable(sourceId: string): Promise<KnownSource> {
		const source = (await this.#open()).registry.get(sourceId);
		assertReadable(source);
		return source;
	}

	/** Changes a readable source under its write lock, and tells of it. */
	async #changing(sourceId: string, change: (source: KnownSource) => Promise<void>): Promise<void> {
		const { registry, environment } = await this.#open();
		registry.get(sourceId);
		environment.events.want(sourceId);
		const release = await environment.locks.acquire(registry.lockName(sourceId));
		try {
			await registry.refresh(sourceId);
			await change(await this.#readable(sourceId));
		} finally {
			release();
			environment.events.emit({ kind: 'source-changed', sourceId });
			environment.events.emit({ kind: 'storage-changed' });
		}
	}

	#open(): Promise<Opened> {
		this.#opened ??= this.#start().catch((error: unknown) => {
			this.#opened = null;
			throw error;
		});
		return this.#opened;
	}

	async #start(): Promise<Opened> {
		const environment = await this.environment();
		const registry = new SourceRegistry(environment);
		// Followed before reading, so that no change falls in between.
		environment.events.followOtherTabs(async (event) => {
			if (event.kind !== 'storage-changed') await registry.refresh(event.sourceId);
		});
		await registry.load();
		const layers = new LayerSessions(environment, registry);
		return { environment, registry, imports: new ImportSessions(environment, registry), layers };
	}
}

/** @throws `version/unknown` */
function versionOf(source: KnownSource, number: number): Version {
	const version = source.versions.find((one) => one.version === number);
	if (version) return version;
	throw new AppError('version/unknown', `“${source.name}” has no version ${number}.`, {
		source: source.name,
		version: number
	});
}
