import { AppError } from '$lib/domain/errors';
import type { Reject } from '$lib/domain/versions/reject';
import type { Segment } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { ScannedChunk } from '$lib/formats/delimited/scanner-types';
import type { PartTarget } from '$lib/protocol/library-api';
import { PartFile } from './part-file';
import { PartLoader, type ColumnEvidence, type Disproof, type TableToLoad } from './part-loader';

export interface PoolResult {
	segments: Segment[];
	rejected: number;
	disproofs: Disproof[];
	evidence: ColumnEvidence[];
}

export interface WrittenParts {
	count: number;
	bytes: Uint8Array<ArrayBuffer>[];
	/** Names of columns in which zeros have another sign than they had. */
	changedSigns: ReadonlySet<string>;
}

/** Opens engine number `part`, the first time it is needed. */
export type EngineSource = (part: number) => Promise<DuckDbEngine>;

/**
 * Loads chunks with several engines at once, each into its own part file. `submit` resolves when the chunk has
 * found an engine, so that not more chunks wait in memory than there are engines, and one.
 */
export class LoaderPool {
	readonly #loaders: Promise<PartLoader>[] = [];
	readonly #idle: PartLoader[] = [];
	readonly #waiting: { resolve: (loader: PartLoader) => void; reject: (error: unknown) => void }[] = [];
	readonly #running = new Set<Promise<void>>();
	readonly #segments: Segment[] = [];
	readonly #disproofs: Disproof[] = [];
	readonly #evidence: ColumnEvidence[] = [];
	#rejects: Promise<void> = Promise.resolve();
	#rejected = 0;
	#failure: unknown = null;
	/** Rows loaded so far. */
	rows = 0;

	constructor(
		private readonly size: number,
		private readonly engines: EngineSource,
		private readonly createPart: (part: number) => Promise<PartTarget>,
		private readonly onChunk: () => void
	) {}

	async submit(chunk: ScannedChunk, table: TableToLoad): Promise<void> {
		const loader = await this.#take();
		const run = this.#load(loader, chunk, table).catch((error: unknown) => this.#fail(error));
		this.#running.add(run);
		void run.finally(() => this.#running.delete(run));
	}

	/** Waits for what is loading. */
	async drain(): Promise<PoolResult> {
		await Promise.all(this.#running);
		if (this.#failure) throw this.#failure;
		return {
			segments: this.#segments.sort((a, b) => a.firstRecord - b.firstRecord),
			rejected: this.#rejected,
			disproofs: this.#disproofs,
			evidence: this.#evidence
		};
	}

	/** Closes the part files. A table without rows gets a segment without rows, so that its columns are kept. */
	async close(table: TableToLoad): Promise<WrittenParts> {
		if (this.#segments.length === 0) {
			const first = await (this.#loaders[0] ?? this.#open());
			this.#segments.push(await first.addEmptySegment(table));
		}
		const loaders = await Promise.all(this.#loaders);
		const bytes = await Promise.all(
			loaders.map((loader) => loader.file.finish(this.#segments.filter(({ part }) => part === loader.part)))
		);
		return {
			count: loaders.length,
			bytes: bytes.filter((part) => part !== null),
			changedSigns: new Set(loaders.flatMap((loader) => [...loader.file.changedSigns]))
		};
	}

	async #load(loader: PartLoader, chunk: ScannedChunk, table: TableToLoad): Promise<void> {
		const loaded = await loader.load(chunk, table);
		if (loaded.segment) this.#segments.push(loaded.segment);
		this.#disproofs.push(...loaded.disproofs);
		this.#evidence.push(...loaded.evidence);
		this.rows += loaded.segment?.rows ?? 0;
		if (loaded.rejects.length > 0) await this.#keepRejects(loaded.rejects);
		this.#give(loader);
		this.onChunk();
	}

	/** All rejects go to part 0, one batch after the other. */
	#keepRejects(rejects: Reject[]): Promise<void> {
		this.#rejected += rejects.length;
		this.#rejects = this.#rejects.then(async () => {
			const first = await this.#loaders[0];
			if (!first) throw new AppError('internal', 'rejects before the first part');
			await first.file.addRejects(rejects);
		});
		return this.#rejects;
	}

	async #take(): Promise<PartLoader> {
		if (this.#failure) throw this.#failure;
		const idle = this.#idle.pop();
		if (idle) return idle;
		if (this.#loaders.length < this.size) return this.#open();
		return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
	}

	#give(loader: PartLoader): void {
		const next = this.#waiting.shift();
		if (next) next.resolve(loader);
		else this.#idle.push(loader);
	}

	#fail(error: unknown): void {
		this.#failure ??= error;
		for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
	}

	#open(): Promise<PartLoader> {
		const part = this.#loaders.length;
		const loader = Promise.all([this.engines(part), this.createPart(part)])
			.then(([engine, target]) => PartFile.open(engine, target, part))
			.then((file) => new PartLoader(file));
		this.#loaders.push(loader);
		return loader;
	}
}
