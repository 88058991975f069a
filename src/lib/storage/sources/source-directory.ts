import type { SqlJsStatic } from 'sql.js';
import { AppError } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { LayerOutcome, StoredVersion } from '$lib/domain/layers/layer-work';
import type { TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type { Version, VersionLabels, VersionPart } from '$lib/domain/versions/version';
import type { PartTarget, SourceQuality, VersionDraft, VersionFile } from '$lib/protocol/library-api';
import { Catalogue, type CatalogueMeta } from './catalogue';
import { isCatalogueName, readNewestCatalogue, writeCatalogue } from './catalogue-files';
import { committedVersion } from './committed-version';
import type { Disk, DiskPath } from './disk';
import { visibleVersions } from './layered-versions';
import { readContents, type SourceContents } from './source-contents';
import { isPartName, isWalName, partFileName, REMOVED, UNCOMMITTED } from './source-files';
import { VersionFiles } from './version-files';

/** How long files that are not listed any more are left to statements that began before. */
export const RETIRED_FILE_MS = 20_000;

/**
 * The only code that touches a source's directory. Reading needs no lock; whoever calls a writing method holds
 * the source's write lock and has called `reload` since it got it.
 */
export class SourceDirectory {
	#contents: SourceContents = { kind: 'rubbish' };
	/** Reads run one after the other, so that an older one never replaces what a newer one found. */
	#reads: Promise<unknown> = Promise.resolve();
	/** Counts changes by this tab; a read that one happened in is done again. */
	#changes = 0;
	#isTidy = false;

	/** Files that statements may still read, and until when they stay (ms since 1970). */
	readonly #retired = new Map<string, number>();
	readonly #files: VersionFiles;

	constructor(
		private readonly disk: Disk,
		private readonly path: DiskPath,
		private readonly sqlite: SqlJsStatic
	) {
		this.#files = new VersionFiles(disk, path);
	}

	/** As of the last `reload` or change. */
	get contents(): SourceContents {
		return this.#contents;
	}

	/** Nothing was left of what the newest catalogue does not list, after the last change by this thread. */
	get isTidy(): boolean {
		return this.#isTidy;
	}

	/** Reads what is there now. @param isKnown the project lists this source */
	reload(isKnown: boolean): Promise<SourceContents> {
		const read = this.#reads.then(async () => {
			for (;;) {
				const changes = this.#changes;
				const contents = await readContents(this.disk, this.path, this.sqlite, isKnown);
				if (changes === this.#changes) return (this.#contents = contents);
			}
		});
		this.#reads = read.catch(() => undefined);
		return read;
	}

	/** The files of a version, in part order. @throws `storage/damaged` when one is not as it was written */
	async files(version: Version): Promise<VersionFile[]> {
		return this.#files.read(version);
	}

	/** Marks a new source as having nothing committed yet. Writing. */
	async start(): Promise<void> {
		await this.disk.write([...this.path, UNCOMMITTED], new Uint8Array());
	}

	/** Makes a part file holding an empty database. Writing. */
	async createPart(importId: string, part: number): Promise<PartTarget> {
		return this.#files.create(partFileName(this.#nextVersion, importId, part));
	}

	/** Keeps a copy of an opened file, which becomes the version's only part. Writing. */
	async keepFile(importId: string, file: File): Promise<void> {
		await this.#files.keep(partFileName(this.#nextVersion, importId, 0, 'sqlite'), file);
	}

	/** Removes the parts an import has made so far. Writing. */
	async discardParts(importId: string): Promise<void> {
		const start = partFileName(this.#nextVersion, importId, 0).slice(0, -'0.duckdb'.length);
		await this.#files.removeWhere((name) => name.startsWith(start));
	}

	/**
	 * Makes the staged parts a version, by writing the catalogue that lists them. Writing.
	 * @param meta what the catalogue of a new source starts with
	 */
	async commit(draft: VersionDraft, meta: CatalogueMeta): Promise<Version> {
		const number = this.#nextVersion;
		const { importId, file } = draft.receipt;
		const parts: VersionPart[] = await Promise.all(
			Array.from({ length: draft.partCount }, (_, part) =>
				this.#files.seal(partFileName(number, importId, part), draft.partBytes[part])
			)
		);
		if (draft.isKeptFile)
			parts.push(await this.#files.kept(partFileName(number, importId, 0, 'sqlite'), file.sizeBytes));
		const version = committedVersion(draft, number, parts, meta);
		await this.#change((catalogue) => {
			catalogue.addVersion(version);
			if (draft.judgement) catalogue.quality.setJudgement(number, draft.judgement);
		}, meta);
		return version;
	}

	/** Adds to the import log. Writing. */
	async logImport(receipt: Receipt): Promise<void> {
		await this.#change((catalogue) => catalogue.logImport(receipt));
	}

	/** Read anew: it is too much to be kept at hand. */
	async quality(): Promise<SourceQuality> {
		return this.#reading(({ quality }) => ({
			settings: quality.settings,
			judgements: [...quality.judgements()].map(([version, judgement]) => ({ version, judgement })),
			failures: quality.failures()
		}));
	}

	/** Writing. */
	async saveQuality(settings: QualitySettings): Promise<void> {
		await this.#change((catalogue) => catalogue.quality.setSettings(settings));
	}

	/** Writing. */
	async saveJudgement(version: number, judgement: Judgement): Promise<void> {
		await this.#change((catalogue) => catalogue.quality.setJudgement(version, judgement));
	}

	/** Writing. */
	async logFailure(failure: FailedImport): Promise<void> {
		await this.#change((catalogue) => catalogue.quality.addFailure(failure));
	}

	/** Writing. */
	async rename(name: string): Promise<void> {
		await this.#change((catalogue) => catalogue.rename(name));
	}

	/** Makes a part file for work on layers, named after the version whose rows it gets. Writing. */
	async createLayerPart(version: number, workId: string): Promise<PartTarget> {
		return this.#files.create(partFileName(version, workId, 0));
	}

	/**
	 * Changes how versions are stored. What is not listed any more is kept for a while, for statements that still
	 * read it, and goes with a later sweep. Writing.
	 * @param written the version and work that `createLayerPart` was called with, where there is a file
	 */
	async applyLayers(
		outcome: LayerOutcome,
		written: { version: number; workId: string } | null
	): Promise<void> {
		const file = written && (await this.#files.seal(partFileName(written.version, written.workId, 0)));
		this.#retire();
		await this.#change((catalogue) => catalogue.applyLayers(outcome, file));
	}

	/** Writing. */
	async setLabels(version: number, labels: VersionLabels): Promise<void> {
		await this.#change((catalogue) => catalogue.timeline.setLabels(version, labels));
	}

	/** Read anew, as `quality` is. */
	async timelineSettings(): Promise<TimelineSettings> {
		return this.#reading((catalogue) => catalogue.timeline.settings);
	}

	/** Writing. */
	async saveTimelineSettings(settings: TimelineSettings): Promise<void> {
		await this.#change((catalogue) => (catalogue.timeline.settings = settings));
	}

	/** Removes a version and what only it needs. Writing. */
	async removeVersion(version: Version): Promise<void> {
		const forget = () => this.#change((catalogue) => catalogue.removeVersion(version.version));
		try {
			await forget();
		} catch (error) {
			if (!(error instanceof AppError) || error.code !== 'storage/full') throw error;
			// No room even for a catalogue: making room first is the only way out. Should this be interrupted,
			// the version is shown as damaged, and can be removed. What others are read from stays.
			if (version.layer || this.#isBase(version.version)) throw error;
			for (const part of version.parts) await this.#files.remove(part.fileName);
			await forget();
		}
	}

	/** From here on the source counts as removed; `sweep` finishes a removal that is interrupted. Writing. */
	async markRemoved(): Promise<void> {
		await this.disk.write([...this.path, REMOVED], new Uint8Array());
	}

	/** Removes everything. Writing. */
	async remove(): Promise<void> {
		this.#changes++;
		this.#contents = { kind: 'rubbish' };
		await this.#files.removeWhere((name) => name !== REMOVED && name !== UNCOMMITTED);
		await this.disk.remove(this.path);
	}

	/**
	 * Removes what no catalogue lists: leftovers of imports that did not end, of removals and of older catalogues.
	 * Damaged directories are left as they are. Writing.
	 */
	async sweep(isKnown: boolean): Promise<void> {
		const contents = await this.reload(isKnown);
		if (contents.kind === 'damaged') return;
		if (contents.kind === 'rubbish') return this.remove();
		const newest = await readNewestCatalogue(this.disk, this.path);
		if (newest) await this.#tidy(newest.fileName);
	}

	/** Removes what the newest catalogue does not list. */
	async #tidy(catalogueName: string): Promise<void> {
		const { contents } = this;
		if (contents.kind !== 'ready') return;
		this.#isTidy = false;
		const kept = new Set(fileNamesOf(contents.stored));
		for (const [name, until] of this.#retired) if (until > Date.now()) kept.add(name);
		await this.#files.removeWhere(
			(name) =>
				(isPartName(name) && !kept.has(name)) ||
				isWalName(name) ||
				name === UNCOMMITTED ||
				(isCatalogueName(name) && name !== catalogueName)
		);
		this.#isTidy = true;
	}

	#isBase(version: number): boolean {
		const { contents } = this;
		return contents.kind === 'ready' && contents.stored.some(({ layer }) => layer?.baseVersion === version);
	}

	#retire(): void {
		if (this.#contents.kind !== 'ready') return;
		for (const name of fileNamesOf(this.#contents.stored))
			this.#retired.set(name, Date.now() + RETIRED_FILE_MS);
	}

	async #reading<T>(read: (catalogue: Catalogue) => T): Promise<T> {
		const file = await readNewestCatalogue(this.disk, this.path);
		if (!file) throw new AppError('storage/damaged', 'The catalogue of this source is gone.');
		const catalogue = Catalogue.open(this.sqlite, file.bytes);
		try {
			return read(catalogue);
		} finally {
			catalogue.close();
		}
	}

	get #nextVersion(): number {
		return this.#contents.kind === 'ready' ? this.#contents.nextVersion : 1;
	}

	/** Writes the changed catalogue as the next generation; then removes the older ones and leftovers. */
	async #change(change: (catalogue: Catalogue) => void, meta?: CatalogueMeta): Promise<void> {
		const current = await readNewestCatalogue(this.disk, this.path);
		if (!current && !meta) throw new AppError('storage/damaged', 'The catalogue of this source is gone.');
		const catalogue = current
			? Catalogue.open(this.sqlite, current.bytes)
			: Catalogue.create(this.sqlite, meta as CatalogueMeta);
		let fileName: string;
		try {
			change(catalogue);
			const generation = (current?.generation ?? 0) + 1;
			fileName = await writeCatalogue(this.disk, this.path, generation, catalogue.toBytes());
			this.#changes++;
			this.#contents = {
				kind: 'ready',
				generation,
				meta: catalogue.meta,
				nextVersion: catalogue.nextVersion,
				...versionsOf(catalogue),
				problems: this.#contents.kind === 'ready' ? this.#contents.problems : new Map()
			};
		} finally {
			catalogue.close();
		}
		// The change is made: what can't be tidied now is tidied at the next start.
		await this.#tidy(fileName).catch(() => undefined);
	}
}

function versionsOf(catalogue: Catalogue): { stored: StoredVersion[]; versions: Version[] } {
	const stored = catalogue.storedVersions();
	return { stored, versions: visibleVersions(stored) };
}

function fileNamesOf(stored: readonly StoredVersion[]): string[] {
	return stored.flatMap(({ parts }) => parts.map(({ fileName }) => fileName));
}
