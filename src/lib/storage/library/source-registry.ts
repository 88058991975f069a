import { AppError } from '$lib/domain/errors';
import type { DiffOptions } from '$lib/domain/diff/diff';
import type { SourceSummary } from '$lib/domain/sources/source';
import type { Version } from '$lib/domain/versions/version';
import type { SourceRecord } from '$lib/storage/config/records';
import { SourceDirectory } from '$lib/storage/sources/source-directory';
import type { LibraryEnvironment } from './environment';
import { nameKey } from './table-name';

/** Waits before a directory that could not be tidied is tried again, as its files were still in use. */
const SWEEP_AGAIN_MS = [1000, 4000, 15_000];

/** A source that is there, whole or damaged. */
export interface KnownSource {
	id: string;
	name: string;
	kind: string;
	createdAt: string;
	directory: SourceDirectory;
	/** What is wrong with the whole source, or null. */
	problem: string | null;
	/** Ascending, damaged ones marked by `problem`. */
	versions: Version[];
}

/** All sources of the project, as this tab knows them. The directories are the truth; the list in IndexedDB follows. */
export class SourceRegistry {
	readonly #directories = new Map<string, SourceDirectory>();
	readonly #records = new Map<string, SourceRecord>();

	constructor(private readonly environment: LibraryEnvironment) {}

