import { AppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import type {
	Confirm,
	ImportRequest,
	ReadmitRequest,
	RestoreRequest,
	VersionRequest
} from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { runImport } from './run-import';
import { warmUp } from './warm-up';

/** More engines than this gain nothing: the disk and the scanner are shared. */
const ENGINE_LIMIT = 4;
/** Below this size starting a second engine takes longer than it saves. */
const BYTES_PER_ENGINE = 24 << 20;

/** The next import does not go on with an engine that holds more. */
const ENGINE_HEAP_BYTES = 256 << 20;

/** Imports, one after the other, and the engines they use; all end together. */
export class Importer {
	#abort = new AbortController();
	#isReady: Promise<unknown> = Promise.resolve();
	readonly #isWanted = new AbortController();
	readonly #engines = new Map<number, Promise<DuckDbEngine>>();

	#parts: Promise<EngineParts> | null = null;

	/** Gets ready ahead of the import: starts the engines that most imports need. @throws AppError `engine/start` */
	async prepare(parts: EngineParts): Promise<void> {
		this.#parts = Promise.resolve(parts);
		const warm = this.#warm();
		// an import that comes meanwhile waits for what has begun, also while the engine is still starting: the end of the
		// warm-up resets that engine
		this.#isReady = warm.catch(() => undefined);
		await warm;
		if (navigator.hardwareConcurrency > 1) await this.#engine(1);
	}

	/** @throws AppError; `cancelled` after `cancel` */
	async run(
		request: ImportRequest,
		library: LibraryApi,
		parts: EngineParts | null,
		onProgress: (progress: Progress) => void,
		confirm: Confirm | null
	): Promise<Receipt> {
		await this.#whenReady();
		this.#parts ??= parts ? Promise.resolve(parts) : loadEngine();
		const engines = (part: number) => this.#engine(part);
		const wanted = Math.ceil(request.file.size / BYTES_PER_ENGINE);
		const engineCount = Math.max(1, Math.min(ENGINE_LIMIT, navigator.hardwareConcurrency, wanted));
		// they start while the file is being looked at
		for (let part = 0; part < engineCount; part++) void engines(part);
		try {
			return await runImport(request, {
				library,
				engines,
				engineCount,
				onProgress,
				confirm,
				signal: this.#abort.signal
			});
		} catch (error) {
			this.#closeEngines();
			throw error;
		}
	}

	/** After an import that went well: makes ready for the next one, which waits for it. */
	async reset(): Promise<void> {
		this.#abort = new AbortController();
		this.#isReady = Promise.all([...this.#engines.keys()].map((part) => this.#renew(part)));
		await this.#isReady;
	}

	/** An engine that holds much memory gives none of it back before its end: few bytes of a file can take that much. */
	async #renew(part: number): Promise<void> {
		const engine = await this.#engine(part);
		if ((await engine.heapBytes()) <= ENGINE_HEAP_BYTES) return engine.reset();
		engine.close();
		this.#engines.delete(part);
		await this.#engine(part);
	}

	async judge(request: VersionRequest, library: LibraryApi, parts: EngineParts | null): Promise<Judgement> {
		// loaded when it is wanted: most of this worker's code is of no use to an import
		const { judgeStored } = await import('$lib/jobs/quality/judge-stored');
		return this.#withEngine(parts, (engine) =>
			judgeStored(engine, library, request.sourceId, request.version)
		);
	}

	async suggest(
		request: VersionRequest,
		library: LibraryApi,
		parts: EngineParts | null
	): Promise<SuggestedRule[]> {
		const { suggestRules } = await import('$lib/jobs/quality/suggest-rules');
		return this.#withEngine(parts, (engine) =>
			suggestRules(engine, library, request.sourceId, request.version)
		);
	}

	async readmit(request: ReadmitRequest, library: LibraryApi, parts: EngineParts | null): Promise<Receipt> {
		const { readmit } = await import('./readmit');
		const { signal } = this.#abort;
		return this.#withEngine(parts, (engine) => readmit(request, { engine, library, signal }));
	}

	async restore(
		request: RestoreRequest,
		library: LibraryApi,
		parts: EngineParts | null,
		onProgress: (progress: Progress) => void
	): Promise<Receipt> {
		const { restoreVersion } = await import('./restore');
		const { signal } = this.#abort;
		return this.#withEngine(parts, (engine) =>
			restoreVersion(request, { engine, library, signal, onProgress })
		);
	}

	async #withEngine<T>(parts: EngineParts | null, work: (engine: DuckDbEngine) => Promise<T>): Promise<T> {
		await this.#whenReady();
		this.#parts ??= parts ? Promise.resolve(parts) : loadEngine();
		try {
			return await work(await this.#engine(0));
		} catch (error) {
			this.#closeEngines();
			throw error;
		}
	}

	async #warm(): Promise<void> {
		const engine = await this.#engine(0);
		const { signal } = this.#isWanted;
		if (!signal.aborted) await warmUp(engine, signal).catch(() => this.#replace(0));
	}

	async #whenReady(): Promise<void> {
		this.#isWanted.abort();
		await this.#isReady;
	}

	#engine(part: number): Promise<DuckDbEngine> {
		const known = this.#engines.get(part);
		if (known) return known;
		this.#parts ??= loadEngine();
		const opened = this.#parts.then(openDuckDb);
		opened.catch(() => undefined);
		this.#engines.set(part, opened);
		return opened;
	}

	/** An engine that failed before there was anything to import: the import starts another one. */
	#replace(part: number): void {
		const failed = this.#engines.get(part);
		this.#engines.delete(part);
		failed?.then((engine) => engine.close()).catch(() => undefined);
	}

	cancel(): void {
		this.#abort.abort(new AppError('cancelled', 'The import was cancelled.'));
		this.#closeEngines();
	}

	#closeEngines(): void {
		const reason = new AppError('cancelled', 'The import has ended.');
		for (const engine of this.#engines.values()) {
			engine.then((open) => open.close(reason)).catch(() => undefined);
		}
	}
}
