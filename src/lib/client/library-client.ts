import { proxy, transfer } from 'comlink';
import type { DiffOptions } from '$lib/domain/diff/diff';
import type { AppError } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { SourceSummary } from '$lib/domain/sources/source';
import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import type { TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type { Version, VersionLabels } from '$lib/domain/versions/version';
import type {
	BeginImport,
	LibraryApi,
	LayerWork,
	LibraryEvent,
	LibraryWorkerApi,
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
import { WorkerHandle } from './worker-handle';

/** The page's side of the library's worker. */
export class LibraryClient implements LibraryApi {
	readonly #worker = new WorkerHandle<LibraryWorkerApi>(
		new Worker(new URL('../workers/library.worker.ts', import.meta.url), { type: 'module' }),
		'library'
	);

	/** @param namespace keeps libraries on one origin apart, for tests; the app gives none */
	constructor(namespace?: string) {
		// Failing calls are told by the calls that follow.
		if (namespace !== undefined)
			this.#worker.call((api) => api.useNamespace(namespace)).catch(() => undefined);
	}

	/** Resolves when the worker has crashed or was closed. */
	get ended(): Promise<AppError> {
		return this.#worker.ended;
	}

	/** A port to the library, to be transferred to another worker. */
	openPort(): MessagePort {
		const { port1, port2 } = new MessageChannel();
		this.#worker.call((api) => api.connect(transfer(port1, [port1]))).catch(() => undefined);
		return port2;
	}

	/** Ends the worker; calls in flight reject with `cancelled`. */
	close(): void {
		this.#worker.terminate();
	}

	open(): Promise<StorageStatus> {
		return this.#worker.call((api) => api.open());
	}

	/** Makes the first commit quick, before there is anything to commit. */
	prepare(): Promise<void> {
		return this.#worker.call((api) => api.prepare());
	}

	storage(): Promise<StorageStatus> {
		return this.#worker.call((api) => api.storage());
	}

	async persist(): Promise<boolean> {
		// Workers can't ask for it.
		await navigator.storage?.persist?.();
		return this.#worker.call((api) => api.persist());
	}

	sources(): Promise<SourceSummary[]> {
		return this.#worker.call((api) => api.sources());
	}

	findSource(idOrName: string): Promise<SourceSummary | null> {
		return this.#worker.call((api) => api.findSource(idOrName));
	}

	versions(sourceId: string): Promise<Version[]> {
		return this.#worker.call((api) => api.versions(sourceId));
	}

	renameSource(sourceId: string, name: string): Promise<void> {
		return this.#worker.call((api) => api.renameSource(sourceId, name));
	}

	removeVersion(sourceId: string, version: number): Promise<void> {
		return this.#worker.call((api) => api.removeVersion(sourceId, version));
	}

	diffOptions(sourceId: string): Promise<Partial<DiffOptions> | null> {
		return this.#worker.call((api) => api.diffOptions(sourceId));
	}

	knownStatements(text: string): Promise<KnownStatement[]> {
		return this.#worker.call((api) => api.knownStatements(text));
	}

	keepDiffOptions(sourceId: string, options: Partial<DiffOptions>): Promise<void> {
		return this.#worker.call((api) => api.keepDiffOptions(sourceId, options));
	}

	removeSource(sourceId: string): Promise<void> {
		return this.#worker.call((api) => api.removeSource(sourceId));
	}

	beginImport(request: BeginImport): Promise<StagedImport> {
		return this.#worker.call((api) => api.beginImport(request));
	}

	createPart(importId: string, part: number): Promise<PartTarget> {
		return this.#worker.call((api) => api.createPart(importId, part));
	}

	keepFile(importId: string, file: File): Promise<void> {
		return this.#worker.call((api) => api.keepFile(importId, file));
	}

	discardParts(importId: string): Promise<void> {
		return this.#worker.call((api) => api.discardParts(importId));
	}

	commitImport(importId: string, draft: VersionDraft): Promise<Receipt> {
		return this.#worker.call((api) => api.commitImport(importId, draft));
	}

	finishUnchanged(importId: string, receipt: Receipt): Promise<Receipt> {
		return this.#worker.call((api) => api.finishUnchanged(importId, receipt));
	}

	abortImport(importId: string, failure?: FailedImport): Promise<void> {
		return this.#worker.call((api) => api.abortImport(importId, failure));
	}

	quality(sourceId: string): Promise<SourceQuality> {
		return this.#worker.call((api) => api.quality(sourceId));
	}

	saveQuality(sourceId: string, settings: QualitySettings): Promise<void> {
		return this.#worker.call((api) => api.saveQuality(sourceId, settings));
	}

	saveJudgement(sourceId: string, version: number, judgement: Judgement): Promise<void> {
		return this.#worker.call((api) => api.saveJudgement(sourceId, version, judgement));
	}

	setLabels(sourceId: string, version: number, labels: VersionLabels): Promise<void> {
		return this.#worker.call((api) => api.setLabels(sourceId, version, labels));
	}

	timelineSettings(sourceId: string): Promise<TimelineSettings> {
		return this.#worker.call((api) => api.timelineSettings(sourceId));
	}

	saveTimelineSettings(sourceId: string, settings: TimelineSettings): Promise<void> {
		return this.#worker.call((api) => api.saveTimelineSettings(sourceId, settings));
	}

	applyRetention(sourceId: string): Promise<number[]> {
		return this.#worker.call((api) => api.applyRetention(sourceId));
	}

	beginLayerWork(workId: string): Promise<LayerWork | null> {
		return this.#worker.call((api) => api.beginLayerWork(workId));
	}

	createLayerPart(workId: string): Promise<PartTarget> {
		return this.#worker.call((api) => api.createLayerPart(workId));
	}

	checkLayerWork(workId: string): Promise<void> {
		return this.#worker.call((api) => api.checkLayerWork(workId));
	}

	commitLayerWork(workId: string, outcome: LayerOutcome): Promise<void> {
		return this.#worker.call((api) => api.commitLayerWork(workId, outcome));
	}

	abortLayerWork(workId: string): Promise<void> {
		return this.#worker.call((api) => api.abortLayerWork(workId));
	}

	resolve(names: string[]): Promise<ResolvedTable[]> {
		return this.#worker.call((api) => api.resolve(names));
	}

	problems(names: string[]): Promise<NameProblem[]> {
		return this.#worker.call((api) => api.problems(names));
	}

	schema(): Promise<SchemaSource[]> {
		return this.#worker.call((api) => api.schema());
	}

	subscribe(listener: (event: LibraryEvent) => void): Promise<void> {
		return this.#worker.call((api) => api.subscribe(proxy(listener)));
	}
}