	/** Reads every source, and removes what unfinished work left where nobody works. */
	async load(): Promise<void> {
		const { disk, path } = this.environment;
		for (const record of await this.listed()) this.#records.set(record.id, record);
		const folders = (await disk.list(path)).filter((entry) => entry.kind === 'directory');
		const ids = new Set([...this.#records.keys(), ...folders.map((entry) => entry.name)]);
		await Promise.all([...ids].map((id) => this.#loadSource(id)));
	}

	/** Sources that are there, by name. */
	all(): KnownSource[] {
		const known = [...this.#directories.keys()].flatMap((id) => this.find(id) ?? []);
		return known.sort((a, b) => a.name.localeCompare(b.name));
	}

	find(id: string): KnownSource | null {
		const directory = this.#directories.get(id);
		if (!directory || directory.contents.kind === 'rubbish') return null;
		const record = this.#records.get(id);
		const { contents } = directory;
		if (contents.kind === 'damaged') {
			const { name = `damaged ${id.slice(0, 8)}`, kind = 'file', createdAt = '' } = record ?? {};
			return { id, name, kind, createdAt, directory, problem: contents.problem, versions: [] };
		}
		const versions = contents.versions.map((version) => {
			const problem = contents.problems.get(version.version);
			return problem === undefined ? version : { ...version, problem };
		});
		return { ...contents.meta, id, directory, problem: null, versions };
	}

	findByName(name: string): KnownSource | null {
		return this.all().find((source) => nameKey(source.name) === nameKey(name)) ?? null;
	}

	/** @throws `source/unknown` */
	get(id: string): KnownSource {
		const source = this.find(id);
		if (!source) throw unknownSource(id);
		return source;
	}

	/** Reads a source again, after a change in another tab or when its write lock was got. */
	async refresh(id: string): Promise<void> {
		const record = (await this.listed()).find((candidate) => candidate.id === id);
		if (record) this.#records.set(id, record);
		else this.#records.delete(id);
		await this.directory(id).reload(record !== undefined);
	}

	/** The project's list as it is now in all tabs. Where it can't be read, the directories alone tell what is there. */
	listed(): Promise<SourceRecord[]> {
		return this.environment.sources.ofProject(this.environment.projectId).catch(() => []);
	}

	/** The directory of a source, whether it is there or not. */
	directory(id: string): SourceDirectory {
		const { disk, path, sqlite } = this.environment;
		let directory = this.#directories.get(id);
		if (!directory) {
			directory = new SourceDirectory(disk, [...path, id], sqlite);
			this.#directories.set(id, directory);
		}
		return directory;
	}

	/** Name of the lock of whoever writes to a source. */
	lockName(id: string): string {
		return `${this.environment.lockPrefix}:source:${id}`;
	}

	/** Brings the list in IndexedDB in line with a source's catalogue; where that fails the next start does it. */
	async saveRecord(id: string): Promise<void> {
		const source = this.find(id);
		if (!source || source.problem !== null) return;
		const { name, kind, createdAt } = source;
		const old = this.#records.get(id);
		const record = { ...old, id, projectId: this.environment.projectId, name, kind, createdAt };
		if (old && old.name === name && old.kind === kind && old.createdAt === createdAt) return;
		this.#records.set(id, record);
		await this.environment.sources.save(record).catch(() => undefined);
	}

	/** How a source's versions are compared, as far as somebody has chosen in any tab. */
	async diffOptions(id: string): Promise<Partial<DiffOptions> | null> {
		const listed = (await this.listed()).find((record) => record.id === id);
		return (listed ?? this.#records.get(id))?.diff ?? null;
	}

	async keepDiffOptions(id: string, options: Partial<DiffOptions>): Promise<void> {
		const { name, kind, createdAt } = this.get(id);
		const diff = { ...(await this.diffOptions(id)), ...options };
		const record = { id, projectId: this.environment.projectId, name, kind, createdAt, diff };
		this.#records.set(id, record);
		await this.environment.sources.save(record).catch(() => undefined);
	}

	/** Removes a source. The caller holds its lock. */
	async remove(id: string): Promise<void> {
		const directory = this.directory(id);
		// On a full disk the mark may fail; removing is the way out of that, so it goes on.
		await directory.markRemoved().catch(() => undefined);
		this.#records.delete(id);
		await this.environment.sources.remove(id).catch(() => undefined);
		await directory.remove();
		this.#directories.delete(id);
	}

	/**
	 * Removes a source's leftovers; where files are still in use it is tried again later, and then by the next start.
	 * The caller holds the source's lock.
	 */
	async sweep(id: string): Promise<void> {
		await this.directory(id)
			.sweep(this.#records.has(id))
			.catch(() => void this.#sweepLater(id));
		if (this.directory(id).contents.kind === 'rubbish' && !this.#records.has(id))
			this.#directories.delete(id);
	}

	/** Removes leftovers, unless somebody writes to the source: then that one does it at the end, or the next start. */
	async sweepIfFree(id: string): Promise<void> {
		const release = this.find(id) && (await this.environment.locks.tryAcquire(this.lockName(id)));
		if (!release) return;
		await this.directory(id)
			.sweep(this.#records.has(id))
			.catch(() => undefined)
			.finally(release);
	}

	async #loadSource(id: string): Promise<void> {
		const release = await this.environment.locks.tryAcquire(this.lockName(id));
		if (release) {
			await this.sweep(id).finally(release);
		} else {
			await this.directory(id).reload(this.#records.has(id));
			// Somebody works there, or is just dying: its leftovers are removed when the lock is free.
			void this.#sweepWhenFree(id);
		}
		await this.saveRecord(id);
	}

	async #sweepWhenFree(id: string): Promise<void> {
		const release = await this.environment.locks.acquire(this.lockName(id));
		try {
			await this.refresh(id);
			await this.directory(id).sweep(this.#records.has(id));
		} finally {
			release();
		}
	}

	async #sweepLater(id: string): Promise<void> {
		for (const waitMs of SWEEP_AGAIN_MS) {
			await new Promise((resolve) => setTimeout(resolve, waitMs));
			const isDone = await this.#sweepWhenFree(id).then(
				() => true,
				() => false
			);
			if (isDone) return;
		}
	}
}

/** What the sources panel shows. @param isBusy somebody holds the source's write lock */
export function summaryOf(source: KnownSource, isBusy: boolean): SourceSummary {
	const newest = source.versions.at(-1) ?? null;
	const damaged = source.versions.flatMap((version) => version.problem ?? []);
	const problem = source.problem ?? (damaged.length > 0 ? damaged.join(' ') : null);
	const sum = (of: 'rows' | 'rejected') => newest?.tables.reduce((total, table) => total + table[of], 0) ?? 0;
	return {
		id: source.id,
		name: source.name,
		kind: source.kind,
		versions: source.versions.length,
		newestVersion: newest?.version ?? null,
		rows: sum('rows'),
		rejected: sum('rejected'),
		tables: newest && newest.tables.length > 1 ? newest.tables.map(({ name, rows }) => ({ name, rows })) : [],
		storedBytes: storedBytesOf(source.versions),
		quality: newest?.quality ?? null,
		status: problem !== null ? 'damaged' : isBusy ? 'importing' : 'ready',
		problem,
		updatedAt: newest?.committedAt ?? source.createdAt
	};
}

export function unknownSource(id: string): AppError {
	return new AppError('source/unknown', `There is no source “${id}”.`, { source: id });
}

/** @throws `storage/damaged` when the catalogue of the source can't be read */
export function assertReadable(source: KnownSource): void {
	if (source.problem === null) return;
	throw new AppError('storage/damaged', `“${source.name}” is damaged. ${source.problem}`, {
		source: source.name
	});
}

/** Bytes of all files, those that several versions are read from counted once. */
function storedBytesOf(versions: readonly Version[]): number {
	const sizes = new Map(
		versions.flatMap(({ parts }) => parts.map(({ fileName, sizeBytes }) => [fileName, sizeBytes] as const))
	);
	return [...sizes.values()].reduce((total, size) => total + size, 0);
}
